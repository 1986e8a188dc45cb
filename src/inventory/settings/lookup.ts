/** The catalogue's settings by component and name. */
import type { Catalog } from "../../catalog/index.ts";
import type { ComponentId, Setting } from "../../catalog/types.ts";

export interface SettingLookup {
  byFlag(component: ComponentId, name: string): Setting | undefined;
  byField(component: ComponentId, path: string): Setting | undefined;
  /** The field that a flag wins over. */
  overridden(component: ComponentId, flag: string): Setting | undefined;
}

export function settingLookup({ settings }: Catalog): SettingLookup {
  const known = new Map<string, Setting>();
  const add = (key: string, setting: Setting): void => {
    const before = known.get(key);
    // One that names a file says more than its variation for somebody else's etcd.
    if (before === undefined || (!("file" in before.value) && "file" in setting.value)) known.set(key, setting);
  };
  for (const setting of settings) {
    const { component, flag, field, overriddenBy } = setting;
    if (flag !== undefined) add(`${component} flag ${flag}`, setting);
    if (field !== undefined) add(`${component} field ${field.path}`, setting);
    if (overriddenBy !== undefined) add(`${component} over ${overriddenBy}`, setting);
  }
  return {
    byFlag: (component, name) => known.get(`${component} flag ${name}`),
    byField: (component, path) => known.get(`${component} field ${path}`),
    overridden: (component, flag) => known.get(`${component} over ${flag}`),
  };
}
