/** What the program of a layout tells the components that it runs itself (k3s, RKE2): no file says it. */
import type { Catalog } from "../../catalog/index.ts";
import type { LayoutId, Passed } from "../../catalog/types.ts";
import type { ActualFile, ActualRole, Place } from "../actual.ts";
import type { SettingLookup } from "./lookup.ts";
import { type PlacedTold, placeIn, type Start, settingsIn } from "./starts.ts";

export interface PassedScene {
  readonly catalog: Catalog;
  readonly layout: LayoutId;
  readonly lookup: SettingLookup;
  readonly files: readonly ActualFile[];
  /** Where the layout has a role's files on such a host, the first that counts; and what it says of a path. */
  readonly pathOf: (role: ActualRole) => string | undefined;
  readonly rolesAt: (path: string) => readonly ActualRole[];
  /** The host itself: there is no better place for what nobody wrote down. */
  readonly place: Place;
  readonly node: string;
}

/** Defaults of the program that trust does not depend on: both ends of a token are of the same cluster. */
const DEFAULTS: readonly (readonly [string, string])[] = [["cluster-domain", "cluster.local"]];

/** A start of each component that a file of the host shows. */
export function passedStarts(scene: PassedScene): readonly Start[] {
  const passes = scene.catalog.layouts[scene.layout].passes ?? [];
  if (passes.length === 0) return [];
  const here = new Set(scene.files.flatMap(({ path }) => scene.rolesAt(path)));
  const own = ownConfiguration(scene.files);
  const known = new Map([...DEFAULTS, ...own.map(({ name, value }) => [name, value] as const), ["node", scene.node]]);
  return passes
    .filter(({ shownBy }) => shownBy.some((role) => here.has(role)))
    .map((passed): Start => {
      const told = [...toldBy(passed, known, scene), ...addedBy(passed, own)];
      return { component: passed.component, place: scene.place, version: undefined, told, mounts: [] };
    });
}

function toldBy(
  { component, files, texts }: Passed,
  known: ReadonlyMap<string, string>,
  { lookup, pathOf, place }: PassedScene,
): readonly PlacedTold[] {
  const tell = (name: string, value: string | undefined): PlacedTold[] => {
    if (value === undefined) return [];
    const from = lookup.byField(component, name) === undefined ? "flag" : "field";
    return [{ name, value, from, within: {}, place: { ...place, field: from === "flag" ? `--${name}` : name } }];
  };
  const named = files.flatMap((name) => {
    const setting = lookup.byField(component, name) ?? lookup.byFlag(component, name);
    return setting !== undefined && "file" in setting.value ? tell(name, pathOf(setting.value.file)) : [];
  });
  const written = Object.entries(texts).flatMap(([name, text]) => tell(name, filled(text, known)));
  return [...named, ...written];
}

/** Undefined when a placeholder is not known. */
function filled(text: string, known: ReadonlyMap<string, string>): string | undefined {
  let whole = true;
  const value = text.replace(/\{([a-z-]+)\}/g, (_, name: string) => {
    const one = known.get(name);
    if (one === undefined) whole = false;
    return one ?? "";
  });
  return whole ? value : undefined;
}

/** `kube-apiserver-arg: [audit-log-path=/x]`: a flag that wins over the program's own (k3s pkg/util/args.go). */
const addedBy = ({ more }: Passed, own: readonly PlacedTold[]): readonly PlacedTold[] =>
  own
    .filter(({ name }) => name === more)
    .map((one): PlacedTold => {
      const [name = "", ...value] = one.value.replace(/^--/, "").split("=");
      return { ...one, name, value: value.length === 0 ? "true" : value.join("="), from: "flag" };
    });

/** The program's own configuration files; a list is several settings of one name. */
const ownConfiguration = (files: readonly ActualFile[]): readonly PlacedTold[] =>
  files.flatMap((file) =>
    settingsIn(file)
      .filter(({ form }) => form === "distribution-config")
      .flatMap(({ told }) =>
        told.map(
          (one): PlacedTold => ({
            ...one,
            name: one.name.replace(/\.\d+$/, ""),
            place: placeIn(file, one.within),
          }),
        ),
      ),
  );
