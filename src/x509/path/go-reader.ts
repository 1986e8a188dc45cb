/**
 * A cursor that accepts what Go's reader accepts, and no more (golang.org/x/crypto/cryptobyte/asn1.go): one-byte tags,
 * minimal lengths, minimal integers. It answers undefined where Go's answers false. What follows a value that was asked
 * for is not looked at by itself, which is why trailing data passes in so many places.
 */
export class Value {
  readonly tag: number;
  readonly #source: Uint8Array;
  readonly #start: number;
  readonly #inner: number;
  readonly #end: number;
  #contents: GoReader | undefined;

  constructor(source: Uint8Array, start: number, inner: number, end: number) {
    this.tag = source[start] ?? 0;
    this.#source = source;
    this.#start = start;
    this.#inner = inner;
    this.#end = end;
  }

  /** One cursor, however often it is asked for. */
  get contents(): GoReader {
    this.#contents ??= new GoReader(this.#source, this.#inner, this.#end);
    return this.#contents;
  }

  /** Tag and length too. */
  get whole(): Uint8Array {
    return this.#source.subarray(this.#start, this.#end);
  }
}

/** The bits of a BIT STRING, and how many of the last byte are not used. */
export interface Bits {
  readonly bytes: Uint8Array;
  readonly unused: number;
}

/** A window on bytes; a view is made of it only when somebody asks, for a certificate has a hundred of them. */
export class GoReader {
  readonly #source: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  #position: number;

  constructor(source: Uint8Array, start = 0, end = source.length) {
    this.#source = source;
    this.#start = start;
    this.#end = end;
    this.#position = start;
  }

  get bytes(): Uint8Array {
    return this.#source.subarray(this.#start, this.#end);
  }

  get empty(): boolean {
    return this.#position >= this.#end;
  }

  /** What has not been read yet. */
  get rest(): Uint8Array {
    return this.#source.subarray(this.#position, this.#end);
  }

  isNext(tag: number): boolean {
    return !this.empty && this.#source[this.#position] === tag;
  }

  any(): Value | undefined {
    const source = this.#source;
    const start = this.#position;
    const left = this.#end - start;
    if (left < 2) return undefined;
    if (((source[start] ?? 0) & 0x1f) === 0x1f) return undefined;
    let length = source[start + 1] ?? 0;
    let header = 2;
    if (length >= 0x80) {
      const count = length & 0x7f;
      if (count === 0 || count > 4 || left < 2 + count) return undefined;
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + (source[start + 2 + i] ?? 0);
      if (length < 0x80 || length < 256 ** (count - 1)) return undefined;
      header += count;
    }
    const end = start + header + length;
    if (end > this.#end) return undefined;
    this.#position = end;
    return new Value(source, start, start + header, end);
  }

  /** The next value, which must have the tag; else undefined, and the cursor has moved all the same. */
  value(tag: number): Value | undefined {
    const value = this.any();
    return value?.tag === tag ? value : undefined;
  }

  read(tag: number): GoReader | undefined {
    return this.value(tag)?.contents;
  }

  /** `absent` when another tag comes. */
  optional(tag: number): GoReader | undefined | "absent" {
    return this.isNext(tag) ? this.read(tag) : "absent";
  }

  boolean(): boolean | undefined {
    const bytes = this.read(0x01)?.bytes;
    if (bytes?.length !== 1) return undefined;
    return bytes[0] === 0 ? false : bytes[0] === 0xff ? true : undefined;
  }

  /** Contents of an INTEGER, minimal. */
  integer(tag = 0x02): Uint8Array | undefined {
    const bytes = this.read(tag)?.bytes;
    if (bytes === undefined || bytes.length === 0) return undefined;
    const first = bytes[0] ?? 0;
    const second = bytes[1] ?? 0;
    const padded = (first === 0 && second < 0x80) || (first === 0xff && second >= 0x80);
    return bytes.length > 1 && padded ? undefined : bytes;
  }

  /** An INTEGER that fits into Go's int, 64 bits with sign. */
  int(tag = 0x02): bigint | undefined {
    const bytes = this.integer(tag);
    return bytes === undefined || bytes.length > 8 ? undefined : signed(bytes);
  }

  bits(): Bits | undefined {
    const bytes = this.read(0x03)?.bytes;
    if (bytes === undefined || bytes.length === 0) return undefined;
    const unused = bytes[0] ?? 0;
    const rest = bytes.subarray(1);
    if (unused > 7 || (rest.length === 0 && unused !== 0)) return undefined;
    if (rest.length > 0 && ((rest[rest.length - 1] ?? 0) & ((1 << unused) - 1)) !== 0) return undefined;
    return { bytes: rest, unused };
  }

  /** Dotted text; arcs of 2^31 and more are refused. */
  oid(): string | undefined {
    const bytes = this.read(0x06)?.bytes;
    return bytes === undefined ? undefined : oidOf(bytes);
  }
}

/** The number that the bytes of an INTEGER are, two's complement. */
export function signed(bytes: Uint8Array): bigint {
  if (bytes.length === 0) return 0n;
  const value = BigInt(`0x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("hex")}`);
  return (bytes[0] ?? 0) >= 0x80 ? value - (1n << BigInt(8 * bytes.length)) : value;
}

/** Bits shifted to the right so that none is unused, as Go does with signatures and keys. */
export function rightAligned({ bytes, unused }: Bits): Uint8Array {
  if (unused === 0) return bytes;
  const shifted = new Uint8Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) {
    shifted[i] = ((bytes[i] ?? 0) >> unused) | (((bytes[i - 1] ?? 0) << (8 - unused)) & 0xff);
  }
  return shifted;
}

function oidOf(bytes: Uint8Array): string | undefined {
  const arcs: number[] = [];
  let at = 0;
  while (at < bytes.length) {
    let value = 0;
    for (let i = 0; ; i++) {
      if (i === 5 || at >= bytes.length || value >= 2 ** 24) return undefined;
      const byte = bytes[at++] ?? 0;
      if (i === 0 && byte === 0x80) return undefined;
      value = value * 128 + (byte & 0x7f);
      if (byte < 0x80) break;
    }
    if (arcs.length > 0) arcs.push(value);
    else if (value < 80) arcs.push(Math.floor(value / 40), value % 40);
    else arcs.push(2, value - 80);
  }
  return arcs.length === 0 ? undefined : arcs.join(".");
}
