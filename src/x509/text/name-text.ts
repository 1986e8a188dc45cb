/** Names as OpenSSL prints them: `C = DE, O = "a, b", CN = x + UID = y` (X509_NAME_print_ex with XN_FLAG_ONELINE). */
import { DerReader, oidText } from "../der-reader.ts";
import { TAG } from "../der-writer.ts";
import { ATTRIBUTE_NAMES } from "./object-names.ts";

interface Attribute {
  readonly type: string;
  readonly value: string;
  /** Encoded as something that is no text. */
  readonly opaque: boolean;
  /** As encoded. */
  readonly bytes: Uint8Array;
}

/** The relative names of a Name, whole TLV; those of one set belong together. */
function relativeNames(raw: Uint8Array): Attribute[][] {
  const name = new DerReader(raw).enter(TAG.sequence, "name");
  const out: Attribute[][] = [];
  while (!name.done) {
    const set = name.enter(TAG.set, "relative name");
    const attributes: Attribute[] = [];
    while (!set.done) {
      const pair = set.enter(TAG.sequence, "name attribute");
      const type = oidText(pair.contents(TAG.oid, "attribute type"));
      attributes.push({ type, ...stringOf(pair) });
    }
    out.push(attributes);
  }
  return out;
}

/** UTF8String, NumericString, PrintableString, T61String, IA5String, VisibleString, UniversalString, BMPString. */
function stringOf(pair: DerReader): Omit<Attribute, "type"> {
  const tag = pair.nextTag;
  const whole = pair.whole("attribute value");
  const bytes = Buffer.from(new DerReader(whole).contents(tag, "attribute value"));
  const value = textOf(tag, bytes);
  return value === undefined
    ? { value: `#${Buffer.from(whole).toString("hex").toUpperCase()}`, opaque: true, bytes }
    : { value, opaque: false, bytes };
}

function textOf(tag: number, bytes: Buffer): string | undefined {
  if (tag === 0x0c) return bytes.toString("utf8");
  if ([0x12, 0x13, 0x14, 0x16, 0x1a].includes(tag)) return bytes.toString("latin1");
  if (tag === 0x1e && bytes.length % 2 === 0) return Buffer.from(bytes).swap16().toString("utf16le");
  if (tag !== 0x1c || bytes.length % 4 !== 0) return undefined;
  const points = Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readUInt32BE(i * 4));
  return points.map((point) => (point > 0x10ffff ? "?" : String.fromCodePoint(point))).join("");
}

/** One line. Bytes outside ASCII and control characters are escaped, so that nothing of a name moves a terminal's cursor. */
export const nameLine = (raw: Uint8Array): string =>
  relativeNames(raw)
    .map((set) =>
      set.map(({ type, value, opaque }) => `${shortName(type)} = ${opaque ? value : escaped(value)}`).join(" + "),
    )
    .join(", ");

/** The older form, of directory names inside extensions: `/C=DE/CN=x` (X509_NAME_oneline). */
export const slashedName = (raw: Uint8Array): string =>
  relativeNames(raw)
    .map((set) => `/${set.map(({ type, bytes }) => `${shortName(type)}=${slashed(bytes)}`).join("+")}`)
    .join("");

const shortName = (type: string): string => ATTRIBUTE_NAMES[type] ?? type;

function escaped(value: string): string {
  let quote = /^[ #]| $/.test(value);
  const out = [...Buffer.from(value, "utf8")].map((byte) => {
    const char = String.fromCharCode(byte);
    if (byte < 0x20 || byte > 0x7e) return `\\${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    if (char === '"' || char === "\\") return `\\${char}`;
    if (",+<>;".includes(char)) quote = true;
    return char;
  });
  return quote ? `"${out.join("")}"` : out.join("");
}

const slashed = (bytes: Uint8Array): string =>
  [...bytes]
    .map((byte) => {
      const char = String.fromCharCode(byte);
      if (byte < 0x20 || byte > 0x7e) return `\\x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
      return char === "/" || char === "+" ? `\\${char}` : char;
    })
    .join("");
