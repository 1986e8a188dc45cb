/** Apart from the layouts themselves, for who offers them by name only. */
export const LAYOUT_IDS = ["kubeadm", "hard-way", "seed", "rke1", "plain", "k3s", "rke2"] as const;
