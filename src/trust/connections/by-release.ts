/** Connections that only some releases make by default. */
import type { Connection, ConnectionEnd, FileSlotId } from "../../catalog/types.ts";
import { inRange } from "../../spec/version-range.ts";
import type { FoundClient } from "./clients.ts";
import { settingFor } from "./material.ts";

/**
 * By the client's release where its image says it. Where nothing does, by whether it is told whom to believe: k3s, which
 * tells its API servers nothing of each other, is of no release that could be read.
 */
export function isMade({ versions }: Connection, { checks }: ConnectionEnd, { host, end }: FoundClient): boolean {
  const component = host?.components.find((one) => one.component === end.component);
  if (versions === undefined || component === undefined) return true;
  const [, major, minor, patch] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(component.version ?? "") ?? [];
  if (major !== undefined)
    return inRange({ major: Number(major), minor: Number(minor), patch: Number(patch ?? 0) }, versions);
  return (
    "slots" in checks && checks.slots.some((slot) => settingFor(component, `trust/${slot as FileSlotId}`) !== undefined)
  );
}
