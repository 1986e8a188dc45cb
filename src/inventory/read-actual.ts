/** Reading what is there: entries of a walk in, hosts with their files, roles and components out. */
import { type Catalog, catalog as kubernetes } from "../catalog/index.ts";
import type { Actual, ActualComponent, ActualFile, ActualHost, Note } from "./actual.ts";
import { openerWith } from "./contents/opener.ts";
import type { ReadEntry, TreeEntry } from "./entries.ts";
import { findGrounds, type Ground } from "./hosts/ground.ts";
import { HostPaths, normalPath } from "./hosts/paths.ts";
import { saidByHost } from "./hosts/said-by.ts";
import { FileReader } from "./read-file.ts";
import { hostRoles, ownRoles } from "./roles/assign-roles.ts";
import type { Claimed, RoleScene } from "./roles/claim.ts";
import { portraits } from "./roles/content-roles.ts";
import { type LayoutPaths, layoutPaths, pathOf, rolesAt } from "./roles/layout-paths.ts";
import { looseRoles } from "./roles/loose-roles.ts";
import { componentsOf } from "./settings/components.ts";
import { type SettingLookup, settingLookup } from "./settings/lookup.ts";
import { passedStarts } from "./settings/passed.ts";
import { settingsIn } from "./settings/starts.ts";

interface Reading extends RoleScene {
  readonly reader: FileReader;
  readonly layouts: readonly LayoutPaths[];
  readonly lookup: SettingLookup;
  /** Layouts by how many hosts have them: what lies beside them is of the same. */
  readonly used: Map<LayoutPaths, number>;
}

export interface ReadOptions {
  /** Opens encrypted keys and PKCS#12 files. */
  readonly passphrase?: string;
}

/**
 * Everything that the entries hold. Never throws for what is in a file: whatever cannot be taken as it is becomes a note,
 * and reading goes on.
 */
export async function readActual(
  entries: Iterable<TreeEntry> | AsyncIterable<TreeEntry>,
  catalog: Catalog = kubernetes,
  { passphrase }: ReadOptions = {},
): Promise<Actual> {
  const reader = new FileReader(passphrase === undefined ? undefined : openerWith(passphrase));
  const byInput = new Map<number, ReadEntry[]>();
  const notes: Note[] = [];
  for await (const entry of entries) {
    // Of an input as a whole: a damaged archive, a folder that does not open.
    if (entry.path === "" && "problem" in entry.content) {
      notes.push({ code: entry.content.problem, place: { file: entry.shown }, message: entry.content.message });
      continue;
    }
    const list = byInput.get(entry.input);
    const read = reader.read(entry);
    if (list === undefined) byInput.set(entry.input, [read]);
    else list.push(read);
  }
  const reading: Reading = {
    catalog,
    portraits: portraits(catalog),
    note: (note) => notes.push(note),
    reader,
    layouts: layoutPaths(catalog),
    lookup: settingLookup(catalog),
    used: new Map(),
  };
  // In the order of their paths: an archive keeps none.
  for (const list of byInput.values()) list.sort((a, b) => (a.path < b.path ? -1 : 1));
  const grounds = [...byInput].map(([input, list]) => findGrounds(input, list, reading.layouts, saysWhatRuns));
  const names = new Set<string>();
  const hosts = grounds.flatMap(({ hosts: found }) => found).map((ground) => readHost(ground, reading, names));
  const loose = readLoose(
    grounds.flatMap((one) => one.loose),
    reading,
  );
  return { hosts, loose, notes };
}

const saysWhatRuns = ({ content }: ReadEntry): boolean =>
  "finding" in content &&
  content.finding.contents.some((one) => one.kind === "settings" && one.component !== undefined);

/**
 * A host's name stands in its files, and then in every place: it is taken to be the folder's, as in what kubepki writes, and
 * where that was wrong the files are placed again.
 */
function readHost(ground: Ground, reading: Reading, taken: Set<string>): ActualHost {
  const folder = folderName(ground);
  const first = attempt(ground, reading, folder);
  const settled = isFlat(first.parts, ground) ? { ...ground, mount: undefined } : ground;
  const name = unique(first.said.names[0]?.value ?? folder, taken);
  const { parts, said, notes } = settled === ground && name === folder ? first : attempt(settled, reading, name);
  for (const note of notes) reading.note(note);
  const { files, components, fileAt, layout } = parts;
  if (layout !== undefined) reading.used.set(layout, (reading.used.get(layout) ?? 0) + 1);
  return {
    name,
    root: rootOf(ground),
    mount: settled.mount === "" ? "/" : settled.mount,
    ...(layout === undefined ? {} : { layout: layout.id }),
    ...said,
    files,
    components,
    fileAt,
  };
}

function attempt(ground: Ground, reading: Reading, name: string) {
  const notes: Note[] = [];
  const parts = partsOf(ground, { ...reading, note: (note) => notes.push(note) }, name);
  return { parts, notes, said: saidByHost(parts.components, parts.files) };
}

interface Parts {
  readonly files: readonly ActualFile[];
  readonly components: readonly ActualComponent[];
  readonly layout: LayoutPaths | undefined;
  fileAt(path: string): ActualFile | undefined;
}

function partsOf(ground: Ground, reading: Reading, name: string): Parts {
  const { reader, lookup, note } = reading;
  const paths = new HostPaths(ground);
  const byEntry = new Map<ReadEntry, Claimed>();
  for (const entry of ground.entries) {
    const target = paths.follow(entry);
    const place = { file: entry.shown, host: name };
    if ("problem" in target) {
      const message =
        target.problem === "link-loop" ? "the link leads back to itself" : `links to ${target.at}, which is not here`;
      note({ code: target.problem, place, message, path: target.at });
      continue;
    }
    const claimed = reader.file(entry, paths.pathOf(entry), name, target, note);
    if (claimed !== undefined) byEntry.set(entry, claimed);
  }
  const claimed = [...byEntry.values()];
  const files = claimed.map(({ file }) => file);
  const fileAt = (path: string, from?: ActualFile): ActualFile | undefined => {
    const isRelative = from !== undefined && !/^([/\\]|[A-Za-z]:)/.test(path);
    const entry = paths.at(isRelative ? `${from.path.slice(0, from.path.lastIndexOf("/"))}/${path}` : path);
    return entry && byEntry.get(entry)?.file;
  };
  const layout = layoutOf(files, reading.layouts);
  const passed =
    layout === undefined
      ? []
      : passedStarts({
          catalog: reading.catalog,
          layout: layout.id,
          lookup,
          files,
          pathOf: (role) => pathOf(layout, role),
          rolesAt: (path) => rolesAt(layout, path),
          place: { file: rootOf(ground), host: name },
          node: name,
        });
  const components = componentsOf({ files, fileAt, lookup, note, passed });
  hostRoles(claimed, components, layout, fileAt, reading);
  return { files, components, layout, fileAt };
}

/** The layout that knows most of the files by their paths. */
function layoutOf(files: readonly ActualFile[], layouts: readonly LayoutPaths[]): LayoutPaths | undefined {
  let best: LayoutPaths | undefined;
  let most = 0;
  for (const layout of layouts) {
    const count = files.filter(({ path }) => rolesAt(layout, path).length > 0).length;
    if (count > most) [best, most] = [layout, count];
  }
  return best;
}

/** Whether settings name files that are here by name, and not where the folder is taken to be: the hard way's one folder. */
function isFlat({ files, fileAt }: Parts, { mount, base }: Ground): boolean {
  if (mount === undefined || mount === "") return mount === undefined;
  const names = new Set(files.map(({ path }) => path.slice(path.lastIndexOf("/") + 1)));
  const isHere = (value: string): boolean =>
    value.startsWith("/") &&
    names.has(value.slice(value.lastIndexOf("/") + 1)) &&
    fileAt(normalPath(value)) === undefined;
  return (
    base !== undefined &&
    files.some((file) =>
      settingsIn(file).some(({ told, unit }) => {
        const words = unit?.commands.flatMap((one) => one.words.map((word) => word.slice(word.indexOf("=") + 1))) ?? [];
        return told.some(({ value }) => isHere(value)) || words.some(isHere);
      }),
    )
  );
}

function readLoose(entries: readonly ReadEntry[], reading: Reading): readonly ActualFile[] {
  const { note, reader, layouts, used } = reading;
  const claimed = entries.flatMap((entry) => {
    if ("link" in entry.content) {
      const message = `links to ${entry.content.link}, and is on no host that was read`;
      note({ code: "dangling-link", place: { file: entry.shown }, message });
      return [];
    }
    return reader.file(entry, entry.path, undefined, entry, note) ?? [];
  });
  const layout = [...used].sort(([, a], [, b]) => b - a)[0]?.[0];
  looseRoles(claimed, layouts, layout, reading);
  ownRoles(claimed, reading);
  return claimed.map(({ file }) => file);
}

function unique(name: string, taken: Set<string>): string {
  let free = name;
  for (let n = 2; taken.has(free); n++) free = `${name}-${n}`;
  taken.add(free);
  return free;
}

/** As the user would name the folder: what is before the path in its input. */
function rootOf({ base, entries }: Ground): string {
  const [first] = entries;
  if (first === undefined) return "";
  const end = first.shown.length - first.path.length + base.length;
  return first.shown.slice(0, Math.max(0, end)).replace(/\/$/, "") || "/";
}

const folderName = (ground: Ground): string =>
  rootOf(ground)
    .replace(/[!/]+$/, "")
    .split(/[/!]/)
    .at(-1) || "host";
