/** From what is staged to the journal: which folders move whole, which are swapped, which files are placed apart. */
import * as fs from "node:fs";
import { type ApartUnit, layApart, planApart } from "./apart.ts";
import { guarded } from "./failure.ts";
import { type FolderWalker, folderWalker } from "./folder.ts";
import { type Journal, type Place, type Spot, stagingFolder } from "./journal.ts";
import { mergeTree } from "./merge-tree.ts";
import { mountsBelow } from "./mounts.ts";
import type { FileRecord } from "./record.ts";
import { folderOf, joined, OWN_FOLDER } from "./relative-path.ts";

export type Removals = ReadonlyMap<string, ReadonlySet<string>>;

const NONE: ReadonlySet<string> = new Set();

/** Build everything that the commit will only have to rename. Nothing visible changes. */
export function prepare(
  place: Place,
  staged: FileRecord,
  removals: Removals,
  id: string,
  step: (name: string) => void,
): Journal {
  const staging = stagingFolder(place);
  const { dev: device } = guarded("look at", staging, () => fs.statSync(staging));
  const walker = folderWalker(place.out);
  const mounts = mountsBelow(place.out);
  const moves = new Set<string>();
  const swaps: { unit: string; gone: boolean; removed: string[] }[] = [];
  const apart: ApartUnit[] = [];
  const unlinks: Spot[] = [];
  const writable = new Set<string>();
  for (const unit of distinctUnits(staged, removals)) {
    const paths = staged.get(unit)?.paths ?? [];
    const removed = removals.get(unit) ?? NONE;
    const way = wayOf(place, unit, walker, device, mounts);
    if (way.kind === "new") {
      if (paths.length === 0) continue;
      moves.add(way.folder);
      writable.add(joined(place.out, folderOf(way.folder)));
      continue;
    }
    const merged =
      way.kind === "there"
        ? mergeTree({
            from: joined(place.out, unit),
            to: `${staging}/tree/${unit}`,
            staged: new Set(paths),
            removed,
            device,
          })
        : "elsewhere";
    if (merged === "elsewhere") {
      if (way.kind !== "rooted" && paths.length > 0) setApart(staging, unit);
      apart.push({ unit, staged: paths });
      for (const path of removed) {
        unlinks.push(way.kind === "rooted" ? { unit, path } : { unit: "", path: `${unit}/${path}` });
      }
      continue;
    }
    swaps.push({ unit, gone: merged === "empty", removed: [...removed] });
    writable.add(joined(place.out, unit)).add(joined(place.out, folderOf(unit)));
    step(`merged ${unit}`);
  }
  for (const folder of writable) guarded("change", folder, () => fs.accessSync(folder, fs.constants.W_OK));
  const plan = planApart(place, apart, id);
  if (plan.files.length > 0) layApart(place, plan, step);
  const files = plan.files.map(({ unit, path, temporary }) => ({ unit, path, temporary }));
  return { roots: plan.roots, moves: [...moves], swaps, files, folders: plan.folders, unlinks };
}

type Way = { kind: "rooted" } | { kind: "elsewhere" } | { kind: "there" } | { kind: "new"; folder: string };

function wayOf(place: Place, unit: string, walker: FolderWalker, device: number, mounts: readonly string[]): Way {
  if (Object.hasOwn(place.roots, unit)) return { kind: "rooted" };
  const walk = walker.walk(unit);
  const apart = mounts.some((point) => within(unit, point) || within(point, unit) || within(point, OWN_FOLDER));
  if (apart || walk.device !== device) return { kind: "elsewhere" };
  return walk.missing === undefined ? { kind: "there" } : { kind: "new", folder: walk.missing };
}

function within(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Move what was staged for a rename to where files are placed one by one from. */
function setApart(staging: string, unit: string): void {
  const to = `${staging}/apart/${unit}`;
  guarded("move", to, () => {
    fs.mkdirSync(folderOf(to), { recursive: true, mode: 0o700 });
    fs.renameSync(`${staging}/tree/${unit}`, to);
  });
}

/** All units of the transaction, none inside another: each is replaced as a whole. */
function distinctUnits(staged: FileRecord, removals: Removals): string[] {
  const units = new Set([...staged.keys(), ...removals.keys()]);
  for (const unit of units) {
    for (let above = folderOf(unit); above !== ""; above = folderOf(above)) {
      if (units.has(above)) throw new Error(`unit ${unit} lies inside unit ${above}`);
    }
  }
  return [...units];
}
