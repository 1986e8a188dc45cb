import type { ComponentId, ConfigId, Setting } from "../../catalog/types.ts";
import { inRange } from "../version-range.ts";
import { applies, type Circumstances } from "./conditions.ts";

/** Settings that hold for a specification and version, by what they set. */
export interface HeldSettings {
  /** In the catalogue's order; only components that have flags in it. */
  readonly flags: ReadonlyMap<ComponentId, readonly Setting[]>;
  readonly fields: ReadonlyMap<ConfigId, readonly Setting[]>;
}

/** Looked for once: a fleet's hosts have the same ones. */
export function heldSettings(circumstances: Circumstances): HeldSettings {
  const flags = new Map<ComponentId, Setting[]>();
  const fields = new Map<ConfigId, Setting[]>();
  for (const setting of circumstances.catalog.settings) {
    const { component, flag, field, when, versions } = setting;
    const into = flag === undefined ? listIn(fields, field?.config) : listIn(flags, component);
    const holds = applies(circumstances, when) && inRange(circumstances.spec.kubernetesVersion, versions);
    if (holds) into?.push(setting);
  }
  return { flags, fields };
}

function listIn<K, V>(lists: Map<K, V[]>, key: K | undefined): V[] | undefined {
  if (key === undefined) return undefined;
  const list = lists.get(key) ?? [];
  lists.set(key, list);
  return list;
}
