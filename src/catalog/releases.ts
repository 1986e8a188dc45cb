import type { Release } from "./types.ts";

const KUBEADM = "kubernetes cmd/kubeadm/app/constants/constants.go";

/** The minor releases that the catalogue knows, oldest first. Every other difference between them is a version range. */
export const releases: readonly Release[] = [
  {
    minor: "1.34",
    newestPatch: 9,
    etcdImages: [
      { tag: "3.6.4-0", versions: [{ before: "1.34.2" }] },
      { tag: "3.6.5-0", versions: [{ from: "1.34.2" }] },
    ],
    source: KUBEADM,
  },
  { minor: "1.35", newestPatch: 4, etcdImages: [{ tag: "3.6.6-0" }], source: KUBEADM },
  { minor: "1.36", newestPatch: 3, etcdImages: [{ tag: "3.6.8-0" }], source: KUBEADM },
  { minor: "1.37", newestPatch: 2, etcdImages: [{ tag: "3.7.0-0" }], source: KUBEADM },
];
