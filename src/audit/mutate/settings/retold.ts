/** Edits on what a program is told: flags of static pods, units and environment files, fields of configuration files. */
import type { ComponentId } from "../../../catalog/types.ts";
import { type ActualSetting, type Place, settingOf } from "../../../inventory/actual.ts";
import { inRange, releaseIn } from "../../../spec/version-range.ts";
import type { Running } from "../../../trust/connections/servers.ts";
import type { Scene } from "../../scene.ts";
import { toldWhole } from "../../told.ts";
import type { Edit, Mutation } from "../mutation.ts";

/** One change of one file. */
export interface Retelling {
  /** Where the finding about it is. */
  readonly place: Place;
  readonly changed: string;
  readonly edits: readonly Edit[];
}

/** What a program is told otherwise; undefined where it is not told so that it could be. */
export type Retell = (running: Running, scene: Scene) => Retelling | undefined;

/** Matches a flag with its value, in whichever way it stands in its line. */
const flag = (name: string): string => `--${name}(?:=[^ "\\n]*)?(?=[ "\\n]|$)`;

/** A line of a pod's command, a line of a unit that goes on, its last, and a word among others. */
function withoutFlag(text: string, name: string): string {
  for (const form of [
    `\\n *- "?${flag(name)}"?(?=\\n)`,
    `${flag(name)} \\\\\\n *`,
    ` \\\\\\n *${flag(name)}`,
    ` ?${flag(name)}`,
  ]) {
    const without = text.replace(new RegExp(form), "");
    if (without !== text) return without;
  }
  return text;
}

/** Before the first flag of the file, in its form. */
const withFlag = (text: string, words: string): string =>
  text.replace(
    /(\n *- )("?)(?=--)|( \\\n *)(?=--)|([ "])(?=--)/,
    (_, item?: string, quote?: string, line?: string, before?: string) =>
      item !== undefined
        ? `${item}${words}${item}${quote}`
        : line !== undefined
          ? `${line}${words}${line}`
          : `${before}${words} `,
  );

const linesOf = (text: string, line: number | undefined, to: (line: string) => readonly string[]): string =>
  text
    .split("\n")
    .flatMap((one, i) => (i + 1 === line ? to(one) : [one]))
    .join("\n");

const rewrite = ({ file }: Place, as: (text: string) => string): readonly Edit[] => [{ do: "rewrite", file, as }];

/** A setting that is there, with another value. */
export const set =
  (name: string, to: (value: string, running: Running) => string | undefined): Retell =>
  (running) => {
    const setting = settingOf(running.component, name);
    const value = setting === undefined ? undefined : to(setting.value, running);
    if (setting === undefined || value === undefined || setting.from === "variable") return undefined;
    return {
      place: setting.place,
      changed: `${name} is ${value} in place of ${setting.value}`,
      edits: setEdits(setting, value),
    };
  };

const setEdits = ({ name, value: old, from, place }: ActualSetting, value: string): readonly Edit[] =>
  rewrite(place, (text) =>
    from === "flag"
      ? text.replace(`--${name}=${old}`, () => `--${name}=${value}`)
      : linesOf(text, place.line, (line) => [line.replace(/:.*/, () => `: ${value}`)]),
  );

/** Settings that are there, taken away. */
export const unset =
  (...names: readonly [string, ...string[]]): Retell =>
  ({ component }) => {
    const settings = names.flatMap((name) => settingOf(component, name) ?? []);
    const [first] = settings;
    if (first === undefined || settings.length < names.length) return undefined;
    // From the end on: lines keep their numbers.
    const edits = [...settings]
      .sort((a, b) => (b.place.line ?? 0) - (a.place.line ?? 0))
      .flatMap(({ name, from, place }) =>
        rewrite(place, (text) => (from === "flag" ? withoutFlag(text, name) : linesOf(text, place.line, () => []))),
      );
    return { place: component.place, changed: `without ${names.join(" and ")}`, edits };
  };

/** A flag that is not there yet, beside the others. */
export const add =
  (name: string, ...values: readonly string[]): Retell =>
  ({ component }) => {
    const beside = component.settings.find(({ from }) => from === "flag");
    if (beside === undefined || settingOf(component, name) !== undefined) return undefined;
    const edits = values.flatMap((value) => rewrite(beside.place, (text) => withFlag(text, `--${name}=${value}`)));
    return { place: beside.place, changed: `--${name}=${values.join(` and --${name}=`)}`, edits };
  };

/** Lines at the head of a configuration file. */
export const head =
  (...lines: readonly string[]): Retell =>
  ({ component }) => {
    const field = component.settings.find(({ from }) => from === "field");
    if (field === undefined) return undefined;
    return {
      place: field.place,
      changed: lines.map((line) => line.trim()).join(" "),
      edits: rewrite(field.place, (text) => `${lines.join("\n")}\n${text}`),
    };
  };

/** Several together; the finding is where the first is. */
export const both =
  (...all: readonly [Retell, ...Retell[]]): Retell =>
  (running, scene) => {
    const told = all.flatMap((one) => one(running, scene) ?? []);
    const [first] = told;
    if (first === undefined || told.length < all.length) return undefined;
    return {
      place: first.place,
      changed: told.map(({ changed }) => changed).join(", and "),
      edits: told.flatMap(({ edits }) => edits),
    };
  };

/** Programs that are known to be of a release or a later one. */
export const isFrom =
  (from: string) =>
  ({ component }: Running): boolean => {
    const release = releaseIn(component.version);
    return release !== undefined && inRange(release, [{ from }]);
  };

/** A program of a kind that is told so. */
export const retold = (
  rule: string,
  component: ComponentId,
  title: string,
  retell: Retell,
  fits: (running: Running, scene: Scene) => boolean = () => true,
): Mutation => ({
  title,
  rule,
  make(scene, pick) {
    const ready = toldWhole(scene, component)
      .filter((running) => fits(running, scene))
      .flatMap((running) => retell(running, scene) ?? []);
    const one = pick(ready);
    return one && { at: one.place, changed: one.changed, edits: one.edits };
  },
});
