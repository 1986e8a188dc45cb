/**
 * A layout whose folders a specification has moved: kubeadm's `certificatesDir`. Settings name files in another folder, by the
 * layout's own names; what no setting names is then looked for there too.
 */
import type { Catalog } from "../../catalog/index.ts";
import type { ActualComponent } from "../actual.ts";
import { type LayoutPaths, pathsOf, rolesOf } from "./layout-paths.ts";

/** The layout with its folders where most settings say that they are. */
export function moved(paths: LayoutPaths, components: readonly ActualComponent[], catalog: Catalog): LayoutPaths {
  const layout = catalog.layouts[paths.id];
  const named = components.flatMap(({ settings }) =>
    settings.flatMap(({ setting, value }) =>
      setting !== undefined && "file" in setting.value ? [{ role: setting.value.file as string, path: value }] : [],
    ),
  );
  if (named.every(({ path }) => paths.exact.has(path))) return paths;
  const votes = new Map<string, Map<string, Set<string>>>();
  for (const [template, role] of rolesOf(layout)) {
    const [, root, rest] = /^\{([a-z-]+)\}(\/[^{}]+)$/.exec(template) ?? [];
    if (root === undefined || rest === undefined || layout.roots[root] === undefined) continue;
    const folders = votes.get(root) ?? new Map<string, Set<string>>();
    votes.set(root, folders);
    for (const one of named) {
      if (one.role !== role || !one.path.endsWith(rest)) continue;
      const folder = one.path.slice(0, -rest.length);
      folders.set(folder, (folders.get(folder) ?? new Set()).add(one.path));
    }
  }
  const roots = { ...layout.roots };
  for (const [root, folders] of votes) {
    const [first] = [...folders].sort(([, a], [, b]) => b.size - a.size);
    // One file may lie anywhere; several of the same folder are a folder that was moved.
    if (first !== undefined && first[1].size > 1) roots[root] = first[0];
  }
  return pathsOf(paths.id, { ...layout, roots });
}
