/** `<out>/.kubepki`: made when needed, cleared of what dead runs left, taken away again when nothing was kept in it. */
import * as fs from "node:fs";
import { clearApart } from "./apart.ts";
import { guarded, unsafePath } from "./failure.ts";
import { FOLDER_MODE, lookAt, makeFolder, removeTree } from "./folder.ts";
import { ownFolder, type Place, readApart, readJournal, stagingFolder } from "./journal.ts";
import { rollForward } from "./roll-forward.ts";

/** Make the output folder and kubepki's own in it; what this returns takes both away again when they are empty. */
export function makeOwnFolder(out: string): { place: string; unmake(): void } {
  const first = guarded("make the folder", out, () => fs.mkdirSync(out, { recursive: true, mode: FOLDER_MODE }));
  const place = guarded("look at", out, () => fs.realpathSync(out));
  const own = ownFolder({ out: place, roots: {} });
  if (first !== undefined) guarded("change", place, () => fs.chmodSync(place, FOLDER_MODE));
  const made = makeFolder(own, 0o700);
  const stat = lookAt(own);
  if (stat?.isSymbolicLink()) throw unsafePath(own, "is a symbolic link");
  if (!stat?.isDirectory()) throw unsafePath(own, "is not a folder");
  if ((stat.mode & 0o077) !== 0) guarded("change", own, () => fs.chmodSync(own, 0o700));
  return {
    place,
    unmake() {
      try {
        if (made) fs.rmdirSync(own);
        if (first === undefined) return;
        const top = fs.realpathSync(first);
        for (let at = place; at.startsWith(top); at = at.slice(0, at.lastIndexOf("/"))) fs.rmdirSync(at);
      } catch {
        // Something was kept in it.
      }
    },
  };
}

/** Finish what a run decided before it died, or clear what it had not decided. */
export function recover(place: Place, step: (name: string) => void): void {
  const own = ownFolder(place);
  const journal = readJournal(place);
  if (journal !== undefined) rollForward(place, journal, step);
  else clearStaging(place);
  for (const name of guarded("list", own, () => fs.readdirSync(own))) {
    if (!/^(lock-[0-9a-f]+|journal-new)$/.test(name)) continue;
    guarded("remove", `${own}/${name}`, () => fs.rmSync(`${own}/${name}`, { force: true }));
  }
}

/** Remove everything staged, also beside targets elsewhere. */
export function clearStaging(place: Place): void {
  const staging = stagingFolder(place);
  if (lookAt(staging) === undefined) return;
  const apart = readApart(place);
  if (apart !== undefined) clearApart(place, apart);
  removeTree(staging);
}
