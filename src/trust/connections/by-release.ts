/** Connections that only some releases make by default. */
import type { Connection, ConnectionEnd, FileSlotId } from "../../catalog/types.ts";
import { inRange, releaseIn } from "../../spec/version-range.ts";
import type { FoundClient } from "./clients.ts";
import { settingFor } from "./material.ts";

/**
 * By the client's release where its image says it. Where nothing does, by whether it is told whom to believe: k3s, which
 * tells its API servers nothing of each other, is of no release that could be read.
 */
export function isMade({ versions }: Connection, { checks }: ConnectionEnd, { host, end }: FoundClient): boolean {
  const component = host?.components.find((one) => one.component === end.component);
  if (versions === undefined || component === undefined) return true;
  const release = releaseIn(component.version);
  if (release !== undefined) return inRange(release, versions);
  return (
    "slots" in checks && checks.slots.some((slot) => settingFor(component, `trust/${slot as FileSlotId}`) !== undefined)
  );
}
