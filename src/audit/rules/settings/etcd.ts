/** What etcd is told (facts 3.6, 5.8): whom it lets read and write everything. */
import { settingOf } from "../../../inventory/actual.ts";
import type { Running } from "../../../trust/connections/servers.ts";
import type { Rule } from "../../rule.ts";
import { settingRule } from "./setting-rule.ts";

const TRANSPORT = "etcd client/pkg/transport/listener.go";
const components = ["etcd"] as const;

/** Of URLs, those by http that others than the host itself can reach. */
const inClear = (value: string | undefined, loopback: boolean): string[] =>
  (value ?? "")
    .split(",")
    .filter((url) => /^http:\/\//.test(url))
    .filter((url) => /^http:\/\/(127\.|localhost|\[::1\])/.test(url) === loopback);

/** Nobody but its own host reaches it, and that by http: a finding of its own says so. Where it is not told, it is so. */
const onLoopbackAlone = ({ component }: Running, name: string): boolean => {
  const urls = settingOf(component, name)?.value ?? "http://localhost";
  return urls.split(",").every((url) => inClear(url.trim(), true).length > 0);
};

/** etcd asks for certificates with either of the two (`TLSInfo.ServerConfig`). */
const asks = (flag: string | undefined, authority: string | undefined): boolean =>
  flag === "true" || (authority ?? "") !== "";

export const etcdSettingRules = {
  "etcd-clients-unasked": settingRule({
    title: "etcd asks its clients for no certificate",
    severity: "error",
    source: `CIS Kubernetes Benchmark 1.12, 2.2; ${TRANSPORT}`,
    why: "Whoever reaches port 2379 reads and writes everything in the cluster, Secrets too.",
    shows: [],
    mend: "Set --client-cert-auth to true and --trusted-ca-file to etcd's own authority.",
    breaks: ["unverified"],
    breaksAs: "server",
    components,
    settings: ["client-cert-auth"],
    wrong: (value, running) =>
      asks(value, settingOf(running.component, "trusted-ca-file")?.value) ||
      onLoopbackAlone(running, "listen-client-urls")
        ? undefined
        : "no client certificate is asked for",
    right: ({ component }) => (settingOf(component, "trusted-ca-file") === undefined ? undefined : "true"),
  }),
  "etcd-peers-unasked": settingRule({
    title: "etcd asks its peers for no certificate",
    severity: "error",
    source: `CIS Kubernetes Benchmark 1.12, 2.5; ${TRANSPORT}`,
    why: "Whoever reaches port 2380 can take part as a member, and gets and changes the whole store.",
    shows: [],
    mend: "Set --peer-client-cert-auth to true and --peer-trusted-ca-file to etcd's own authority.",
    breaks: ["unverified"],
    breaksAs: "server",
    components,
    settings: ["peer-client-cert-auth"],
    wrong: (value, running) =>
      asks(value, settingOf(running.component, "peer-trusted-ca-file")?.value) ||
      onLoopbackAlone(running, "listen-peer-urls") ||
      settingOf(running.component, "peer-auto-tls")?.value === "true"
        ? undefined
        : "no certificate of a peer is asked for",
    right: ({ component }) => (settingOf(component, "peer-trusted-ca-file") === undefined ? undefined : "true"),
  }),
  "etcd-client-check-implied": settingRule({
    title: "etcd checks its clients only because an authority is named",
    severity: "advice",
    source: `CIS Kubernetes Benchmark 1.12, 2.2 and 2.5; ${TRANSPORT}`,
    why: "etcd demands certificates as soon as an authority is set; who reads --client-cert-auth=false takes it for open, and taking the authority away opens it.",
    shows: [],
    mend: "Set --client-cert-auth to true.",
    components,
    settings: ["client-cert-auth"],
    wrong: (value, { component }) =>
      value === "false" && (settingOf(component, "trusted-ca-file")?.value ?? "") !== ""
        ? "client-cert-auth is false, and a trusted-ca-file is set"
        : undefined,
    right: "true",
  }),
  "etcd-listens-in-clear": settingRule({
    title: "etcd listens without TLS",
    severity: "error",
    source: "etcd op-guide/security.md",
    why: "Everything in the cluster can be read and written by whoever reaches the address, and is read on the way.",
    shows: [],
    mend: "Write https in --listen-client-urls and --advertise-client-urls, and set --cert-file and --key-file.",
    components,
    settings: ["listen-client-urls"],
    wrong: (value) => {
      const [first] = inClear(value, false);
      return first === undefined ? undefined : `clients are served at ${first}`;
    },
    right: (_, value) => value?.replaceAll("http://", "https://"),
  }),
  "etcd-peers-in-clear": settingRule({
    title: "etcd's members talk without TLS",
    severity: "error",
    source: "etcd op-guide/security.md",
    why: "The whole store goes over the wire in clear, and whoever reaches the port can pose as a member.",
    shows: [],
    mend: "Write https in --listen-peer-urls, --initial-advertise-peer-urls and --initial-cluster of every member.",
    components,
    settings: ["listen-peer-urls"],
    wrong: (value) => {
      const [first] = inClear(value, false);
      return first === undefined ? undefined : `peers are served at ${first}`;
    },
  }),
  "etcd-open-on-loopback": settingRule({
    title: "etcd serves everybody on its own host",
    severity: "warning",
    source: "etcd op-guide/security.md",
    why: "Every process of the host, pods of the host network too, reads and writes everything in the cluster.",
    shows: [],
    mend: "Write https in --listen-client-urls.",
    components,
    settings: ["listen-client-urls"],
    wrong: (value) => {
      const [first] = inClear(value, true);
      return first === undefined ? undefined : `clients are served at ${first}`;
    },
    right: (_, value) => value?.replaceAll("http://", "https://"),
  }),
  "etcd-makes-certificates": settingRule({
    title: "etcd makes its serving certificate itself",
    severity: "warning",
    source: `CIS Kubernetes Benchmark 1.12, 2.3; ${TRANSPORT}`,
    why: "With --auto-tls nobody can verify etcd, and it asks nobody for a certificate.",
    shows: [],
    mend: "Take --auto-tls away, and set --cert-file, --key-file and --trusted-ca-file.",
    components,
    settings: ["auto-tls"],
    wrong: (value) => (value === "true" ? "auto-tls is true" : undefined),
    right: "false",
  }),
  "etcd-makes-peer-certificates": settingRule({
    title: "etcd makes its peer certificate itself",
    severity: "warning",
    source: `CIS Kubernetes Benchmark 1.12, 2.6; ${TRANSPORT}`,
    why: "With --peer-auto-tls members encrypt and verify nobody: whoever reaches the port can take part.",
    shows: [],
    mend: "Take --peer-auto-tls away, and set --peer-cert-file, --peer-key-file and --peer-trusted-ca-file.",
    components,
    settings: ["peer-auto-tls"],
    wrong: (value) => (value === "true" ? "peer-auto-tls is true" : undefined),
    right: "false",
  }),
  "etcd-without-certificate": settingRule({
    title: "etcd has no serving certificate",
    severity: "error",
    source: `CIS Kubernetes Benchmark 1.12, 2.1; ${TRANSPORT}`,
    why: "It listens by https and has nothing to show: it does not start.",
    shows: ["cannot listen on TLS for 10.0.0.11:2379: KeyFile and CertFile are not presented"],
    mend: "Set --cert-file and --key-file.",
    components,
    settings: ["cert-file"],
    wrong: (value, { component }) =>
      (value ?? "") === "" &&
      /https:/.test(settingOf(component, "listen-client-urls")?.value ?? "") &&
      settingOf(component, "auto-tls")?.value !== "true"
        ? "listens by https, and no --cert-file is set"
        : undefined,
  }),
} as const satisfies Readonly<Record<string, Rule>>;
