import type { Layout, LayoutId } from "../types.ts";
import { hardWayLayout } from "./hard-way.ts";
import { kubeadmLayout } from "./kubeadm.ts";

/** Every layout; one file of data each. */
export const layouts: Readonly<Record<LayoutId, Layout>> = { kubeadm: kubeadmLayout, "hard-way": hardWayLayout };
