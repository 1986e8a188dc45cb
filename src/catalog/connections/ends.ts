/** What many connections have in common. */
import type { NameSource } from "../types.ts";

export const ENDPOINT: readonly NameSource[] = [{ from: "endpoint", why: "the server of its kubeconfig" }];
export const LOCAL: readonly NameSource[] = [{ from: "advertise-address", why: "the API server on the same host" }];
export const SERVICE: readonly NameSource[] = [
  { from: "service-addresses", why: "KUBERNETES_SERVICE_HOST" },
  { name: "kubernetes.default.svc", why: "the Service's name" },
  { name: "kubernetes.default.svc.{domain}", why: "its full name, by which tokens call their issuer" },
];

export const USERS_BY_CERTIFICATE = { slots: ["apiserver-client-ca"] } as const;
export const CLUSTER_ROOT = { slots: ["cluster-root-ca"] } as const;
export const NODE_ROOT = { slots: ["node-root-ca"] } as const;
export const POD_ROOT = { slots: ["pod-root-ca"] } as const;
export const SERVICE_ACCOUNT = { token: "service-account token" } as const;
export const SA_KEYS = { tokens: "--service-account-key-file" } as const;
export const BOOTSTRAP_TOKENS = { tokens: "bootstrap token authenticator (--enable-bootstrap-token-auth)" } as const;

/** The API server as a server; what it checks callers with differs. */
export const API_SERVER = {
  component: "kube-apiserver",
  presents: { credentials: ["apiserver"] },
  port: 6443,
} as const;

/** The same behind its Service. */
export const API_SERVICE = { ...API_SERVER, port: 443 } as const;

/** A kubelet as a server, by where its certificate is from; what it checks callers with differs. */
export const KUBELET = {
  component: "kubelet",
  when: ["kubelet-serving-certificate"],
  presents: { credentials: ["kubelet-server"] },
  port: 10250,
} as const;
export const BOOTSTRAPPED_KUBELET = {
  component: "kubelet",
  when: ["kubelet-serving-bootstrap"],
  presents: { selfMade: "a certificate that the controller-manager signed, once somebody approved the request" },
  port: 10250,
} as const;

const PLAIN_HTTP = "plain HTTP";
export const PLAIN = { presents: { nothing: PLAIN_HTTP }, checks: { unchecked: PLAIN_HTTP } } as const;

/** What is outside this cluster's trust. */
export const OUTSIDE = {
  component: "external-service",
  presents: { selfMade: "outside this trust" },
  checks: { unchecked: "outside this trust" },
} as const;
