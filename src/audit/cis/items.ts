/** CIS Kubernetes Benchmark 1.12 (Kubernetes 1.32 to 1.34): what it asks about keys and certificates. */
import { type ActualSetting, settingOf } from "../../inventory/actual.ts";
import type { Running } from "../../trust/connections/servers.ts";
import { tokenKeysOf } from "../../trust/token-keys.ts";
import { signingKeysAt } from "../rules/settings/service-accounts.ts";
import { WEAK_SUITE } from "../rules/settings/tls.ts";
import { filledSlots, keyText } from "../slots.ts";
import { byHand, type CisItem, files, modeWithin, ownedByRoot, told, type Wrong } from "./item.ts";

const set = ({ component }: Running, ...names: readonly string[]): ActualSetting | undefined =>
  names.map((name) => settingOf(component, name)).find((one) => one !== undefined && one.value !== "");

/** All of these are set, and none names a file that was looked for in vain. */
const allSet =
  (...names: readonly (readonly string[])[]) =>
  (running: Running): Wrong => {
    const [missing] = names.filter((some) => set(running, ...some) === undefined);
    return missing === undefined ? undefined : { why: `${missing[0]} is not set` };
  };

const is = (running: Running, names: readonly string[], wanted: (value: string | undefined) => boolean): Wrong => {
  const one = set(running, ...names);
  if (wanted(one?.value)) return undefined;
  const why = one === undefined ? `${names[0]} is not set` : `${one.name} is ${one.value}`;
  return { why, ...(one === undefined ? {} : { place: one.place }) };
};

const role =
  (...wanted: readonly string[]) =>
  (one: string): boolean =>
    wanted.includes(one);

const kind =
  (...kinds: readonly string[]) =>
  (one: string): boolean =>
    kinds.some((start) => one.startsWith(`${start}/`));

const pairOf = (what: string, mode: number, roles: (role: string) => boolean, numbers: readonly [string, string]) => ({
  [numbers[0]]: {
    title: `${what}: mode ${mode.toString(8)} or stricter`,
    assessment: "automated",
    rules: [],
    decide: files(roles, modeWithin(mode)),
  } satisfies CisItem,
  [numbers[1]]: {
    title: `${what}: owned by root:root`,
    assessment: "automated",
    rules: [],
    decide: files(roles, ownedByRoot),
  } satisfies CisItem,
});

const flagsOnly = ({ component }: Running): boolean =>
  settingOf(component, "kind") === undefined && settingOf(component, "config") === undefined;

/** A kubelet's field or flag; what holds when neither is set differs with a configuration file. */
const kubelet = (
  names: readonly string[],
  isRight: (value: string | undefined) => boolean,
  unset: { readonly file: string | undefined; readonly flags: string | undefined },
): CisItem["decide"] =>
  told("kubelet", (running) => {
    const one = set(running, ...names);
    const value = one?.value ?? (flagsOnly(running) ? unset.flags : unset.file);
    if (isRight(value)) return undefined;
    const why = `${names[0]} is ${value ?? "not set"}${one === undefined && value !== undefined ? " by default" : ""}`;
    return { why, ...(one === undefined ? {} : { place: one.place }) };
  });

const rotationOn = (value: string | undefined): boolean => !/RotateKubeletServerCertificate=false/.test(value ?? "");

/** 2.7 by what it means: etcd's authority is another key, whatever the files are called. */
const ownEtcdAuthority: CisItem["decide"] = (host, scene) => {
  const slots = filledSlots(scene);
  const own = slots.filter(({ id, running }) => id === "etcd-client-ca" && running.host === host);
  if (!host.components.some(({ component }) => component === "etcd"))
    return { result: "not-applicable", why: "no etcd on this host", places: [] };
  if (own.length === 0) return { result: "fail", why: "trusted-ca-file is not set, or was not read", places: [] };
  const clients = new Set(
    slots
      .filter(({ id }) => id === "apiserver-client-ca")
      .flatMap(({ certificates }) => certificates.map(({ certificate }) => keyText(certificate))),
  );
  if (clients.size === 0)
    return { result: "manual", why: "the API server's client authorities were not read", places: [] };
  const shared = own.flatMap(({ certificates }) =>
    certificates.filter(({ certificate }) => clients.has(keyText(certificate))),
  );
  return shared.length === 0
    ? { result: "pass", why: "", places: [] }
    : {
        result: "fail",
        why: "etcd believes a key that also signs for clients of the API",
        places: shared.map(({ place }) => place),
      };
};

export const CIS_ITEMS: Readonly<Record<string, CisItem>> = {
  ...pairOf("API server's manifest", 0o600, role("settings/kube-apiserver"), ["1.1.1", "1.1.2"]),
  ...pairOf("controller-manager's manifest", 0o600, role("settings/kube-controller-manager"), ["1.1.3", "1.1.4"]),
  ...pairOf("scheduler's manifest", 0o600, role("settings/kube-scheduler"), ["1.1.5", "1.1.6"]),
  ...pairOf("etcd's manifest", 0o600, role("settings/etcd"), ["1.1.7", "1.1.8"]),
  "1.1.11": {
    title: "etcd's data folder: mode 700 or stricter",
    assessment: "automated",
    rules: [],
    decide: told("etcd", () => ({ why: "the data folder is not read", manual: true })),
  },
  "1.1.12": {
    title: "etcd's data folder: owned by etcd:etcd",
    assessment: "automated",
    rules: [],
    decide: told("etcd", () => ({ why: "the data folder is not read", manual: true })),
  },
  ...pairOf("administrators' kubeconfigs", 0o600, role("kubeconfig/admin.conf", "kubeconfig/super-admin.conf"), [
    "1.1.13",
    "1.1.14",
  ]),
  ...pairOf("scheduler's kubeconfig", 0o600, role("kubeconfig/scheduler.conf"), ["1.1.15", "1.1.16"]),
  ...pairOf("controller-manager's kubeconfig", 0o600, role("kubeconfig/controller-manager.conf"), ["1.1.17", "1.1.18"]),
  "1.1.19": {
    title: "PKI files: owned by root:root",
    assessment: "automated",
    rules: [],
    decide: files(kind("cert", "key", "trust", "trust-key", "signer-cert", "signer-key", "public-key"), ownedByRoot),
  },
  "1.1.20": {
    title: "certificate files: mode 644 or stricter",
    assessment: "manual",
    rules: [],
    decide: files(kind("cert", "trust", "signer-cert"), modeWithin(0o644)),
  },
  "1.1.21": {
    title: "key files: mode 600",
    assessment: "manual",
    rules: ["private-key-readable"],
    decide: files(kind("key", "trust-key", "signer-key"), modeWithin(0o600)),
  },
  "1.2.1": {
    title: "API server: anonymous requests are off",
    assessment: "manual",
    rules: [],
    decide: told("kube-apiserver", (running) =>
      set(running, "anonymous-auth")?.value === "false"
        ? undefined
        : { why: "anonymous-auth is on, which probes and kubeadm join need: bindings decide", manual: true },
    ),
  },
  "1.2.4": {
    title: "API server: a client certificate and key for kubelets",
    assessment: "automated",
    rules: ["kubelet-identity-unset", "pair-half-set"],
    decide: told("kube-apiserver", allSet(["kubelet-client-certificate"], ["kubelet-client-key"])),
  },
  "1.2.5": {
    title: "API server: kubelets are verified",
    assessment: "automated",
    rules: ["kubelets-unverified"],
    decide: told("kube-apiserver", allSet(["kubelet-certificate-authority"])),
  },
  "1.2.22": {
    title: "API server: keys for service-account tokens, the signing one among them",
    assessment: "automated",
    rules: ["token-key-not-believed", "token-keys-unset"],
    decide: told("kube-apiserver", (running) => {
      const unset = allSet(["service-account-key-file"])(running);
      if (unset !== undefined) return unset;
      const [key] = signingKeysAt(set(running, "service-account-signing-key-file"));
      const checks = running.component.settings.filter(({ name }) => name === "service-account-key-file");
      const keys = checks.flatMap(({ file }) => tokenKeysOf(file?.contents ?? []));
      if (key === undefined || keys.length === 0) return undefined;
      return keys.some((one) => Buffer.compare(one, key) === 0)
        ? undefined
        : {
            why: "the signing key's public half is in no service-account-key-file",
            place: checks[0]?.place ?? running.component.place,
          };
    }),
  },
  "1.2.23": {
    title: "API server: a client certificate and key for etcd",
    assessment: "automated",
    rules: ["pair-half-set"],
    decide: told("kube-apiserver", allSet(["etcd-certfile"], ["etcd-keyfile"])),
  },
  "1.2.24": {
    title: "API server: a serving certificate and key",
    assessment: "automated",
    rules: ["pair-half-set"],
    decide: told("kube-apiserver", allSet(["tls-cert-file"], ["tls-private-key-file"])),
  },
  "1.2.25": {
    title: "API server: an authority for client certificates",
    assessment: "automated",
    rules: ["client-authority-unset"],
    decide: told("kube-apiserver", allSet(["client-ca-file"])),
  },
  "1.2.26": {
    title: "API server: etcd is verified",
    assessment: "automated",
    rules: ["etcd-authority-unset", "etcd-in-clear"],
    decide: told(
      "kube-apiserver",
      (running) =>
        allSet(["etcd-cafile"])(running) ?? is(running, ["etcd-servers"], (value) => !/http:/.test(value ?? "")),
    ),
  },
  "1.2.29": {
    title: "API server: strong cipher suites",
    assessment: "manual",
    rules: ["cipher-suite-weak"],
    decide: told("kube-apiserver", strongSuites),
  },
  "1.3.4": {
    title: "controller-manager: a key for service-account tokens",
    assessment: "automated",
    rules: ["token-signing-unset", "controller-tokens-not-believed"],
    decide: told("kube-controller-manager", allSet(["service-account-private-key-file"])),
  },
  "1.3.5": {
    title: "controller-manager: an authority for pods to verify the API server with",
    assessment: "automated",
    rules: ["root-authority-unset"],
    decide: told("kube-controller-manager", allSet(["root-ca-file"])),
  },
  "1.3.6": {
    title: "controller-manager: serving certificates of kubelets are on",
    assessment: "automated",
    rules: ["server-rotation-off"],
    decide: told("kube-controller-manager", (running) => is(running, ["feature-gates"], rotationOn)),
  },
  "2.1": {
    title: "etcd: a serving certificate and key",
    assessment: "automated",
    rules: ["etcd-without-certificate"],
    decide: told("etcd", allSet(["cert-file"], ["key-file"])),
  },
  "2.2": {
    title: "etcd: clients show a certificate",
    assessment: "automated",
    rules: ["etcd-clients-unasked", "etcd-client-check-implied"],
    decide: told("etcd", (running) => is(running, ["client-cert-auth"], (value) => value === "true")),
  },
  "2.3": {
    title: "etcd: makes no serving certificate itself",
    assessment: "automated",
    rules: ["etcd-makes-certificates"],
    decide: told("etcd", (running) => is(running, ["auto-tls"], (value) => value !== "true")),
  },
  "2.4": {
    title: "etcd: a peer certificate and key",
    assessment: "automated",
    rules: ["pair-half-set"],
    decide: told("etcd", allSet(["peer-cert-file"], ["peer-key-file"])),
  },
  "2.5": {
    title: "etcd: peers show a certificate",
    assessment: "automated",
    rules: ["etcd-peers-unasked"],
    decide: told("etcd", (running) => is(running, ["peer-client-cert-auth"], (value) => value === "true")),
  },
  "2.6": {
    title: "etcd: makes no peer certificate itself",
    assessment: "automated",
    rules: ["etcd-makes-peer-certificates"],
    decide: told("etcd", (running) => is(running, ["peer-auto-tls"], (value) => value !== "true")),
  },
  "2.7": {
    title: "etcd: an authority of its own, which is another key",
    assessment: "manual",
    rules: ["etcd-authority-shared", "one-authority"],
    decide: ownEtcdAuthority,
  },
  "3.1.1": {
    title: "users have no client certificates",
    assessment: "manual",
    rules: ["kubeconfig-all-rights"],
    decide: byHand("who has been given a certificate is not to be seen in files: nothing revokes one"),
  },
  ...pairOf("kube-proxy's kubeconfig", 0o600, role("kubeconfig/kube-proxy"), ["4.1.3", "4.1.4"]),
  ...pairOf("kubelet's kubeconfig", 0o600, role("kubeconfig/kubelet.conf"), ["4.1.5", "4.1.6"]),
  ...pairOf("kubelet's client authority", 0o644, role("trust/kubelet-client-ca"), ["4.1.7", "4.1.8"]),
  "4.2.1": {
    title: "kubelet: no anonymous requests",
    assessment: "automated",
    rules: ["kubelet-anonymous"],
    decide: kubelet(["authentication.anonymous.enabled", "anonymous-auth"], (value) => value === "false", {
      file: "false",
      flags: "true",
    }),
  },
  "4.2.2": {
    title: "kubelet: not everybody may do everything",
    assessment: "automated",
    rules: ["kubelet-always-allow"],
    decide: kubelet(["authorization.mode", "authorization-mode"], (value) => value !== "AlwaysAllow", {
      file: "Webhook",
      flags: "AlwaysAllow",
    }),
  },
  "4.2.3": {
    title: "kubelet: an authority for client certificates",
    assessment: "automated",
    rules: ["kubelet-client-authority-unset"],
    decide: kubelet(["authentication.x509.clientCAFile", "client-ca-file"], (value) => value !== undefined, {
      file: undefined,
      flags: undefined,
    }),
  },
  "4.2.4": {
    title: "kubelet: no port without any check",
    assessment: "manual",
    rules: ["kubelet-read-only-port"],
    decide: kubelet(["readOnlyPort", "read-only-port"], (value) => value === "0", { file: "0", flags: "10255" }),
  },
  "4.2.9": {
    title: "kubelet: a serving certificate of an authority",
    assessment: "manual",
    rules: ["kubelet-self-signed"],
    decide: told("kubelet", (running) => {
      if (set(running, "serverTLSBootstrap", "rotate-server-certificates")?.value === "true") return undefined;
      return allSet(["tlsCertFile", "tls-cert-file"], ["tlsPrivateKeyFile", "tls-private-key-file"])(running);
    }),
  },
  "4.2.10": {
    title: "kubelet: renews its client certificate",
    assessment: "automated",
    rules: ["kubelet-rotation-off"],
    decide: kubelet(["rotateCertificates", "rotate-certificates"], (value) => value !== "false", {
      file: undefined,
      flags: undefined,
    }),
  },
  "4.2.11": {
    title: "kubelet: serving certificates through the API are on",
    assessment: "manual",
    rules: ["server-rotation-off"],
    decide: kubelet(
      ["featureGates.RotateKubeletServerCertificate", "feature-gates"],
      (value) => value !== "false" && rotationOn(value),
      { file: undefined, flags: undefined },
    ),
  },
  "4.2.12": {
    title: "kubelet: strong cipher suites",
    assessment: "manual",
    rules: ["cipher-suite-weak"],
    decide: told("kubelet", strongSuites),
  },
};

function strongSuites({ component: { settings } }: Running): Wrong {
  const named = settings.filter(({ name }) => /^(tls-cipher-suites$|tlsCipherSuites\.)/.test(name));
  const weak = named.find(({ value }) => value.split(",").some((one) => WEAK_SUITE.test(one)));
  if (weak !== undefined) return { why: `${weak.name} has weak suites`, place: weak.place };
  return named.length > 0 ? undefined : { why: "Go's own list is used, which has no weak ones", manual: true };
}
