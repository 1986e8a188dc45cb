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
  "kubeadm:kubelet-bootstrap": {
    role: "system:node-bootstrapper",
    subject: { groupsOf: "bootstrap-token" },
    when: ["bootstrap-token"],
    why: "A joining kubelet asks for its client certificate with the bootstrap token.",
    without: "The kubelet is known by its token and may not ask for anything.",
    source: KUBEADM,
  },
  "kubeadm:node-autoapprove-bootstrap": {
    role: "system:certificates.k8s.io:certificatesigningrequests:nodeclient",
    subject: { groupsOf: "bootstrap-token" },
    when: ["bootstrap-token"],
    why: "The controller-manager approves the request of a joining kubelet by itself.",
    without: "Each request waits until somebody approves it.",
    source: KUBEADM,
  },
  "kubeadm:node-autoapprove-certificate-rotation": {
    role: "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient",
    subject: { group: "system:nodes" },
    why: "The controller-manager approves a kubelet's request to renew its own client certificate.",
    without: "A kubelet's certificate is not renewed, and the node is lost when it expires.",
    source: KUBEADM,
  },
  "kubeadm:get-nodes": {
    role: "kubeadm:get-nodes",
    rules: [{ apiGroups: [""], resources: ["nodes"], verbs: ["get"] }],
    subject: { groupsOf: "bootstrap-token" },
    when: ["bootstrap-token"],
    why: "kubeadm join looks whether a node of the same name is there already.",
    without: "kubeadm join fails.",
    source: KUBEADM,
  },
  "kubeadm:bootstrap-signer-clusterinfo": {
    role: "kubeadm:bootstrap-signer-clusterinfo",
    namespace: "kube-public",
    rules: [{ apiGroups: [""], resources: ["configmaps"], resourceNames: ["cluster-info"], verbs: ["get"] }],
    subject: { user: "system:anonymous" },
    when: ["bootstrap-token"],
    why: "A joining node reads cluster-info before it has anything to show; its token's signature says that it is true.",
    without: "kubeadm join finds no cluster.",
    source: "kubernetes cmd/kubeadm/app/phases/bootstraptoken/clusterinfo/clusterinfo.go",
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
