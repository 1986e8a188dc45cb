/**
 * tar as pax and GNU tar write it (POSIX.1-2017 pax, "ustar Interchange Format"; GNU tar's long names). What is unpacked
 * goes nowhere but into memory, one file at a time.
 */
import type { TreeEntry } from "../../inventory/entries.ts";
import { BlockSource } from "./block-source.ts";
import { BOUNDS, isBinary } from "./bounds.ts";
import { notRegular, tooLarge } from "./read-regular.ts";

const BLOCK = 512;

/** What a header says, with what an extended header before it said. */
interface Header {
  readonly path: string;
  readonly link: string;
  readonly size: number;
  readonly type: string;
  readonly mode: number;
  readonly owner: NonNullable<TreeEntry["owner"]>;
}

/** Whether a block is a header: its checksum is right. */
export function isHeader(block: Uint8Array): boolean {
  let sum = 0;
  block.forEach((byte, i) => {
    sum += i >= 148 && i < 156 ? 0x20 : byte;
  });
  return block.length === BLOCK && sum > 8 * 0x20 && octal(block, 148, 8) === sum;
}

export async function* readTar(
  input: number,
  shown: string,
  stream: AsyncIterable<Uint8Array>,
): AsyncGenerator<TreeEntry> {
  const source = new BlockSource(stream);
  const damaged = (message: string): TreeEntry => ({
    input,
    path: "",
    shown,
    content: { problem: "damaged-archive", message: `${message}; what follows is not read` },
  });
  let extended: ReadonlyMap<string, string> = new Map();
  try {
    for (;;) {
      const block = await source.take(BLOCK);
      if (block === undefined || block.every((byte) => byte === 0)) return;
      if (!isHeader(block)) {
        yield damaged("a header of the archive is damaged");
        return;
      }
      const header = headerOf(block, extended);
      if (source.passed + header.size > BOUNDS.archive) {
        yield damaged(`the archive unpacks to more than ${BOUNDS.archive / 2 ** 30} GiB`);
        return;
      }
      const padded = Math.ceil(header.size / BLOCK) * BLOCK;
      const isExtension = "xgLK".includes(header.type);
      if (header.size > (isExtension ? 1 << 20 : BOUNDS.file)) {
        await source.skip(padded);
        extended = new Map();
        const entry = isExtension ? undefined : entryOf(input, shown, header, undefined);
        if (entry !== undefined) yield entry;
        continue;
      }
      const body = await source.take(padded);
      if (body === undefined) {
        yield damaged("the archive is cut off");
        return;
      }
      const bytes = body.subarray(0, header.size);
      if (isExtension) {
        extended = new Map([...extended, ...extension(header.type, bytes)]);
        continue;
      }
      extended = new Map();
      const entry = entryOf(input, shown, header, bytes);
      if (entry !== undefined) yield entry;
    }
  } catch (error) {
    yield damaged(`the archive cannot be unpacked (${(error as NodeJS.ErrnoException).code ?? "error"})`);
  }
}

function entryOf(input: number, shown: string, header: Header, bytes: Uint8Array | undefined): TreeEntry | undefined {
  const parts = header.path.split("/").filter((part) => part !== "" && part !== ".");
  const { mode, owner, type, link } = header;
  // A path that leads out of the archive is nobody's.
  if (parts.length === 0 || parts.includes("..") || type === "5") return undefined;
  const path = parts.join("/");
  const entry = { input, path, shown: `${shown}!${path}`, mode, owner };
  if (type === "2") return { ...entry, content: { link } };
  // A second name of a file before: its path counts from the archive's top.
  if (type === "1")
    return { ...entry, content: { link: "../".repeat(parts.length - 1) + link.replace(/^\.?\/+/, "") } };
  if ("346".includes(type)) return { ...entry, content: notRegular(type === "6" ? "pipe" : "device") };
  if (bytes === undefined) return { ...entry, content: tooLarge(header.size) };
  return isBinary(bytes) ? undefined : { ...entry, content: { bytes: Buffer.from(bytes) } };
}

function headerOf(block: Buffer, extended: ReadonlyMap<string, string>): Header {
  const text = (start: number, length: number): string => {
    const field = block.subarray(start, start + length);
    const end = field.indexOf(0);
    return field.subarray(0, end < 0 ? length : end).toString("utf8");
  };
  const prefix = text(257, 5) === "ustar" ? text(345, 155) : "";
  const size = Number(extended.get("size") ?? octal(block, 124, 12));
  const type = text(156, 1) || "0";
  const [user, group] = [text(265, 32), text(297, 32)];
  return {
    path: extended.get("path") ?? (prefix === "" ? text(0, 100) : `${prefix}/${text(0, 100)}`),
    link: extended.get("linkpath") ?? text(157, 100),
    // Links and folders have no body, whatever they say.
    size: "123456".includes(type) || !Number.isSafeInteger(size) || size < 0 ? 0 : size,
    type,
    mode: octal(block, 100, 8) & 0o7777,
    owner: {
      uid: octal(block, 108, 8),
      gid: octal(block, 116, 8),
      ...(user === "" ? {} : { user }),
      ...(group === "" ? {} : { group }),
    },
  };
}

/** Octal digits, or GNU's base 256 where the first bit is set. */
function octal(block: Uint8Array, start: number, length: number): number {
  const field = block.subarray(start, start + length);
  if (((field[0] ?? 0) & 0x80) !== 0) return field.subarray(1).reduce((sum, byte) => sum * 256 + byte, 0);
  const digits = /^\s*([0-7]*)/.exec(Buffer.from(field).toString("latin1"))?.[1] ?? "";
  return digits === "" ? 0 : Number.parseInt(digits, 8);
}

function extension(type: string, bytes: Uint8Array): ReadonlyMap<string, string> {
  const text = Buffer.from(bytes).toString("utf8");
  if (type === "g") return new Map();
  if (type === "L" || type === "K") return new Map([[type === "L" ? "path" : "linkpath", text.replace(/\0.*$/s, "")]]);
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length; ) {
    // `30 path=…\n`, the length in bytes.
    const length = Number.parseInt(Buffer.from(bytes.subarray(at, at + 20)).toString("latin1"), 10);
    if (!(length > 0)) break;
    const record = Buffer.from(bytes.subarray(at, at + length)).toString("utf8");
    const match = /^\d+ ([^=]+)=([\s\S]*)\n$/.exec(record);
    if (match !== null) records.set(match[1] ?? "", match[2] ?? "");
    at += length;
  }
  return records;
}
