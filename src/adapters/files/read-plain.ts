/** Reads a regular file of modest size below a base folder, through no symbolic link. */
import * as fs from "node:fs";
import { errnoOf, ioFailure, unsafePath } from "./failure.ts";
import type { FolderWalker } from "./folder.ts";
import { folderOf, joined } from "./relative-path.ts";

/** Nothing that kubepki makes comes near this. */
export const SIZE_LIMIT = 1024 * 1024;

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = fs.constants;

export interface PlainFile {
  readonly bytes: Buffer;
  readonly mode: number;
}

/** The file at `path` below `base`; undefined when nothing is there. */
export function readPlain(base: string, path: string, walker: FolderWalker): PlainFile | undefined {
  if (walker.walk(folderOf(path)).missing !== undefined) return undefined;
  const full = joined(base, path);
  let fd: number;
  try {
    // Not blocking: opening a pipe would wait for its other end.
    fd = fs.openSync(full, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (thrown) {
    const code = errnoOf(thrown);
    if (code === "ENOENT") return undefined;
    if (code === "ENXIO") throw unsafePath(full, "is not a regular file", thrown);
    throw ioFailure(thrown, "read", full);
  }
  try {
    const stat = fs.fstatSync(fd);
    if (!stat.isFile()) throw unsafePath(full, "is not a regular file");
    if (stat.size > SIZE_LIMIT) throw unsafePath(full, `is larger than ${SIZE_LIMIT} bytes`);
    const bytes = Buffer.allocUnsafeSlow(stat.size);
    let length = 0;
    while (length < bytes.length) {
      const got = fs.readSync(fd, bytes, length, bytes.length - length, null);
      if (got === 0) break;
      length += got;
    }
    return { bytes: bytes.subarray(0, length), mode: stat.mode & 0o7777 };
  } catch (thrown) {
    throw ioFailure(thrown, "read", full);
  } finally {
    fs.closeSync(fd);
  }
}
