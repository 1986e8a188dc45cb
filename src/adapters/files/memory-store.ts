/** A FileStore in memory: for the library's users who place files themselves, and for tests. */
import type { FileStore, StagedFile } from "../../ports.ts";
import { safeRelative } from "./relative-path.ts";

/** What stands in a memory store. */
export interface MemoryFile {
  readonly bytes: Uint8Array;
  readonly mode: number;
  readonly owner: string;
}

export interface MemoryStore extends FileStore {
  /** All files by `unit/path`, as of now. */
  files(): Map<string, MemoryFile>;
  /** Put a file there as somebody other than kubepki would. */
  put(unit: string, path: string, file: Pick<MemoryFile, "bytes"> & Partial<MemoryFile>): void;
}

type Units = Map<string, Map<string, MemoryFile>>;

export function memoryStore(): MemoryStore {
  const units: Units = new Map();
  const written: Units = new Map();
  let staged: Units = new Map();
  let removals = new Map<string, Set<string>>();
  let state: "closed" | "reading" | "writing" | "over" = "closed";

  const opened = (): void => {
    if (state === "closed") throw new Error("the file store is not open");
  };
  const writing = (): void => {
    opened();
    if (state === "reading") throw new Error("the file store was opened for reading only");
    if (state === "over") throw new Error("the transaction is over");
  };
  const drop = (): void => {
    staged = new Map();
    removals = new Map();
    if (state === "writing") state = "over";
  };

  return {
    async open({ readOnly }) {
      if (state !== "closed") throw new Error("the file store is open already");
      state = readOnly ? "reading" : "writing";
    },
    has(unit) {
      opened();
      return (units.get(safeRelative(unit))?.size ?? 0) > 0;
    },
    find(unit, path) {
      opened();
      const [inUnit, at] = [safeRelative(unit), safeRelative(path)];
      const file = units.get(inUnit)?.get(at);
      if (file === undefined) return undefined;
      const ours = written.get(unit)?.get(path);
      return { bytes: file.bytes, mode: file.mode, ours: ours !== undefined && same(ours.bytes, file.bytes) };
    },
    recorded(unit) {
      opened();
      return [...(written.get(unit)?.keys() ?? [])];
    },
    recordedUnits() {
      opened();
      return [...written].filter(([, files]) => files.size > 0).map(([unit]) => unit);
    },
    stage(unit, file) {
      writing();
      const files = unitOf(staged, safeRelative(unit));
      if (files.has(safeRelative(file.path))) {
        drop();
        throw new Error(`staged twice: ${unit} ${file.path}`);
      }
      files.set(file.path, copyOf(file));
    },
    remove(unit, path) {
      writing();
      const paths = removals.get(safeRelative(unit)) ?? new Set();
      removals.set(unit, paths.add(safeRelative(path)));
    },
    async commit() {
      writing();
      for (const [unit, paths] of removals) {
        for (const path of paths) for (const all of [units, written]) all.get(unit)?.delete(path);
      }
      for (const [unit, files] of staged) {
        for (const [path, file] of files) for (const all of [units, written]) unitOf(all, unit).set(path, file);
      }
      drop();
    },
    async abandon() {
      opened();
      drop();
    },
    async close() {
      drop();
      state = "closed";
    },
    files: () =>
      new Map(
        [...units].flatMap(([unit, files]) => [...files].map(([path, file]) => [`${unit}/${path}`, file] as const)),
      ),
    put(unit, path, { bytes, mode = 0o644, owner = "root:root" }) {
      unitOf(units, safeRelative(unit)).set(safeRelative(path), { bytes, mode, owner });
    },
  };
}

function unitOf(units: Units, unit: string): Map<string, MemoryFile> {
  const files = units.get(unit) ?? new Map<string, MemoryFile>();
  units.set(unit, files);
  return files;
}

/** The caller may reuse its buffer. */
function copyOf({ bytes, mode, owner }: StagedFile): MemoryFile {
  return { bytes: Uint8Array.from(bytes), mode: mode & 0o777, owner };
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}
