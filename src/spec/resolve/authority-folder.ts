/** The folder of authorities by themselves that a layout's consumer takes over with a command of its own. */
import type { AuthorityFolder } from "../../catalog/types.ts";
import type { DesiredUnit } from "../desired.ts";
import type { Resolution } from "./credential.ts";
import { FileList } from "./file-list.ts";
import { hasKey } from "./trust-model.ts";

/** Each authority with what stands above it, its key, and the key of service accounts. */
export function authorityFolderUnit(
  { spec, layout, model }: Resolution,
  { unit, authorities, serviceAccountKey }: AuthorityFolder,
): DesiredUnit {
  const { modes } = layout;
  const files = new FileList(layout.owner);
  for (const { issues, certificate, key } of authorities) {
    const id = model.issuerOf[issues];
    // Those of somebody else's etcd are somebody else's.
    if (!model.issuing.includes(id)) continue;
    const parent = model.parentOf(id);
    const ids = parent === undefined ? [id] : [id, parent];
    files.add(
      certificate,
      { kind: "authorities", ids, above: "behind" },
      modes.certificate,
      "authority, with those above",
    );
    if (hasKey(spec, id)) files.add(key, { kind: "authority-key", id }, modes.key, "authority's key");
  }
  files.add(serviceAccountKey, { kind: "shared-key", id: "sa" }, modes.key, "service-account signing key");
  return { name: unit, credentials: [], secrets: [], files: files.files };
}
