/** Names as Go parses them (crypto/x509 parser.go, parseName and parseASN1String). */
import { GoReader } from "./go-reader.ts";

export interface GoAttribute {
  readonly type: string;
  readonly value: string;
}

/** Attributes in order; Go's text when it refuses. */
export function parseGoName(raw: Uint8Array): readonly GoAttribute[] | string {
  const list = new GoReader(raw).read(0x30);
  if (list === undefined) return "x509: invalid RDNSequence";
  const attributes: GoAttribute[] = [];
  while (!list.empty) {
    const set = list.read(0x31);
    if (set === undefined) return "x509: invalid RDNSequence";
    while (!set.empty) {
      const fields = set.read(0x30);
      if (fields === undefined) return "x509: invalid RDNSequence: invalid attribute";
      const type = fields.oid();
      if (type === undefined) return "x509: invalid RDNSequence: invalid attribute type";
      const value = fields.any();
      if (value === undefined) return "x509: invalid RDNSequence: invalid attribute value";
      const text = stringOf(value.tag, value.contents.bytes);
      if (text.fault !== undefined) return `x509: invalid RDNSequence: invalid attribute value: ${text.fault}`;
      attributes.push({ type, value: text.value });
    }
  }
  return attributes;
}

type Text = { readonly value: string; readonly fault?: undefined } | { readonly fault: string };

/** `*` and `&` are no printable characters by the book; Go lets them pass. */
const PRINTABLE = /^[A-Za-z0-9 '()+,\-./:=?*&]*$/;

function stringOf(tag: number, bytes: Uint8Array): Text {
  const latin = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
  const when = (good: boolean, name: string): Text => (good ? { value: latin } : { fault: `invalid ${name}` });
  switch (tag) {
    case 0x14:
      return { value: latin };
    case 0x13:
      return when(PRINTABLE.test(latin), "PrintableString");
    case 0x0c:
      return utf8(bytes);
    case 0x1e:
      return bmp(bytes);
    case 0x16:
      return when(!/[\u0080-\u00ff]/.test(latin), "IA5String");
    case 0x12:
      return when(/^[0-9 ]*$/.test(latin), "NumericString");
    default:
      return { fault: `unsupported string type: ${tag}` };
  }
}

/** One for all: to make it takes longer than to parse a name. */
const UTF_8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function utf8(bytes: Uint8Array): Text {
  try {
    return { value: UTF_8.decode(bytes) };
  } catch {
    return { fault: "invalid UTF-8 string" };
  }
}

/** UCS-2: no surrogates, no code points that are reserved for good; a terminator is dropped. */
function bmp(bytes: Uint8Array): Text {
  const fault = { fault: "invalid BMPString" };
  if (bytes.length % 2 !== 0) return fault;
  const terminated = bytes.length >= 2 && bytes[bytes.length - 1] === 0 && bytes[bytes.length - 2] === 0;
  const end = terminated ? bytes.length - 2 : bytes.length;
  let value = "";
  for (let at = 0; at < end; at += 2) {
    const point = ((bytes[at] ?? 0) << 8) + (bytes[at + 1] ?? 0);
    const reserved = point >= 0xfffe || (point >= 0xfdd0 && point <= 0xfdef) || (point >= 0xd800 && point <= 0xdfff);
    if (reserved) return fault;
    value += String.fromCharCode(point);
  }
  return { value };
}
