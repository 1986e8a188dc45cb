/** A rule about one setting of a component: what is wrong with its value, and what it should be. */
import type { ComponentId, FileRole } from "../../../catalog/types.ts";
import { type ActualSetting, settingOf } from "../../../inventory/actual.ts";
import type { Running } from "../../../trust/connections/servers.ts";
import type { Fault, Rule } from "../../rule.ts";
import type { Scene } from "../../scene.ts";
import { change, fileBeside, settingText, startPlace, toldWhole } from "../../told.ts";

export interface SettingRule extends Omit<Rule, "group" | "check"> {
  readonly components: readonly ComponentId[];
  /** Names, the first that is told counts: a flag, the path of a field. */
  readonly settings: readonly string[];
  /** What is wrong, without the component's name and a full stop; undefined where nothing is. */
  readonly wrong: (value: string | undefined, running: Running, scene: Scene) => string | undefined;
  /** The value that mends it, where there is one. */
  readonly right?: string | ((running: Running, value: string | undefined, scene: Scene) => string | undefined);
  /** A setting that goes with it, and the role of the file that it names. */
  readonly pair?: { readonly setting: string; readonly role: FileRole };
}

export const settingRule = ({ components, settings, wrong, right, pair, ...rule }: SettingRule): Rule => ({
  ...rule,
  group: "settings",
  *check(scene): Generator<Fault> {
    for (const id of components)
      for (const running of toldWhole(scene, id)) {
        const { component, host } = running;
        const setting = firstOf(running, settings);
        const message = wrong(setting?.value, running, scene);
        if (message === undefined) continue;
        const name = setting?.name ?? settings[0] ?? "";
        const value = typeof right === "function" ? right(running, setting?.value, scene) : right;
        yield {
          place: setting?.place ?? startPlace(running, name),
          message: `${component.component} on ${host.name}: ${message}`,
          ...(setting === undefined ? {} : { shown: { field: name, value: settingText(setting) } }),
          remedy: {
            sentence: value === undefined ? rule.mend : `Set ${name} to ${value}.`,
            ...(value === undefined ? {} : changes(running, name, value, pair)),
          },
        };
      }
  },
});

const firstOf = ({ component }: Running, names: readonly string[]): ActualSetting | undefined =>
  names.map((name) => settingOf(component, name)).find((one) => one !== undefined);

function changes(
  running: Running,
  name: string,
  value: string,
  pair: SettingRule["pair"],
): Pick<Fault["remedy"], "commands" | "restart"> {
  const first = change(running, name, value);
  const path = pair === undefined ? undefined : fileBeside(running.host, pair.role);
  if (pair === undefined || path === undefined) return first;
  const second = change(running, pair.setting, path);
  if (first.commands === undefined || second.commands === undefined) return second;
  return { ...first, commands: [...first.commands, ...second.commands] };
}
