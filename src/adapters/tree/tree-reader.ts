/** Folders, files and archives as entries: what `readActual` reads. */
import * as fs from "node:fs";
import { basename, join } from "node:path";
import type { TreeEntry } from "../../inventory/entries.ts";
import type { TreeInput, TreeReader } from "../../ports.ts";
import { readArchive } from "./archive.ts";
import { BOUNDS } from "./bounds.ts";
import { kindOf, notRegular, readRegular, unreadable } from "./read-regular.ts";

export const treeReader: TreeReader = {
  async *read(inputs) {
    let count = 0;
    for (const [input, given] of inputs.entries()) {
      for await (const entry of readInput(input, given)) {
        yield entry;
        count++;
        if (count < BOUNDS.entries) continue;
        const message = `more than ${BOUNDS.entries} files; the others are not read`;
        yield { ...entry, content: { problem: "too-many", message } };
        return;
      }
    }
  },
};

async function* readInput(input: number, { path, folders }: TreeInput): AsyncGenerator<TreeEntry> {
  const single = { input, path: basename(path), shown: path };
  let stat: fs.Stats;
  try {
    stat = fs.statSync(path);
  } catch (error) {
    yield { ...single, path: "", content: unreadable(error) };
    return;
  }
  if (stat.isFile()) {
    const archive = await readArchive(input, path);
    if (archive !== undefined) yield* archive;
    else {
      // The user named it: a link is followed once.
      const found = readRegular(fs.realpathSync(path));
      if (found !== undefined) yield { ...single, ...found };
    }
  } else if (!stat.isDirectory()) yield { ...single, content: notRegular(kindOf(stat)) };
  else if (folders === undefined) yield* walk(input, path, "", 0);
  else for (const below of folders) yield* part(input, path, below.replace(/^\/+/, ""));
}

/** One of the wanted folders or files; nothing where there is none. */
function* part(input: number, root: string, below: string): Generator<TreeEntry> {
  const full = join(root, below);
  let stat: fs.Stats;
  try {
    stat = fs.lstatSync(full);
  } catch {
    return;
  }
  const at = { input, path: below, shown: full };
  if (stat.isDirectory()) yield* walk(input, root, below, 0);
  else if (stat.isSymbolicLink()) yield { ...at, content: linkAt(full) };
  else {
    const found = stat.isFile() ? readRegular(full) : { content: notRegular(kindOf(stat)) };
    if (found !== undefined) yield { ...at, ...found };
  }
}

/** In the order of names, so that the same tree is read in the same order everywhere. */
function* walk(input: number, root: string, below: string, depth: number): Generator<TreeEntry> {
  const at = (path: string): Pick<TreeEntry, "input" | "path" | "shown"> => ({ input, path, shown: join(root, path) });
  let names: fs.Dirent[];
  try {
    names = fs.readdirSync(join(root, below), { withFileTypes: true });
  } catch (error) {
    yield { ...at(below), content: unreadable(error) };
    return;
  }
  names.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const dirent of names) {
    const path = below === "" ? dirent.name : `${below}/${dirent.name}`;
    if (dirent.isDirectory()) {
      if (depth < BOUNDS.depth) yield* walk(input, root, path, depth + 1);
      else
        yield { ...at(path), content: { problem: "too-many", message: "more folders below each other than are read" } };
    } else if (dirent.isSymbolicLink()) yield { ...at(path), content: linkAt(join(root, path)) };
    else if (dirent.isFile()) {
      const found = readRegular(join(root, path));
      if (found !== undefined) yield { ...at(path), ...found };
    } else yield { ...at(path), content: notRegular(kindOf(dirent)) };
  }
}

function linkAt(path: string): TreeEntry["content"] {
  try {
    return { link: fs.readlinkSync(path) };
  } catch (error) {
    return unreadable(error);
  }
}
