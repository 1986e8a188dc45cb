/** A tree of entries as a folder that is not there yet: modes from the first byte, links as links. */
import * as fs from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { TreeEntry } from "../inventory/entries.ts";
import { ioFailure } from "./files/failure.ts";
import { writeNew } from "./files/write-new.ts";

/** Every entry at its path below the folder, those of several inputs each in a folder of their number. */
export function writeTree(folder: string, entries: readonly TreeEntry[]): void {
  const several = entries.some(({ input }) => input > 0);
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const owns = process.getuid?.() === 0;
    for (const { input, path, content, mode = 0o600, owner } of entries) {
      if (path.split("/").includes("..")) continue;
      const at = several ? join(folder, String(input + 1), path) : join(folder, path);
      fs.mkdirSync(dirname(at), { recursive: true, mode: 0o755 });
      if ("link" in content) fs.symlinkSync(content.link, at);
      else if ("bytes" in content) writeNew(at, content.bytes, mode & 0o777, owns ? owner : undefined);
    }
  } catch (error) {
    throw ioFailure(error, "write below", folder);
  }
}

/** Whether a path is in, or around, one of the folders: links are followed. */
export function overlaps(out: string, paths: readonly string[]): boolean {
  const real = (path: string): string => {
    try {
      return fs.realpathSync(path);
    } catch {
      const above = dirname(path);
      return above === path ? path : join(real(above), path.slice(above.length).replace(/^\/+/, ""));
    }
  };
  const inside = (one: string, other: string): boolean =>
    one === other || one.startsWith(`${other.replace(/\/$/, "")}/`);
  const target = real(resolve(out));
  return paths.some((path) => inside(target, real(resolve(path))) || inside(real(resolve(path)), target));
}
