/** New files: never over an existing one, and with mode and owner before the first byte. */
import * as fs from "node:fs";
import { errnoOf, ioFailure, unsafePath } from "./failure.ts";

/**
 * Write a file that must not be there. Whether the umask (or a default ACL) takes bits away from a mode is looked up
 * once for each mode; keys never have more than they end with.
 */
export function writeNew(
  path: string,
  bytes: Uint8Array,
  mode: number,
  owner: { uid: number; gid: number } | undefined,
  modes: Map<number, boolean> = new Map(),
): void {
  const fd = fs.openSync(path, "wx", mode);
  try {
    let narrowed = modes.get(mode);
    if (narrowed === undefined) {
      narrowed = (fs.fstatSync(fd).mode & 0o777) !== mode;
      modes.set(mode, narrowed);
    }
    if (owner !== undefined && (owner.uid !== 0 || owner.gid !== 0)) fs.fchownSync(fd, owner.uid, owner.gid);
    if (narrowed) fs.fchmodSync(fd, mode);
    for (let at = 0; at < bytes.length; ) at += fs.writeSync(fd, bytes, at, bytes.length - at);
  } finally {
    fs.closeSync(fd);
  }
}

/** Copy a regular file with mode, owner and times; the target must not be there. */
export function copyFile(from: string, to: string): void {
  const stat = fs.lstatSync(from);
  fs.copyFileSync(from, to, fs.constants.COPYFILE_EXCL);
  const made = fs.lstatSync(to);
  if (made.uid !== stat.uid || made.gid !== stat.gid) fs.chownSync(to, stat.uid, stat.gid);
  if (made.mode !== stat.mode) fs.chmodSync(to, stat.mode & 0o7777);
  fs.utimesSync(to, stat.atimeMs / 1000, stat.mtimeMs / 1000);
}

/** The same file under a second name: a hard link, or a copy where links are not possible or not permitted. */
export function linkOrCopy(from: string, to: string, stat: fs.Dirent): void {
  try {
    fs.linkSync(from, to);
  } catch (thrown) {
    const code = errnoOf(thrown);
    if (code === "EEXIST" || code === "ENOENT") throw ioFailure(thrown, "link", to);
    try {
      if (stat.isSymbolicLink()) fs.symlinkSync(fs.readlinkSync(from), to);
      else if (stat.isFile()) copyFile(from, to);
      else throw unsafePath(from, "is not a regular file and cannot be carried over");
    } catch (second) {
      throw ioFailure(second, "copy", from);
    }
  }
}

/** Write a small file whole, synced, under its final name only when it is complete. */
export function writeSynced(path: string, bytes: Uint8Array): void {
  const temporary = `${path}-new`;
  try {
    fs.rmSync(temporary, { force: true });
    const fd = fs.openSync(temporary, "wx", 0o600);
    try {
      for (let at = 0; at < bytes.length; ) at += fs.writeSync(fd, bytes, at, bytes.length - at);
      fs.fsyncSync(fd);
    } finally {
      fs.closeSync(fd);
    }
    fs.renameSync(temporary, path);
  } catch (thrown) {
    fs.rmSync(temporary, { force: true });
    throw ioFailure(thrown, "write", path);
  }
}
