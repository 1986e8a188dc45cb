/** Protocol versions and cipher suites. */
import type { Rule } from "../../rule.ts";
import { listed } from "./apiserver.ts";
import { settingRule } from "./setting-rule.ts";

const components = ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "etcd"] as const;

/** `InsecureCipherSuites` of Go 1.26 crypto/tls. */
export const WEAK_SUITE = /^TLS_RSA_WITH_|_RC4_|_3DES_|_CBC_SHA256$/;

/** Kubernetes' names, etcd's names. */
const OLD = ["VersionTLS10", "VersionTLS11", "TLS1.0", "TLS1.1"];

export const tlsSettingRules = {
  "tls-version-old": settingRule({
    title: "Old versions of TLS are let in",
    severity: "warning",
    source: "RFC 8996; k8s.io/component-base cli/flag/ciphersuites_flag.go",
    why: "TLS 1.0 and 1.1 are given up: their handshakes can be forged with broken digests.",
    shows: [],
    mend: "Set the least version to VersionTLS12 (etcd: TLS1.2), or leave it out.",
    components,
    settings: ["tls-min-version", "tlsMinVersion"],
    wrong: (value) => (value !== undefined && OLD.includes(value) ? `TLS from ${value} on` : undefined),
    right: (_, value) => (value?.startsWith("TLS") === true ? "TLS1.2" : "VersionTLS12"),
  }),
  "cipher-suite-weak": settingRule({
    title: "Weak cipher suites are let in",
    severity: "warning",
    source: "Go crypto/tls cipher_suites.go InsecureCipherSuites; CIS Kubernetes Benchmark 1.12, 1.2.29 and 4.2.12",
    why: "Without a fresh key exchange whoever gets the key later reads what was recorded; RC4, 3DES and CBC with SHA-256 have known attacks.",
    shows: [],
    mend: "Name suites with ECDHE and GCM or CHACHA20 alone, or leave the list out.",
    components,
    settings: ["tls-cipher-suites", "cipher-suites", "tlsCipherSuites.0"],
    wrong: (value, { component: { settings } }) => {
      const names = value === undefined ? [] : [...listed(value), ...fieldsOf(settings)];
      const weak = [...new Set(names.filter((name) => WEAK_SUITE.test(name)))];
      return weak.length === 0 ? undefined : `weak suites: ${weak.join(", ")}`;
    },
    right: (_, value) => {
      const strong = listed(value).filter((name) => !WEAK_SUITE.test(name));
      return strong.length === 0 ? undefined : strong.join(",");
    },
  }),
} as const satisfies Readonly<Record<string, Rule>>;

const fieldsOf = (settings: readonly { readonly name: string; readonly value: string }[]): string[] =>
  settings.filter(({ name }) => name.startsWith("tlsCipherSuites.")).map(({ value }) => value);
