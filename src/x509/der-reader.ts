/**
 * Strict DER decoding: everything that is not the one DER form is refused, with the rule it broke (X.690 sections 8
 * and 10). Bounds are checked before anything is read, nothing recurses, so hostile input costs its own length.
 */

/** Bytes that are not DER, or not the structure expected. `offset` counts from the start of the outermost value. */
export class DerError extends Error {
  override readonly name = "DerError";
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(`${message} at byte ${offset}`);
    this.offset = offset;
  }
}

/** A cursor over the contents of one value. */
export class DerReader {
  readonly bytes: Uint8Array;
  readonly end: number;
  position: number;

  constructor(bytes: Uint8Array, start = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  get done(): boolean {
    return this.position >= this.end;
  }

  /** The next tag without moving; -1 at the end. */
  get nextTag(): number {
    return this.done ? -1 : (this.bytes[this.position] ?? -1);
  }

  fail(message: string): never {
    throw new DerError(message, this.position);
  }

  /** Enter the next value, which must have the tag; the cursor moves behind it. */
  enter(tag: number, what: string): DerReader {
    const start = this.header(tag, what);
    const inner = new DerReader(this.bytes, start, this.position);
    return inner;
  }

  /** The contents of the next value, which must have the tag. */
  contents(tag: number, what: string): Uint8Array {
    const start = this.header(tag, what);
    return this.bytes.subarray(start, this.position);
  }

  /** The next value whole, tag and length included; any tag when none is given. */
  whole(what: string, tag?: number): Uint8Array {
    const start = this.position;
    this.header(tag ?? this.nextTag, what);
    return this.bytes.subarray(start, this.position);
  }

  /** Step into an optional value: undefined when the next tag is another. */
  optional(tag: number, what: string): DerReader | undefined {
    return this.nextTag === tag ? this.enter(tag, what) : undefined;
  }

  /** Refuse anything left over. */
  finish(what: string): void {
    if (!this.done) this.fail(`trailing data after ${what}`);
  }

  /** Read tag and length, move behind the value, return where its contents begin. */
  private header(tag: number, what: string): number {
    const { bytes, end } = this;
    let at = this.position;
    if (at + 2 > end) this.fail(`${what} is cut off`);
    if ((tag & 0x1f) === 0x1f) this.fail(`${what} has a multi-byte tag`);
    if (bytes[at] !== tag) this.fail(`${what} has tag 0x${(bytes[at] ?? 0).toString(16)}, not 0x${tag.toString(16)}`);
    let length = bytes[at + 1] ?? 0;
    at += 2;
    if (length === 0x80) this.fail(`${what} has an indefinite length`);
    if (length > 0x80) {
      const count = length & 0x7f;
      if (count > 4) this.fail(`${what} is too long`);
      if (at + count > end) this.fail(`${what} is cut off`);
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (bytes[at + i] ?? 0);
      if (length < 0x80 || (bytes[at] ?? 0) === 0) this.fail(`${what} has a length that is not minimal`);
      at += count;
    }
    if (at + length > end) this.fail(`${what} is cut off`);
    this.position = at + length;
    return at;
  }
}

/** Dotted text of an object identifier's contents. Arcs of 2^53 and more are refused. */
export function oidText(contents: Uint8Array): string {
  const key = Buffer.from(contents.buffer, contents.byteOffset, contents.length).toString("latin1");
  const cached = oidCache.get(key);
  if (cached !== undefined) return cached;
  if (contents.length === 0) throw new DerError("object identifier is empty", 0);
  const arcs: number[] = [];
  let arc = 0;
  contents.forEach((byte, i) => {
    if (arc === 0 && byte === 0x80) throw new DerError("object identifier arc is not minimal", i);
    arc = arc * 128 + (byte & 0x7f);
    if (arc > Number.MAX_SAFE_INTEGER) throw new DerError("object identifier arc is too large", i);
    if (byte & 0x80) {
      if (i === contents.length - 1) throw new DerError("object identifier is cut off", i);
      return;
    }
    if (arcs.length === 0) arcs.push(Math.min(2, Math.floor(arc / 40)), arc < 80 ? arc % 40 : arc - 80);
    else arcs.push(arc);
    arc = 0;
  });
  const text = arcs.join(".");
  if (oidCache.size < 256) oidCache.set(key, text);
  return text;
}

const oidCache = new Map<string, string>();

/** The contents of an INTEGER, which must be minimal (X.690 section 8.3.2). */
export function integerContents(reader: DerReader, what: string): Uint8Array {
  const bytes = reader.contents(0x02, what);
  const [first = 0, second = 0] = bytes;
  if (bytes.length === 0) reader.fail(`${what} is empty`);
  if (bytes.length > 1 && ((first === 0 && second < 0x80) || (first === 0xff && second >= 0x80))) {
    reader.fail(`${what} is not minimal`);
  }
  return bytes;
}

/** A small count that may not be negative, such as a version or a path length. */
export function smallCount(reader: DerReader, what: string): number {
  const bytes = integerContents(reader, what);
  if (bytes.length > 4 || (bytes[0] ?? 0) >= 0x80) reader.fail(`${what} is out of range`);
  return bytes.reduce((sum, byte) => sum * 256 + byte, 0);
}

/** An optional BOOLEAN, false when it is left out; DER knows only 0x00 and 0xff (X.690 section 11.1). */
export function optionalBoolean(reader: DerReader, what: string): boolean {
  if (reader.nextTag !== 0x01) return false;
  const bytes = reader.contents(0x01, what);
  if (bytes.length !== 1 || (bytes[0] !== 0 && bytes[0] !== 0xff)) reader.fail(`${what} is not a DER boolean`);
  return bytes[0] === 0xff;
}

/** A BIT STRING of whole bytes. */
export function wholeBytes(reader: DerReader, what: string): Uint8Array {
  const bits = reader.contents(0x03, what);
  if (bits[0] !== 0) reader.fail(`${what} is not a bit string of whole bytes`);
  return bits.subarray(1);
}

/** UTCTime or GeneralizedTime as Go reads them; undefined when it is no valid time. */
export function readTime(reader: DerReader, what: string): Date {
  const tag = reader.nextTag;
  if (tag !== 0x17 && tag !== 0x18) reader.fail(`${what} is not a time`);
  const text = Buffer.from(reader.contents(tag, what)).toString("latin1");
  const match = tag === 0x17 ? UTC_TIME.exec(text) : GENERALIZED_TIME.exec(text);
  if (match === null) reader.fail(`${what} is not a DER time`);
  const [, y = "", month = "", day = "", hour = "", minute = "", second = "0"] = match;
  const year = tag === 0x18 ? Number(y) : Number(y) + (Number(y) >= 50 ? 1900 : 2000);
  const at = new Date(0);
  at.setUTCFullYear(year, Number(month) - 1, Number(day));
  at.setUTCHours(Number(hour), Number(minute), Number(second), 0);
  if (at.getUTCDate() !== Number(day) || at.getUTCMonth() !== Number(month) - 1 || Number(hour) > 23) {
    reader.fail(`${what} is not a date`);
  }
  return at;
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)([0-5]\d)([0-5]\d)Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)([0-5]\d)([0-5]\d)Z$/;
