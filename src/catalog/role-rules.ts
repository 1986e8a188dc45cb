import type { RoleRules } from "./types.ts";

const POLICY = "kubernetes plugin/pkg/auth/authorizer/rbac/bootstrappolicy/policy.go";

/**
 * What of a role its holder asks for first, without which nothing of its work is done. By these a role that somebody
 * wrote in a built-in one's place is known: the hard way's `system:kube-apiserver-to-kubelet`, for one.
 */
export const roleRules: Readonly<Record<string, RoleRules>> = {
  "cluster-admin": {
    rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
    why: "Everything.",
    source: POLICY,
  },
  "system:kubelet-api-admin": {
    rules: [{ apiGroups: [""], resources: ["nodes/proxy"], verbs: ["get", "create"] }],
    why: "The kubelet asks about logs, exec and port-forward as nodes/proxy, get and create.",
    source: "kubernetes pkg/kubelet/server/auth.go",
  },
  "system:auth-delegator": {
    rules: [
      { apiGroups: ["authentication.k8s.io"], resources: ["tokenreviews"], verbs: ["create"] },
      { apiGroups: ["authorization.k8s.io"], resources: ["subjectaccessreviews"], verbs: ["create"] },
    ],
    why: "A server that leaves to the API server who somebody is and what they may do.",
    source: POLICY,
  },
  "system:kube-controller-manager": {
    rules: [{ apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] }],
    why: "Each controller works as a service account of its own, by a token that is asked for.",
    source: POLICY,
  },
  "system:kube-scheduler": {
    rules: [
      { apiGroups: [""], resources: ["pods"], verbs: ["list", "watch"] },
      { apiGroups: [""], resources: ["pods/binding"], verbs: ["create"] },
    ],
    why: "Pods are watched and bound.",
    source: POLICY,
  },
  "system:node-proxier": {
    rules: [
      { apiGroups: [""], resources: ["services"], verbs: ["list", "watch"] },
      { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
    ],
    why: "Services and where they lead are watched.",
    source: POLICY,
  },
};
