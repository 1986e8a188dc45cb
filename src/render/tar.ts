/**
 * Archives of files (POSIX.1-2017 pax, "ustar Interchange Format"): the same files at the same time give the same bytes.
 * Folders are not in it, so that unpacking into a host's `/` leaves the modes of `/etc` and `/var` as they are.
 */

/** One file of an archive. */
export interface ArchivedFile {
  /** Without a leading slash. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Permission bits. */
  readonly mode: number;
  /** `root:root`; numbers are those of root, names count where the unpacking system knows them. */
  readonly owner: string;
}

const BLOCK = 512;

/** `at` is when the files were last changed, to the second. */
export function tarArchive(files: readonly ArchivedFile[], at: Date): Uint8Array {
  const seconds = Math.floor(at.getTime() / 1000);
  const blocks: Uint8Array[] = [];
  for (const file of files) {
    const name = splitPath(file.path);
    if (name === undefined) blocks.push(...longPath(file, seconds));
    blocks.push(header(file, name ?? { prefix: "", name: "long" }, "0", seconds), padded(file.bytes));
  }
  return Buffer.concat([...blocks, new Uint8Array(2 * BLOCK)]);
}

/** When the files of an archive were changed, by its first header; undefined for what is no archive. */
export function archiveTime(archive: Uint8Array): Date | undefined {
  const text = Buffer.from(archive.subarray(136, 147)).toString("latin1");
  return archive.length >= BLOCK && /^[0-7]{11}$/.test(text) ? new Date(Number.parseInt(text, 8) * 1000) : undefined;
}

interface SplitPath {
  readonly prefix: string;
  readonly name: string;
}

/** At a slash, so that both parts fit their fields. */
function splitPath(path: string): SplitPath | undefined {
  if (Buffer.byteLength(path) <= 100) return { prefix: "", name: path };
  for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (Buffer.byteLength(prefix) <= 155 && Buffer.byteLength(name) <= 100 && name !== "") return { prefix, name };
  }
  return undefined;
}

/** An extended header (type x) that gives the next file its path. */
function longPath(file: ArchivedFile, seconds: number): Uint8Array[] {
  const rest = ` path=${file.path}\n`;
  let length = Buffer.byteLength(rest) + 1;
  // The record's length counts its own digits.
  while (Buffer.byteLength(`${length}${rest}`) !== length) length++;
  const bytes = Buffer.from(`${length}${rest}`);
  return [header({ ...file, bytes }, { prefix: "", name: "long" }, "x", seconds), padded(bytes)];
}

function header({ bytes, mode, owner }: ArchivedFile, { prefix, name }: SplitPath, type: string, seconds: number) {
  const block = Buffer.alloc(BLOCK);
  const number = (value: number, digits: number): string => `${value.toString(8).padStart(digits, "0")}\0`;
  const [user = "root", group = user] = owner.split(":");
  block.write(name, 0);
  block.write(number(mode, 7), 100);
  block.write(number(0, 7), 108);
  block.write(number(0, 7), 116);
  block.write(number(bytes.length, 11), 124);
  block.write(number(seconds, 11), 136);
  block.write(" ".repeat(8), 148);
  block.write(type, 156);
  block.write("ustar\x0000", 257);
  block.write(user, 265);
  block.write(group, 297);
  block.write(prefix, 345);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return block;
}

function padded(bytes: Uint8Array): Uint8Array {
  const block = Buffer.alloc(Math.ceil(bytes.length / BLOCK) * BLOCK);
  block.set(bytes);
  return block;
}
