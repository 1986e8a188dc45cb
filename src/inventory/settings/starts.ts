/** What starts a component on a host: each command line, environment and flag file, before configuration files. */
import type { ComponentId } from "../../catalog/types.ts";
import type { ActualFile, Place, SettingsContent, Told, Within } from "../actual.ts";
import { fillWords } from "./systemd-unit.ts";
import { componentOfProgram, programOf, readFlags, splitWords } from "./words.ts";

/** A setting as written, with its whole place. */
export interface PlacedTold extends Told {
  readonly place: Place;
}

export interface Start {
  readonly component: ComponentId;
  readonly place: Place;
  readonly version: string | undefined;
  readonly told: readonly PlacedTold[];
  readonly mounts: NonNullable<SettingsContent["mounts"]>;
}

export const placeIn = ({ place }: ActualFile, within: Within): Place => ({ ...place, ...within });

export const settingsIn = (file: ActualFile): readonly SettingsContent[] =>
  file.contents.filter((content): content is SettingsContent => content.kind === "settings");

export function startsOf(
  files: readonly ActualFile[],
  fileAt: (path: string) => ActualFile | undefined,
): readonly Start[] {
  const starts: Start[] = [];
  const named = new Set<ActualFile>();
  for (const [, parts] of unitsOf(files)) starts.push(...unitStart(parts, fileAt, named));
  for (const file of files) {
    for (const content of settingsIn(file)) {
      const start = ownStart(file, content, named.has(file));
      if (start !== undefined) starts.push(start);
    }
  }
  return starts;
}

/** A pod, a flag file, or an environment file that no unit names here. */
function ownStart(file: ActualFile, content: SettingsContent, isNamed: boolean): Start | undefined {
  const { form, version, told, mounts = [] } = content;
  const placed = told.map((one): PlacedTold => ({ ...one, place: placeIn(file, one.within) }));
  const start = (component: ComponentId | undefined, all: readonly PlacedTold[]): Start | undefined =>
    component && { component, place: placeIn(file, content.within), version, told: all, mounts };
  if (form === "static-pod") return start(content.component, placed);
  if (form === "flag-file") return start(componentOfProgram(file.path), placed);
  if (form !== "environment-file" || isNamed || content.component === undefined) return undefined;
  // Flags in a variable that the package's own unit names: kubeadm's KUBELET_KUBEADM_ARGS.
  const flags = placed
    .filter(({ name }) => /_ARGS$/.test(name))
    .flatMap(({ value, within }) => readFlags(splitWords(value), (field) => ({ ...within, field })))
    .map((one): PlacedTold => ({ ...one, place: placeIn(file, one.within) }));
  return start(content.component, [...etcdVariables(placed), ...flags]);
}

type UnitPart = readonly [file: ActualFile, content: SettingsContent];

/**
 * Units with their drop-ins, by name; the unit first, drop-ins in the order of their own names wherever they lie. Of one
 * name in several folders the one of the administrator holds: /etc over /run over /usr/lib (systemd.unit(5)).
 */
function unitsOf(files: readonly ActualFile[]): ReadonlyMap<string, readonly UnitPart[]> {
  const units = new Map<string, UnitPart[]>();
  for (const file of files) {
    const [content] = settingsIn(file);
    if (content?.form !== "systemd-unit") continue;
    const dropIn = /([^/]+)\.d\/[^/]+$/.exec(file.path)?.[1];
    const name = dropIn ?? file.path.slice(file.path.lastIndexOf("/") + 1);
    const parts = units.get(name) ?? [];
    if (dropIn === undefined) parts.unshift([file, content]);
    else parts.push([file, content]);
    units.set(name, parts);
  }
  const isDropIn = ([{ path }]: UnitPart): number => (/\.d\/[^/]+$/.test(path) ? 1 : 0);
  const inOrder = (a: UnitPart, b: UnitPart): number =>
    isDropIn(a) - isDropIn(b) ||
    (fileName(a) === fileName(b) ? rankOf(a) - rankOf(b) : fileName(a) < fileName(b) ? -1 : 1);
  for (const [name, parts] of units) {
    const sorted = [...parts].sort(inOrder);
    const holds = (one: UnitPart, i: number): boolean => {
      const before = sorted[i - 1];
      return before === undefined || isDropIn(before) !== isDropIn(one) || fileName(before) !== fileName(one);
    };
    units.set(name, sorted.filter(holds));
  }
  return units;
}

const fileName = ([{ path }]: UnitPart): string => path.slice(path.lastIndexOf("/") + 1);

const UNIT_FOLDERS = [/^\/etc\//, /^\/run\//, /^\/usr\/local\//, /^\/usr\//];

/** Which folder comes first; those that are none of systemd's come last. */
const rankOf = ([{ path }]: UnitPart): number => {
  const rank = UNIT_FOLDERS.findIndex((folder) => folder.test(path));
  return rank < 0 ? UNIT_FOLDERS.length : rank;
};

function unitStart(
  parts: readonly UnitPart[],
  fileAt: (path: string) => ActualFile | undefined,
  named: Set<ActualFile>,
): readonly Start[] {
  const variables: PlacedTold[] = [];
  let command: { words: readonly string[]; place: Place } | undefined;
  for (const [file, { told, unit }] of parts) {
    for (const one of told) variables.push({ ...one, place: placeIn(file, one.within) });
    for (const path of unit?.environmentFiles ?? []) {
      const target = fileAt(path);
      if (target === undefined) continue;
      named.add(target);
      for (const content of settingsIn(target))
        for (const one of content.told) variables.push({ ...one, place: placeIn(target, one.within) });
    }
    for (const { words, within } of unit?.commands ?? [])
      command = words.length === 0 ? undefined : { words, place: placeIn(file, within) };
  }
  if (command === undefined) return [];
  const { place, words } = command;
  const values = new Map(variables.map(({ name, value }) => [name, value] as const));
  const program = programOf(fillWords(words, values));
  if (program === undefined) return [];
  const flags = readFlags(program.rest, (field) => ({ field })).map((one): PlacedTold => {
    // A flag out of a variable stands where the variable is set.
    const source = variables.findLast(({ value }) => value.includes(`--${one.name}`));
    return { ...one, place: { ...(source?.place ?? place), field: `--${one.name}` } };
  });
  const told = program.component === "etcd" ? [...etcdVariables(variables), ...flags] : flags;
  return [{ component: program.component, place, version: undefined, told, mounts: [] }];
}

/** `ETCD_TRUSTED_CA_FILE` is `--trusted-ca-file`, where no flag says otherwise (etcd pkg/flags/flag.go). */
const etcdVariables = (variables: readonly PlacedTold[]): readonly PlacedTold[] =>
  variables
    .filter(({ name }) => name.startsWith("ETCD_"))
    .map((one) => ({ ...one, name: one.name.slice(5).toLowerCase().replaceAll("_", "-") }));
