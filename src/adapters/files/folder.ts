/** Folders: walked without following symbolic links, made with exact modes, synced. */
import * as fs from "node:fs";
import { errnoOf, guarded, ioFailure, unsafePath } from "./failure.ts";
import { joined } from "./relative-path.ts";

/** The mode of every folder that kubepki makes for others to read. */
export const FOLDER_MODE = 0o755;

/** lstat, undefined when nothing is there. */
export function lookAt(path: string): fs.Stats | undefined {
  try {
    return fs.lstatSync(path, { throwIfNoEntry: false });
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOTDIR") throw unsafePath(path, "lies below something that is not a folder", thrown);
    throw ioFailure(thrown, "look at", path);
  }
}

/** Where a walk down from a base folder ended. */
export interface Walk {
  /** How much of the path is there, relative; the whole path when all of it is. */
  readonly there: string;
  /** The first missing piece with all before it; undefined when nothing is missing. */
  readonly missing: string | undefined;
  /** The device of the last folder that is there. */
  readonly device: number;
}

/** Walks folders below one base folder component by component and remembers what it saw. */
export interface FolderWalker {
  walk(path: string): Walk;
}

/** A walker below `base`. The base itself may be a symbolic link, nothing below it may. */
export function folderWalker(base: string): FolderWalker {
  const seen = new Map<string, Walk>();
  const top = guarded("look at", base, () => fs.statSync(base, { throwIfNoEntry: false }));
  if (top !== undefined && !top.isDirectory()) throw unsafePath(base, "is not a folder");
  const root: Walk = { there: "", missing: top === undefined ? "" : undefined, device: top?.dev ?? -1 };
  const walk = (path: string): Walk => {
    if (path === "" || root.missing !== undefined) return root;
    const known = seen.get(path);
    if (known !== undefined) return known;
    const slash = path.lastIndexOf("/");
    const above = slash < 0 ? root : walk(path.slice(0, slash));
    const found = above.missing === undefined ? step(base, path, above) : above;
    seen.set(path, found);
    return found;
  };
  return { walk };
}

function step(base: string, path: string, above: Walk): Walk {
  const full = joined(base, path);
  const stat = lookAt(full);
  if (stat === undefined) return { there: above.there, missing: path, device: above.device };
  if (stat.isSymbolicLink()) throw unsafePath(full, "is a symbolic link");
  if (!stat.isDirectory()) throw unsafePath(full, "is not a folder");
  return { there: path, missing: undefined, device: stat.dev };
}

/**
 * Make one folder with exactly this mode, whatever the umask; false when it was there already. `narrowed` remembers for
 * each mode whether the umask takes bits away, so that only the first folder is looked at.
 */
export function makeFolder(path: string, mode: number, narrowed: Map<number, boolean> = new Map()): boolean {
  try {
    fs.mkdirSync(path, mode);
    let short = narrowed.get(mode);
    if (short === undefined) {
      short = (fs.lstatSync(path).mode & 0o777) !== mode;
      narrowed.set(mode, short);
    }
    if (short) fs.chmodSync(path, mode);
    return true;
  } catch (thrown) {
    if (errnoOf(thrown) === "EEXIST") return false;
    throw ioFailure(thrown, "make the folder", path);
  }
}

/** Make the folders of `path` that are missing below `base`, which is there; each new one is told to `made` first. */
export function makeFolders(base: string, path: string, made: (folder: string) => void = () => {}): void {
  let at = base;
  for (const part of path === "" ? [] : path.split("/")) {
    at = joined(at, part);
    if (lookAt(at) !== undefined) continue;
    made(at);
    makeFolder(at, FOLDER_MODE);
  }
}

/** Sync a folder's entries. Some network file systems cannot; there is nothing else to be done on them. */
export function syncFolder(path: string): void {
  try {
    syncFile(path);
  } catch (thrown) {
    const code = errnoOf(thrown);
    if (code !== "EINVAL" && code !== "ENOTSUP" && code !== "ENOENT") throw ioFailure(thrown, "sync", path);
  }
}

/** Sync one file's contents. */
export function syncFile(path: string): void {
  const fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW);
  try {
    fs.fsyncSync(fd);
  } finally {
    fs.closeSync(fd);
  }
}

/** Remove a folder with all in it; links in it are removed, not followed. */
export function removeTree(path: string): void {
  guarded("remove", path, () => fs.rmSync(path, { recursive: true, force: true }));
}
