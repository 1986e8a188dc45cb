/** Reading trees and machines: on a machine that runs, files elsewhere that its settings name are read too. */
import { type Catalog, catalog as kubernetes } from "../catalog/index.ts";
import type { Actual } from "../inventory/actual.ts";
import { hostFolders } from "../inventory/hosts/host-folders.ts";
import { readActual } from "../inventory/read-actual.ts";
import type { TreeInput, TreeReader } from "../ports.ts";

export interface ReadRequest {
  /** Folders, files and archives, as the user names them. */
  readonly paths: readonly string[];
  /** Roots of machines: only folders that matter are looked into. */
  readonly roots?: readonly string[];
  /** Opens encrypted keys and PKCS#12 files. */
  readonly passphrase?: string;
}

/** A setting names a link, that another, that the file. */
const MOST_ROUNDS = 4;

export async function readTree(
  { paths, roots = [], ...options }: ReadRequest,
  reader: TreeReader,
  catalog: Catalog = kubernetes,
): Promise<Actual> {
  const folders = new Set(hostFolders(catalog));
  for (let round = 1; ; round++) {
    const inputs: TreeInput[] = [
      ...paths.map((path) => ({ path })),
      ...roots.map((path) => ({ path, folders: [...folders] })),
    ];
    const actual = await readActual(reader.read(inputs), catalog, options);
    const before = folders.size;
    for (const { path } of roots.length === 0 ? [] : actual.notes)
      if (path?.startsWith("/") === true) folders.add(path);
    if (folders.size === before || round === MOST_ROUNDS) return actual;
  }
}
