import type { Layout, LayoutId } from "../types.ts";
import { hardWayLayout } from "./hard-way.ts";
import { k3sLayout } from "./k3s.ts";
import { kubeadmLayout } from "./kubeadm.ts";
import { plainLayout } from "./plain.ts";
import { rke1Layout } from "./rke1.ts";
import { rke2Layout } from "./rke2.ts";
import { seedLayout } from "./seed.ts";

/** Every layout; one file of data each. */
export const layouts: Readonly<Record<LayoutId, Layout>> = {
  kubeadm: kubeadmLayout,
  "hard-way": hardWayLayout,
  seed: seedLayout,
  rke1: rke1Layout,
  plain: plainLayout,
  k3s: k3sLayout,
  rke2: rke2Layout,
};
