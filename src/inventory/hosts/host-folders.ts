/** Where to look on a machine that runs, from its root: the layouts' own folders and those of systemd. */
import { type Catalog, catalog as kubernetes } from "../../catalog/index.ts";
import { layoutPaths } from "../roles/layout-paths.ts";

/** Settings of programs, and the kubeconfig that people use there. */
const FOLDERS = [
  "/etc/default",
  "/etc/etcd",
  "/etc/kubernetes",
  "/etc/rancher",
  "/etc/sysconfig",
  "/etc/systemd/system",
  "/lib/systemd/system",
  "/root/.kube",
  "/usr/lib/systemd/system",
  "/var/lib/kubelet",
];

/** Absolute paths, none inside another. */
export function hostFolders(catalog: Catalog = kubernetes): readonly string[] {
  const all = new Set(FOLDERS);
  for (const { exact } of layoutPaths(catalog))
    for (const path of exact.keys()) if (path.startsWith("/")) all.add(path.slice(0, path.lastIndexOf("/")));
  const sorted = [...all].sort();
  return sorted.filter((path) => !sorted.some((other) => path.startsWith(`${other}/`)));
}
