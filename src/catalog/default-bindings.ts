import type { DefaultBinding } from "./types.ts";

const POLICY = "kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go";

/** What every API server binds by itself to users and groups that certificates can carry. */
export const defaultBindings: readonly DefaultBinding[] = [
  {
    role: "cluster-admin",
    subject: { group: "system:masters" },
    why: "Also let through before any authorizer is asked; it cannot be taken away.",
    source: POLICY,
  },
  {
    role: "system:kube-controller-manager",
    subject: { user: "system:kube-controller-manager" },
    why: "The controller-manager's own rights; its controllers use service accounts.",
    source: POLICY,
  },
  {
    role: "system:kube-scheduler",
    subject: { user: "system:kube-scheduler" },
    why: "Reading pods and nodes, binding pods.",
    source: POLICY,
  },
  {
    role: "system:node-proxier",
    subject: { user: "system:kube-proxy" },
    why: "Reading services and endpoints.",
    source: POLICY,
  },
  {
    role: "system:monitoring",
    subject: { group: "system:monitoring" },
    why: "Metrics and health paths.",
    source: POLICY,
  },
];
