/**
 * DER encoding (ITU-T X.690), just what X.509 needs. Every function returns one complete TLV.
 */

/** Universal tags of X.690 section 8, constructed bit included where it always applies. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One TLV with the given tag around the contents, put together. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of contents) length += part.length;
  const header = length < 0x80 ? 2 : length < 0x100 ? 3 : length < 0x10000 ? 4 : 5;
  const out = Buffer.allocUnsafe(header + length);
  out[0] = tag;
  if (header === 2) out[1] = length;
  else {
    out[1] = 0x80 | (header - 2);
    for (let i = header - 1, rest = length; i > 1; i--, rest >>>= 8) out[i] = rest & 0xff;
  }
  let at = header;
  for (const part of contents) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const sequence = (...parts: readonly Uint8Array[]): Uint8Array => tlv(TAG.sequence, ...parts);

/** SET OF: DER sorts the encodings (X.690 section 11.6). */
export function setOf(...parts: readonly Uint8Array[]): Uint8Array {
  return tlv(TAG.set, ...[...parts].sort(Buffer.compare));
}

/** An unsigned big-endian integer; leading zeros are dropped, a zero is put before a high bit. */
export function unsignedInteger(bytes: Uint8Array): Uint8Array {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start++;
  const trimmed = bytes.subarray(start);
  return (trimmed[0] ?? 0) & 0x80 ? tlv(TAG.integer, ZERO, trimmed) : tlv(TAG.integer, trimmed);
}

export function smallInteger(value: number): Uint8Array {
  if (value < 0 || value > 0xffff) throw new RangeError(`not a small integer: ${value}`);
  return unsignedInteger(Uint8Array.of(value >>> 8, value & 0xff));
}

export const octetString = (...parts: readonly Uint8Array[]): Uint8Array => tlv(TAG.octetString, ...parts);

/** A BIT STRING of whole bytes. */
export const bitString = (...parts: readonly Uint8Array[]): Uint8Array => tlv(TAG.bitString, ZERO, ...parts);

/** A named bit list: bit numbers as RFC 5280 counts them; trailing zero bits are dropped (X.690 section 11.2.2). */
export function namedBits(bits: readonly number[]): Uint8Array {
  const highest = Math.max(-1, ...bits);
  const bytes = new Uint8Array(Math.floor(highest / 8) + 1);
  for (const bit of bits) bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
  return tlv(TAG.bitString, Uint8Array.of(highest < 0 ? 0 : 7 - (highest & 7)), bytes);
}

export const TRUE: Uint8Array = Uint8Array.of(TAG.boolean, 1, 0xff);
export const NULL: Uint8Array = Uint8Array.of(TAG.null, 0);
const ZERO = Uint8Array.of(0);

/** An object identifier from dotted text. */
export function oid(dotted: string): Uint8Array {
  const arcs = dotted.split(".").map(Number);
  const [first = 0, second = 0, ...rest] = arcs;
  const bytes: number[] = [];
  for (const arc of [first * 40 + second, ...rest]) {
    const groups = [arc & 0x7f];
    for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
      groups.unshift((left & 0x7f) | 0x80);
    bytes.push(...groups);
  }
  return tlv(TAG.oid, Uint8Array.from(bytes));
}

const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?]*$/;

/** PrintableString when every character allows it, else UTF8String: as Go writes names (encoding/asn1). */
export function directoryString(text: string): Uint8Array {
  return tlv(PRINTABLE.test(text) ? TAG.printableString : TAG.utf8String, Buffer.from(text, "utf8"));
}

/** UTCTime up to 2049, GeneralizedTime after (RFC 5280 section 4.1.2.5); whole seconds, Z. */
export function time(at: Date): Uint8Array {
  const digits = at.toISOString().replace(/[-:T]/g, "").slice(0, 14);
  const year = at.getUTCFullYear();
  return year >= 1950 && year < 2050
    ? tlv(TAG.utcTime, Buffer.from(`${digits.slice(2)}Z`, "latin1"))
    : tlv(TAG.generalizedTime, Buffer.from(`${digits}Z`, "latin1"));
}

/** Context tag, constructed: an EXPLICIT wrapper or an IMPLICIT SEQUENCE. */
export const contextConstructed = (number: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  tlv(0xa0 | number, ...parts);

/** Context tag, primitive: an IMPLICIT string, integer or bytes. */
export const contextPrimitive = (number: number, ...parts: readonly Uint8Array[]): Uint8Array =>
  tlv(0x80 | number, ...parts);
