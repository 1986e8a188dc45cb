/**
 * Carries out a journal. Every step looks first whether it is done already, so that the next run can go through the
 * whole journal again from wherever this one was stopped.
 */
import * as fs from "node:fs";
import { errnoOf, guarded, ioFailure } from "./failure.ts";
import { type FolderWalker, folderWalker, lookAt, makeFolder, makeFolders, removeTree, syncFolder } from "./folder.ts";
import { baseOf, type Journal, ownFolder, type Place, removeJournal, type Spot, stagingFolder } from "./journal.ts";
import { folderOf, joined } from "./relative-path.ts";

type Step = (name: string) => void;

export function rollForward(place: Place, journal: Journal, step: Step): void {
  const staging = stagingFolder(place);
  makeFolder(staging, 0o700);
  const touched = new Set<string>();
  const reach = plainFolders(place, touched);
  for (const folder of journal.moves) {
    const from = `${staging}/tree/${folder}`;
    if (lookAt(from) === undefined) continue;
    const to = reach({ unit: "", path: folder });
    guarded("move into place", to, () => fs.renameSync(from, to));
    step(`moved ${folder}`);
  }
  for (const swap of journal.swaps) {
    swapFolder(staging, reach({ unit: "", path: swap.unit }), swap, step);
  }
  for (const file of journal.files) {
    const to = reach(file);
    const from = joined(baseOf(place, file), file.temporary);
    if (lookAt(from) === undefined) continue;
    guarded("replace", to, () => fs.renameSync(from, to));
    step(`placed ${file.path}`);
  }
  for (const spot of journal.unlinks) {
    if (folderWalker(baseOf(place, spot)).walk(folderOf(spot.path)).missing !== undefined) continue;
    unlinkPlain(reach(spot));
    step(`removed ${spot.path}`);
  }
  for (const folder of touched) syncFolder(folder);
  step("all-moved");
  finish(place, step);
}

/** The new record counts, the journal goes, and with it everything left in the staging folder. */
function finish(place: Place, step: Step): void {
  const own = ownFolder(place);
  const staging = stagingFolder(place);
  if (lookAt(`${staging}/record`) !== undefined) {
    guarded("replace", `${own}/record`, () => fs.renameSync(`${staging}/record`, `${own}/record`));
    syncFolder(own);
    step("recorded");
  }
  guarded("remove", `${staging}/apart.json`, () => fs.rmSync(`${staging}/apart.json`, { force: true }));
  removeJournal(place);
  step("journal-removed");
  removeTree(staging);
  step("cleared");
}

/**
 * Old away, new in. Between the two renames the folder is not there; a run that dies in between is finished by the
 * next one.
 */
function swapFolder(staging: string, to: string, swap: Journal["swaps"][number], step: Step): void {
  const from = `${staging}/tree/${swap.unit}`;
  const old = `${staging}/old/${swap.unit}`;
  const fresh = lookAt(from) !== undefined;
  if (!fresh && !swap.gone) return;
  if (lookAt(to) !== undefined && lookAt(old) === undefined) {
    makeFolders(staging, folderOf(`old/${swap.unit}`));
    try {
      fs.renameSync(to, old);
    } catch (thrown) {
      if (errnoOf(thrown) !== "EXDEV") throw ioFailure(thrown, "move away", to);
      // overlayfs refuses to rename a folder of a lower layer; its files can still be replaced.
      replaceInside(from, to, swap, fresh);
      return;
    }
    step(`away ${swap.unit}`);
  }
  if (!fresh) return;
  guarded("move into place", to, () => fs.renameSync(from, to));
  step(`swapped ${swap.unit}`);
}

function replaceInside(from: string, to: string, swap: Journal["swaps"][number], fresh: boolean): void {
  if (fresh) replaceFiles(from, to);
  for (const path of swap.removed) {
    unlinkPlain(joined(to, path));
    for (let folder = folderOf(path); ; folder = folderOf(folder)) {
      try {
        fs.rmdirSync(joined(to, folder));
      } catch {
        break;
      }
      if (folder === "") break;
    }
  }
}

function replaceFiles(from: string, to: string): void {
  makeFolders(folderOf(to), to.slice(to.lastIndexOf("/") + 1));
  for (const entry of guarded("list", from, () => fs.readdirSync(from, { withFileTypes: true }))) {
    const [source, target] = [joined(from, entry.name), joined(to, entry.name)];
    if (entry.isDirectory()) replaceFiles(source, target);
    else guarded("replace", target, () => fs.renameSync(source, target));
  }
  syncFolder(to);
}

/** Remove a file; a missing one is fine. */
function unlinkPlain(full: string): void {
  const stat = lookAt(full);
  if (stat === undefined || stat.isDirectory()) return;
  guarded("remove", full, () => fs.rmSync(full, { force: true }));
}

/** Full paths whose folders are there and are no symbolic links. */
function plainFolders(place: Place, touched: Set<string>): (spot: Spot) => string {
  const walkers = new Map<string, FolderWalker>();
  return (spot) => {
    const base = baseOf(place, spot);
    const walker = walkers.get(base) ?? folderWalker(base);
    walkers.set(base, walker);
    const folder = folderOf(spot.path);
    const { missing } = walker.walk(folder);
    if (missing !== undefined) {
      makeFolders(base, folder);
      walkers.delete(base);
    }
    touched.add(joined(base, folder));
    return joined(base, spot.path);
  };
}
