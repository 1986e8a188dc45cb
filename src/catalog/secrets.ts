import type { Secret, SecretId } from "./types.ts";

/** Random texts that are made once and kept in the cluster's folder. */
export const secrets: Readonly<Record<SecretId, Secret>> = {
  "bootstrap-token": {
    title: "bootstrap token",
    keptIn: "bootstrap-token",
    form: "token",
    // Always the same, so that a renewed token takes the place of the one before it in the cluster.
    tokenId: "kpnode",
    when: ["bootstrap-token"],
    why: "What a node that has no certificate yet shows, to be allowed to ask for one.",
    source: "k8s.io/cluster-bootstrap token/api/types.go",
  },
  "certificate-key": {
    title: "certificate key",
    keptIn: "certificate-key",
    form: "key",
    when: ["kubeadm-uploads"],
    why: "Opens the authorities' keys in the Secret kubeadm-certs; kubeadm join --control-plane is given it.",
    source: "kubernetes cmd/kubeadm/app/phases/copycerts/copycerts.go",
  },
};
