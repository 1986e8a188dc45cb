import type { Withdrawal } from "./types.ts";

const FEATURES = "kubernetes staging/src/k8s.io/apiserver/pkg/features/kube_features.go";
const UNKNOWN = "unrecognized feature gate: ...";

/** What programs of later releases do not start with any more. */
export const withdrawals: readonly Withdrawal[] = [
  {
    component: "etcd",
    flag: "experimental-",
    from: "3.7.0",
    says: "flag provided but not defined: -...",
    why: "The flags lost the word experimental in etcd 3.6; etcd 3.7, which kubeadm 1.37 deploys, knows the new names alone.",
    instead: "Use the flag's name without experimental-, or the feature gate that stands for it.",
    source: "etcd server/etcdmain/help.go, config.go (3.6, 3.7)",
  },
  {
    component: "kube-apiserver",
    gate: "StructuredAuthenticationConfiguration",
    from: "1.37",
    says: UNKNOWN,
    why: "The feature is always on, and its gate is gone.",
    instead: "Take the gate away: what it switched on stays.",
    source: FEATURES,
  },
  {
    component: "kube-apiserver",
    gate: "AnonymousAuthConfigurableEndpoints",
    from: "1.37",
    says: UNKNOWN,
    why: "The feature is always on, and its gate is gone.",
    instead: "Take the gate away: what it switched on stays.",
    source: FEATURES,
  },
  ...(["kube-apiserver", "kubelet"] as const).map((component) => ({
    component,
    gate: "KubeletFineGrainedAuthz",
    value: "false",
    from: "1.36",
    says: "cannot set feature gate KubeletFineGrainedAuthz to false, feature is locked to true",
    why: "Kubelets ask about parts of nodes/proxy; that cannot be switched off any more.",
    instead: "Take the gate away, and give scrapers the finer rights (nodes/metrics, nodes/pods, ...).",
    source: "kubernetes pkg/features/kube_features.go",
  })),
  {
    component: "kube-apiserver",
    gate: "ExternalServiceAccountTokenSigner",
    value: "false",
    from: "1.36",
    says: "cannot set feature gate ExternalServiceAccountTokenSigner to false, feature is locked to true",
    why: "Signing of tokens by another program is always possible; without its flag nothing changes.",
    instead: "Take the gate away.",
    source: "kubernetes pkg/features/kube_features.go",
  },
];
