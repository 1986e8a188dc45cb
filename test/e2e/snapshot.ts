import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Every file below some folders, with all that would tell of a write: content, mode, time of change, place on disk. */
export function snapshot(folders: readonly string[]): Record<string, string> {
  const entries = folders.flatMap(filesBelow).map((path) => {
    const { mode, uid, mtimeMs, ctimeMs, ino } = lstatSync(path);
    const hash = createHash("sha256").update(readFileSync(path)).digest("hex");
    return [path, [mode.toString(8), uid, mtimeMs, ctimeMs, ino, hash].join(" ")];
  });
  return Object.fromEntries(entries);
}

export function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
