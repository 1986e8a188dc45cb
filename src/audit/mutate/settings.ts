/** Settings that let somebody in, or name what is not there. */
import type { ComponentId } from "../../catalog/types.ts";
import { settingOf } from "../../inventory/actual.ts";
import { toldWhole } from "../told.ts";
import type { Mutation } from "./mutation.ts";

/** One setting, with another value; undefined where it cannot be had from the old one. */
const changed = (
  rule: string,
  title: string,
  component: ComponentId,
  name: string,
  to: (value: string) => string | undefined,
): Mutation => ({
  title,
  rule,
  make(scene, pick) {
    const told = toldWhole(scene, component).flatMap(({ component: one }) => settingOf(one, name) ?? []);
    const setting = pick(told.filter(({ from, value }) => from !== "variable" && to(value) !== undefined));
    const value = setting === undefined ? undefined : to(setting.value);
    if (setting === undefined || value === undefined) return undefined;
    const { place, from } = setting;
    const as = (text: string): string =>
      from === "flag"
        ? text.replace(`--${name}=${setting.value}`, `--${name}=${value}`)
        : text
            .split("\n")
            .map((line, i) => (i + 1 === place.line ? line.replace(/:.*/, `: ${value}`) : line))
            .join("\n");
    return {
      at: place,
      changed: `${name} is ${value} in place of ${setting.value}`,
      edits: [{ do: "rewrite", file: place.file, as }],
    };
  },
});

export const settingMutations = {
  "authorization-always-allow": changed(
    "authorization-open",
    "The API server lets everybody do everything",
    "kube-apiserver",
    "authorization-mode",
    () => "AlwaysAllow",
  ),
  "node-restriction-left-out": changed(
    "node-restriction-off",
    "The API server runs without NodeRestriction",
    "kube-apiserver",
    "enable-admission-plugins",
    () => "PodSecurity",
  ),
  "front-proxy-name-other": changed(
    "front-proxy-name-not-allowed",
    "Another name than the front proxy's is allowed",
    "kube-apiserver",
    "requestheader-allowed-names",
    () => "aggregator",
  ),
  "kubelet-anonymous-on": changed(
    "kubelet-anonymous",
    "A kubelet lets callers without a name in",
    "kubelet",
    "authentication.anonymous.enabled",
    () => "true",
  ),
  "kubelet-always-allows": changed(
    "kubelet-always-allow",
    "A kubelet lets every caller do everything",
    "kubelet",
    "authorization.mode",
    () => "AlwaysAllow",
  ),
  "kubelet-read-only-port-open": changed(
    "kubelet-read-only-port",
    "A kubelet has its read-only port open",
    "kubelet",
    "readOnlyPort",
    () => "10255",
  ),
  "kubelet-renews-nothing": changed(
    "kubelet-rotation-off",
    "A kubelet does not renew its certificate",
    "kubelet",
    "rotateCertificates",
    () => "false",
  ),
  "etcd-loopback-in-clear": changed(
    "etcd-open-on-loopback",
    "etcd serves its own host without TLS",
    "etcd",
    "listen-client-urls",
    (value) =>
      value.includes("https://127.0.0.1:") ? value.replace("https://127.0.0.1:", "http://127.0.0.1:") : undefined,
  ),
} as const satisfies Readonly<Record<string, Mutation>>;
