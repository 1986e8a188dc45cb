import type { Binding, BindingId } from "./types.ts";

const KUBEADM = "kubernetes cmd/kubeadm/app/phases/bootstraptoken/node/tlsbootstrap.go";

/** What certificates alone do not give: the rights of their names, as objects to be applied once the API answers. */
export const bindings: Readonly<Record<BindingId, Binding>> = {
  "kubeadm:cluster-admins": {
    role: "cluster-admin",
    subject: { groupOf: "admin" },
    why: "The administrators' group has no rights by itself, so that they can be taken away again; system:masters cannot.",
    without: "admin.conf is known and forbidden everything.",
    source: "kubernetes cmd/kubeadm/app/phases/kubeconfig/kubeconfig.go",
  },
  "kubeadm:apiserver-kubelet-client": {
    role: "system:kubelet-api-admin",
    subject: { userOf: "apiserver-kubelet-client" },
    why: "From 1.36.1 on the API server's certificate for kubelets carries no group, and it does no harm before.",
    without: "Logs, exec, port-forward and metrics of pods answer Forbidden.",
    source: KUBEADM,
  },
  "system:konnectivity-server": {
    role: "system:auth-delegator",
    subject: { userOf: "konnectivity-server-client" },
    when: ["konnectivity"],
    why: "The konnectivity server asks the API server whether its agents' tokens are good.",
    without: "No agent is let in.",
    source: "kubernetes website examples/admin/konnectivity/konnectivity-rbac.yaml",
  },
};
