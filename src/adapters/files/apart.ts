/**
 * Units whose folder cannot be replaced by a rename: one with a root of its own (`/` of a host), or one on another
 * device than the output folder. Their files are laid beside their targets and renamed over them one by one.
 */
import * as fs from "node:fs";
import { errnoOf, guarded, ioFailure, unsafePath } from "./failure.ts";
import { FOLDER_MODE, folderWalker, lookAt, makeFolder, syncFile, syncFolder } from "./folder.ts";
import { type Apart, baseOf, type Place, type Spot, stagingFolder, writeApart } from "./journal.ts";
import { folderOf, joined } from "./relative-path.ts";
import { copyFile } from "./write-new.ts";

/** One unit to be placed file by file. */
export interface ApartUnit {
  readonly unit: string;
  readonly staged: Iterable<string>;
}

type File = Apart["files"][number] & { readonly source: string };

/** What must be made for these units; looks, changes nothing. */
export function planApart(place: Place, units: readonly ApartUnit[], id: string): Apart & { files: readonly File[] } {
  const walkers = new Map<string, ReturnType<typeof folderWalker>>();
  const files: File[] = [];
  const folders = new Map<string, Spot>();
  for (const { unit, staged } of units) {
    const rooted = Object.hasOwn(place.roots, unit);
    const key = rooted ? unit : "";
    const base = baseOf(place, { unit: key, path: "" });
    const walker = walkers.get(base) ?? folderWalker(base);
    walkers.set(base, walker);
    for (const inside of staged) {
      const path = rooted ? inside : `${unit}/${inside}`;
      const folder = folderOf(path);
      const { missing } = walker.walk(folder);
      if (missing === "") throw ioFailure({ code: "ENOENT" }, "find the root", base);
      if (missing !== undefined) noteMissing(key, missing, folder, folders);
      const target = missing === undefined ? lookAt(joined(base, path)) : undefined;
      if (target !== undefined && !target.isFile()) throw unsafePath(joined(base, path), "is not a regular file");
      const temporary = joined(folder, `.kubepki-${id}-${path.slice(path.lastIndexOf("/") + 1)}`);
      files.push({ unit: key, path, temporary, source: `${stagingFolder(place)}/apart/${unit}/${inside}` });
    }
  }
  const roots = Object.fromEntries(
    units.flatMap(({ unit }) => (unit in place.roots ? [[unit, place.roots[unit]!]] : [])),
  );
  return { roots, files, folders: [...folders.values()] };
}

function noteMissing(unit: string, first: string, folder: string, into: Map<string, Spot>): void {
  const parts = folder.split("/");
  for (let length = first.split("/").length; length <= parts.length; length++) {
    const path = parts.slice(0, length).join("/");
    into.set(`${unit}\t${path}`, { unit, path });
  }
}

/** Lay the files beside their targets, synced. */
export function layApart(place: Place, plan: ReturnType<typeof planApart>, step: (name: string) => void): void {
  const { roots, folders } = plan;
  writeApart(place, {
    roots,
    folders,
    files: plan.files.map(({ unit, path, temporary }) => ({ unit, path, temporary })),
  });
  step("apart-noted");
  const touched = new Set<string>();
  for (const spot of folders) {
    const full = joined(baseOf(place, spot), spot.path);
    makeFolder(full, FOLDER_MODE);
    touched.add(folderOf(full) || "/");
    step(`apart-folder ${spot.path}`);
  }
  for (const file of plan.files) {
    const temporary = joined(baseOf(place, file), file.temporary);
    moveAcross(file.source, temporary);
    guarded("sync", temporary, () => syncFile(temporary));
    touched.add(folderOf(temporary));
    step(`apart-file ${file.path}`);
  }
  for (const folder of touched) syncFolder(folder);
}

/** Rename, or copy between devices. */
function moveAcross(from: string, to: string): void {
  try {
    fs.renameSync(from, to);
  } catch (thrown) {
    if (errnoOf(thrown) !== "EXDEV") throw ioFailure(thrown, "write", to);
    guarded("write", to, () => {
      copyFile(from, to);
      fs.rmSync(from);
    });
  }
}

/** Take back what was laid; folders that were made for it go when they are empty. */
export function clearApart(place: Place, apart: Apart): void {
  for (const file of apart.files) {
    const full = joined(baseOf(place, file), file.temporary);
    guarded("remove", full, () => fs.rmSync(full, { force: true }));
  }
  for (const spot of [...apart.folders].reverse()) {
    const full = joined(baseOf(place, spot), spot.path);
    try {
      fs.rmdirSync(full);
    } catch (thrown) {
      const code = errnoOf(thrown);
      if (code !== "ENOENT" && code !== "ENOTEMPTY" && code !== "EEXIST") throw ioFailure(thrown, "remove", full);
    }
  }
}
