/**
 * Writes files into a staging folder, each with its final mode and owner from its first byte. Used by the store itself
 * and, for other units of the same transaction, by worker threads: what `digests` returns is handed to `store.adopt`.
 *
 * Two trees: `tree/<unit>/...` for units that are moved as folders, `apart/<unit>/...` for units with a root of their
 * own, whose files are moved one by one.
 */
import type { StagedFile } from "../../ports.ts";
import { digestOf } from "./digest.ts";
import { errnoOf, ioFailure } from "./failure.ts";
import { FOLDER_MODE, makeFolder } from "./folder.ts";
import { type OwnerLookup, ownerLookup } from "./owner.ts";
import type { UnitDigests } from "./record.ts";
import { folderOf, safeRelative } from "./relative-path.ts";
import { writeNew } from "./write-new.ts";

/** What a writer must know; can be posted to a worker thread as it is. */
export interface StagingSettings {
  /** Units with a root of their own, and that root. */
  readonly roots?: Readonly<Record<string, string>>;
  /** Give files to their owners. */
  readonly chown?: boolean;
}

export interface StagingWriter {
  write(unit: string, file: StagedFile): void;
  /** What was written so far, by unit, in plain data that can be posted between threads. */
  digests(): [unit: string, files: UnitDigests][];
}

export function stagingWriter(folder: string, settings: StagingSettings = {}): StagingWriter {
  const { roots = {}, chown = false } = settings;
  const units = new Map<
    string,
    { base: string; ownerOf: OwnerLookup | undefined; paths: string[]; digests: string[] }
  >();
  const owners = new Map<string, OwnerLookup>();
  const folders = folderMaker(folder);
  const modes = new Map<number, boolean>();

  const begin = (unit: string) => {
    safeRelative(unit);
    const root = Object.hasOwn(roots, unit) ? roots[unit] : undefined;
    const lookupRoot = root ?? "/";
    if (chown && !owners.has(lookupRoot)) owners.set(lookupRoot, ownerLookup(lookupRoot));
    const base = `${folder}/${root === undefined ? "tree" : "apart"}/${unit}`;
    const made = { base, ownerOf: owners.get(lookupRoot), paths: [], digests: [] };
    units.set(unit, made);
    return made;
  };

  return {
    write(unit, file) {
      const into = units.get(unit) ?? begin(unit);
      const path = safeRelative(file.path);
      const inside = folderOf(path);
      folders.make(inside === "" ? into.base : `${into.base}/${inside}`);
      const full = `${into.base}/${path}`;
      const owner = into.ownerOf?.(file.owner);
      try {
        writeNew(full, file.bytes, file.mode & 0o777, owner, modes);
      } catch (thrown) {
        if (errnoOf(thrown) === "EEXIST") throw new Error(`staged twice: ${unit} ${path}`);
        throw ioFailure(thrown, "write", full);
      }
      into.paths.push(path);
      into.digests.push(digestOf(file.bytes));
    },
    digests: () => [...units].map(([unit, { paths, digests }]) => [unit, { paths, digests: digests.join("") }]),
  };
}

/** Makes each folder once; `top` is there. */
function folderMaker(top: string): { make(path: string): void } {
  const made = new Set<string>([top]);
  const modes = new Map<number, boolean>();
  const make = (path: string): void => {
    if (made.has(path)) return;
    make(folderOf(path));
    makeFolder(path, FOLDER_MODE, modes);
    made.add(path);
    if (made.size > 4096) {
      made.clear();
      made.add(top);
    }
  };
  return { make };
}
