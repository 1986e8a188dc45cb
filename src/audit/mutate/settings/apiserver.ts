/** The API server is told to let in whom it should not, or lacks what it needs. */
import type { Mutation } from "../mutation.ts";
import { add, both, isFrom, type Retell, retold, set, unset } from "./retold.ts";

const server = (rule: string, title: string, retell: Retell): Mutation => retold(rule, "kube-apiserver", title, retell);

export const apiserverSettingMutations = {
  "authorization-always-allow": server(
    "authorization-open",
    "The API server lets everybody do everything",
    set("authorization-mode", () => "AlwaysAllow"),
  ),
  "authorization-unset": server(
    "authorization-open",
    "The API server is told no authorizer",
    unset("authorization-mode"),
  ),
  "authorization-without-node": server(
    "authorization-incomplete",
    "The API server has no authorizer for kubelets",
    set("authorization-mode", () => "RBAC"),
  ),
  "gate-withdrawn": retold(
    "setting-withdrawn",
    "kube-apiserver",
    "The API server has a feature gate of releases before",
    add("feature-gates", "ServiceAccountTokenPodNodeInfo=true,StructuredAuthenticationConfiguration=true"),
    isFrom("1.37"),
  ),
  "node-restriction-left-out": server(
    "node-restriction-off",
    "The API server runs without NodeRestriction",
    set("enable-admission-plugins", () => "PodSecurity"),
  ),
  "node-restriction-disabled": server(
    "node-restriction-off",
    "NodeRestriction is switched off",
    add("disable-admission-plugins", "NodeRestriction"),
  ),
  "kubelet-authority-unset": server(
    "kubelets-unverified",
    "The API server verifies no kubelet",
    unset("kubelet-certificate-authority"),
  ),
  "users-in-file": server(
    "token-file-users",
    "The API server takes users from a file of tokens",
    add("token-auth-file", "/etc/tokens.csv"),
  ),
  "lookup-off": server(
    "service-account-lookup-off",
    "Tokens of deleted accounts stay good",
    add("service-account-lookup", "false"),
  ),
  "client-ca-unset": server(
    "client-authority-unset",
    "The API server is told no authority of clients",
    unset("client-ca-file"),
  ),
  "etcd-ca-unset": server("etcd-authority-unset", "The API server is told no authority of etcd", unset("etcd-cafile")),
  "etcd-by-http": server(
    "etcd-in-clear",
    "The API server dials etcd without TLS",
    set("etcd-servers", (value) => value.replaceAll("https:", "http:")),
  ),
  "kubelet-client-unset": server(
    "kubelet-identity-unset",
    "The API server has nothing to show kubelets",
    unset("kubelet-client-certificate", "kubelet-client-key"),
  ),
  "front-proxy-client-unset": server(
    "front-proxy-identity-unset",
    "The API server has nothing to show extension servers",
    unset("proxy-client-cert-file", "proxy-client-key-file"),
  ),
  "front-proxy-name-other": server(
    "front-proxy-name-not-allowed",
    "Another name than the front proxy's is allowed",
    set("requestheader-allowed-names", () => "aggregator"),
  ),
  "front-proxy-any-name": server(
    "front-proxy-names-unset",
    "Any name may be a front proxy",
    unset("requestheader-allowed-names"),
  ),
  "tls-1-0": server("tls-version-old", "The API server lets TLS 1.0 in", add("tls-min-version", "VersionTLS10")),
  "weak-suites": server(
    "cipher-suite-weak",
    "The API server lets cipher suites in that have no fresh keys",
    add("tls-cipher-suites", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_128_CBC_SHA"),
  ),
  "weak-suites-of-controllers": retold(
    "cipher-suite-weak",
    "kube-controller-manager",
    "The controller-manager lets RC4 in",
    add("tls-cipher-suites", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_RC4_128_SHA"),
  ),
  "scheduler-tls-1-1": retold(
    "tls-version-old",
    "kube-scheduler",
    "The scheduler lets TLS 1.1 in",
    both(add("tls-min-version", "VersionTLS11")),
  ),
} as const satisfies Readonly<Record<string, Mutation>>;
