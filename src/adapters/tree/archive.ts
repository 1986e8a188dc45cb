/** Archives: tar, plain or compressed with gzip, read as a stream. */
import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { createGunzip } from "node:zlib";
import type { TreeEntry } from "../../inventory/entries.ts";
import { isHeader, readTar } from "./tar.ts";

const BLOCK = 512;

/** Undefined for a file that is no archive. */
export async function readArchive(input: number, path: string): Promise<AsyncIterable<TreeEntry> | undefined> {
  const head = Buffer.alloc(BLOCK);
  try {
    const fd = openSync(path, "r");
    try {
      readSync(fd, head, 0, BLOCK, 0);
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
  const isCompressed = head[0] === 0x1f && head[1] === 0x8b;
  if (!isCompressed) return isHeader(head) ? readTar(input, path, createReadStream(path)) : undefined;
  const file = createReadStream(path);
  const plain = createGunzip();
  file.on("error", (error) => plain.destroy(error));
  return readTar(input, path, file.pipe(plain));
}
