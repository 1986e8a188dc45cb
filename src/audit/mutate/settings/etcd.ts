/** etcd is told to let in whom it should not. */
import type { Mutation } from "../mutation.ts";
import { add, isFrom, type Retell, retold, set, unset } from "./retold.ts";

const etcd = (rule: string, title: string, retell: Retell): Mutation => retold(rule, "etcd", title, retell);

const changed = (value: string, from: RegExp, to: string): string | undefined =>
  from.test(value) ? value.replace(from, to) : undefined;

export const etcdSettingMutations = {
  "etcd-asks-no-client": etcd(
    "etcd-clients-unasked",
    "etcd asks its clients for nothing",
    unset("client-cert-auth", "trusted-ca-file"),
  ),
  "etcd-asks-no-peer": etcd(
    "etcd-peers-unasked",
    "etcd asks its peers for nothing",
    unset("peer-client-cert-auth", "peer-trusted-ca-file"),
  ),
  "etcd-check-switched-off": etcd(
    "etcd-client-check-implied",
    "etcd is told not to check clients, and does",
    set("client-cert-auth", () => "false"),
  ),
  "etcd-in-clear": etcd(
    "etcd-listens-in-clear",
    "etcd serves clients without TLS",
    set("listen-client-urls", (value) => changed(value, /https:(?=\/\/(?!127\.))/, "http:")),
  ),
  "etcd-loopback-in-clear": etcd(
    "etcd-open-on-loopback",
    "etcd serves its own host without TLS",
    set("listen-client-urls", (value) => changed(value, /https:(?=\/\/127\.)/, "http:")),
  ),
  "etcd-peers-by-http": etcd(
    "etcd-peers-in-clear",
    "etcd's members talk without TLS",
    set("listen-peer-urls", (value) => changed(value, /https:/, "http:")),
  ),
  "etcd-own-certificate": etcd(
    "etcd-makes-certificates",
    "etcd makes its serving certificate itself",
    add("auto-tls", "true"),
  ),
  "etcd-own-peer-certificate": etcd(
    "etcd-makes-peer-certificates",
    "etcd makes its peer certificate itself",
    add("peer-auto-tls", "true"),
  ),
  "etcd-pair-unset": etcd("etcd-without-certificate", "etcd has nothing to serve with", unset("cert-file", "key-file")),
  "etcd-tls-1-1": etcd("tls-version-old", "etcd lets TLS 1.1 in", add("tls-min-version", "TLS1.1")),
  "etcd-experimental-flag": retold(
    "setting-withdrawn",
    "etcd",
    "etcd has a flag of releases before",
    add("experimental-peer-skip-client-san-verification", "false"),
    isFrom("3.7.0"),
  ),
  "etcd-weak-suites": etcd(
    "cipher-suite-weak",
    "etcd lets 3DES in",
    add("cipher-suites", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"),
  ),
} as const satisfies Readonly<Record<string, Mutation>>;
