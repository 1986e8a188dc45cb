/**
 * The journal: what a commit has decided to do. From the moment it is on the disk the transaction is done, whatever
 * happens to the process; until then it never was.
 */
import * as fs from "node:fs";
import { KubepkiError } from "../../errors.ts";
import { errnoOf, guarded, ioFailure } from "./failure.ts";
import { syncFolder } from "./folder.ts";
import { OWN_FOLDER, safeRelative } from "./relative-path.ts";
import { writeSynced } from "./write-new.ts";

/** Where a transaction works. */
export interface Place {
  /** The output folder, absolute. */
  readonly out: string;
  /** Roots of units outside the output folder. */
  readonly roots: Readonly<Record<string, string>>;
}

export const ownFolder = (place: Place): string => `${place.out}/${OWN_FOLDER}`;
export const stagingFolder = (place: Place): string => `${place.out}/${OWN_FOLDER}/staging`;

/** A path below a base: the root of a unit, or the output folder when `unit` is empty. */
export interface Spot {
  readonly unit: string;
  readonly path: string;
}

/** Files that are placed one by one, beside their targets, and what had to be made for that. */
export interface Apart {
  /** Roots by unit, as they were when this was written. */
  readonly roots: Readonly<Record<string, string>>;
  readonly files: readonly (Spot & { readonly temporary: string })[];
  /** Folders that were missing, outermost first. */
  readonly folders: readonly Spot[];
}

export interface Journal extends Apart {
  /** Folders that were not there at all: `staging/tree/X` becomes `X`. */
  readonly moves: readonly string[];
  /** Unit folders that are replaced by `staging/tree/<unit>`, or only taken away. */
  readonly swaps: readonly { readonly unit: string; readonly gone: boolean; readonly removed: readonly string[] }[];
  readonly unlinks: readonly Spot[];
}

/**
 * The commit point. `decided` is told as soon as the journal has its name: an error after that (the folder cannot be
 * synced) must not undo anything, for a later run may find the journal.
 */
export function writeJournal(place: Place, journal: Journal, decided: () => void): void {
  writeSynced(`${ownFolder(place)}/journal`, Buffer.from(JSON.stringify(journal)));
  decided();
  syncFolder(ownFolder(place));
}

export function removeJournal(place: Place): void {
  const path = `${ownFolder(place)}/journal`;
  guarded("remove", path, () => fs.rmSync(path, { force: true }));
  syncFolder(ownFolder(place));
}

/** The journal of an interrupted run, if there is one. */
export function readJournal(place: Place): Journal | undefined {
  const journal = readDocument(`${ownFolder(place)}/journal`) as Journal | undefined;
  if (journal === undefined) return undefined;
  for (const path of [...journal.moves, ...journal.swaps.map((swap) => swap.unit)]) safeRelative(path);
  for (const spot of journal.unlinks) checkSpot(place, journal, spot);
  return checkApart(place, journal);
}

/** Written before anything is made beside a target, so that a later run can clear it. */
export function writeApart(place: Place, apart: Apart): void {
  writeSynced(`${stagingFolder(place)}/apart.json`, Buffer.from(JSON.stringify(apart)));
  syncFolder(stagingFolder(place));
}

export function readApart(place: Place): Apart | undefined {
  const apart = readDocument(`${stagingFolder(place)}/apart.json`) as Apart | undefined;
  return apart && checkApart(place, apart);
}

export function baseOf(place: Place, spot: Spot): string {
  return spot.unit === "" ? place.out : (place.roots[spot.unit] as string);
}

function checkApart<T extends Apart>(place: Place, apart: T): T {
  for (const spot of [...apart.files, ...apart.folders]) checkSpot(place, apart, spot);
  for (const file of apart.files) safeRelative(file.temporary);
  return apart;
}

/**
 * What stands in the output folder is not trusted to name places outside it: only roots that the user has named again
 * for this run are touched.
 */
function checkSpot(place: Place, apart: Apart, spot: Spot): void {
  safeRelative(spot.path);
  if (spot.unit === "" || place.roots[spot.unit] === apart.roots[spot.unit]) return;
  const root = apart.roots[spot.unit];
  throw new KubepkiError(
    "ERR_IO",
    `An interrupted run for ${spot.unit} with the root ${root} must be finished first.`,
    {
      remedy: `Run once more for ${spot.unit} with the root ${root}.`,
      details: { unit: spot.unit, root },
    },
  );
}

function readDocument(path: string): unknown {
  try {
    return JSON.parse(fs.readFileSync(path, "utf8"));
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") return undefined;
    if (!(thrown instanceof SyntaxError)) throw ioFailure(thrown, "read", path);
    throw new KubepkiError("ERR_IO", `${path} is damaged.`, {
      remedy:
        "It says how to finish an interrupted run. Compare the output folder with a backup, then remove the file.",
      details: { path },
    });
  }
}
