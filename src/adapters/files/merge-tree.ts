/** Completes the staged folder of a unit that exists: whatever is not replaced or removed is carried over by link. */
import * as fs from "node:fs";
import { guarded, unsafePath } from "./failure.ts";
import { makeFolder } from "./folder.ts";
import { folderOf, joined } from "./relative-path.ts";
import { linkOrCopy } from "./write-new.ts";

export interface Merge {
  /** The unit's folder as it is. */
  readonly from: string;
  /** Its staged folder. */
  readonly to: string;
  readonly staged: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
  /** The device that holds both. */
  readonly device: number;
}

/**
 * - `merged`: `to` is the complete new folder.
 * - `empty`: nothing would be left in it.
 * - `elsewhere`: a folder in it is on another device and cannot be replaced by renaming.
 */
export function mergeTree(merge: Merge): "merged" | "empty" | "elsewhere" {
  const parents = new Set<string>();
  for (const path of merge.staged) {
    for (let at = folderOf(path); at !== "" && !parents.has(at); at = folderOf(at)) parents.add(at);
  }
  return mergeFolder({ ...merge, parents }, "");
}

type Job = Merge & { readonly parents: ReadonlySet<string> };

function mergeFolder(job: Job, folder: string): "merged" | "empty" | "elsewhere" {
  const from = joined(job.from, folder);
  const to = joined(job.to, folder);
  const stat = guarded("look at", from, () => fs.lstatSync(from));
  if (stat.dev !== job.device) return "elsewhere";
  // Narrow until it is complete: it gets the mode of the folder that it replaces at the end.
  const entries = guarded("list", from, () => fs.readdirSync(from, { withFileTypes: true }));
  if (folder === "") guarded("make the folder", to, () => fs.mkdirSync(to, { recursive: true, mode: 0o700 }));
  else makeFolder(to, 0o700);
  let kept = folder === "" ? job.staged.size : job.parents.has(folder) ? 1 : 0;
  let dropped = 0;
  for (const entry of entries) {
    const path = joined(folder, entry.name);
    if (entry.isDirectory()) {
      if (job.staged.has(path) || job.removed.has(path)) throw unsafePath(joined(job.from, path), "is a folder");
      const inside = mergeFolder(job, path);
      if (inside === "elsewhere") return inside;
      if (inside === "merged") kept++;
      else dropped++;
    } else if (job.removed.has(path)) dropped++;
    else if (job.staged.has(path)) {
      if (!entry.isFile()) throw unsafePath(joined(job.from, path), "is not a regular file");
    } else {
      if (job.parents.has(path)) throw unsafePath(joined(job.from, path), "is not a folder");
      linkOrCopy(joined(job.from, path), joined(job.to, path), entry);
      kept++;
    }
  }
  // A folder that was empty before stays; one that becomes empty goes with its last file.
  if (kept === 0 && dropped > 0) {
    guarded("remove", to, () => fs.rmdirSync(to));
    return "empty";
  }
  guarded("change", to, () => {
    const made = fs.lstatSync(to);
    if (made.uid !== stat.uid || made.gid !== stat.gid) fs.chownSync(to, stat.uid, stat.gid);
    if (made.mode !== stat.mode) fs.chmodSync(to, stat.mode & 0o7777);
  });
  return "merged";
}
