/** One file of a tree that is looked at and not believed: no link is followed, no pipe is waited for. */
import * as fs from "node:fs";
import type { TreeEntry } from "../../inventory/entries.ts";
import { BOUNDS, isBinary } from "./bounds.ts";

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;

type Found = Pick<TreeEntry, "content" | "mode" | "owner">;

/** Undefined for a program or another binary file. */
export function readRegular(path: string): Found | undefined {
  let fd: number;
  try {
    fd = fs.openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    return { content: unreadable(error) };
  }
  try {
    const stat = fs.fstatSync(fd);
    const found = { mode: stat.mode & 0o7777, owner: { uid: stat.uid, gid: stat.gid } };
    if (!stat.isFile()) return { ...found, content: notRegular(kindOf(stat)) };
    const head = readUpTo(fd, Math.min(stat.size, 4096));
    if (isBinary(head)) return undefined;
    if (stat.size > BOUNDS.file) return { ...found, content: tooLarge(stat.size) };
    const rest = stat.size > head.length ? readUpTo(fd, stat.size - head.length) : undefined;
    return { ...found, content: { bytes: rest === undefined ? head : Buffer.concat([head, rest]) } };
  } catch (error) {
    return { content: unreadable(error) };
  } finally {
    fs.closeSync(fd);
  }
}

function readUpTo(fd: number, size: number): Buffer {
  const bytes = Buffer.allocUnsafeSlow(size);
  let length = 0;
  while (length < size) {
    const got = fs.readSync(fd, bytes, length, size - length, null);
    if (got === 0) break;
    length += got;
  }
  return bytes.subarray(0, length);
}

export function unreadable(error: unknown): TreeEntry["content"] {
  const { code = "unknown error" } = error as NodeJS.ErrnoException;
  if (code === "ENXIO") return notRegular("socket or pipe");
  const words: Readonly<Record<string, string>> = { ENOENT: "it does not exist", EACCES: "permission denied" };
  return { problem: "unreadable", message: `it cannot be read: ${words[code] ?? code}` };
}

export const notRegular = (what: string): TreeEntry["content"] => ({
  problem: "not-regular",
  message: `it is a ${what} and is not read`,
});

export const tooLarge = (size: number): TreeEntry["content"] => ({
  problem: "too-large",
  message: `it has ${size} bytes; files of more than ${BOUNDS.file >> 20} MiB are not read`,
});

export function kindOf(stat: Pick<fs.Stats, "isFIFO" | "isSocket" | "isBlockDevice" | "isCharacterDevice">): string {
  if (stat.isFIFO()) return "pipe";
  if (stat.isSocket()) return "socket";
  return stat.isBlockDevice() || stat.isCharacterDevice() ? "device" : "folder";
}
