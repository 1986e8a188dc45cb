/** Extensions in OpenSSL's words, a line each (crypto/x509/v3_*.c). */
import { DerError, DerReader, integerContents, oidText, optionalBoolean } from "../der-reader.ts";
import { TAG } from "../der-writer.ts";
import { nameLine, slashedName } from "./name-text.ts";
import { EXTENSION_NAMES, USAGE_NAMES } from "./object-names.ts";

export interface ExtensionText {
  readonly id: string;
  /** As OpenSSL titles it; the id where it is not known. */
  readonly name: string;
  readonly critical: boolean;
  /** Indented by two spaces where they stand under another. The bytes in hexadecimal where it is not known. */
  readonly lines: readonly string[];
}

/** Every extension of a list, known or not; the reader stands inside the sequence. */
export function extensionTexts(list: DerReader): ExtensionText[] {
  const out: ExtensionText[] = [];
  while (!list.done) {
    const entry = list.enter(TAG.sequence, "extension");
    const id = oidText(entry.contents(TAG.oid, "extension id"));
    const critical = optionalBoolean(entry, "critical");
    const value = entry.contents(TAG.octetString, "extension value");
    out.push({ id, name: EXTENSION_NAMES[id] ?? id, critical, lines: linesOf(id, value) });
  }
  return out;
}

function linesOf(id: string, value: Uint8Array): string[] {
  try {
    return WRITERS[id]?.(new DerReader(value)) ?? [hex(value)];
  } catch (error) {
    if (error instanceof DerError) return [hex(value)];
    throw error;
  }
}

const USAGES = [
  "Digital Signature",
  "Non Repudiation",
  "Key Encipherment",
  "Data Encipherment",
  "Key Agreement",
  "Certificate Sign",
  "CRL Sign",
  "Encipher Only",
  "Decipher Only",
];

const WRITERS: Readonly<Record<string, (value: DerReader) => string[]>> = {
  "2.5.29.14": (value) => [hex(value.contents(TAG.octetString, "key identifier"))],
  "2.5.29.15": (value) => {
    const bits = value.contents(TAG.bitString, "keyUsage");
    return [USAGES.filter((_, bit) => ((bits[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0).join(", ")];
  },
  "2.5.29.17": (value) => [generalNames(value.enter(TAG.sequence, "names")).join(", ")],
  "2.5.29.18": (value) => [generalNames(value.enter(TAG.sequence, "names")).join(", ")],
  "2.5.29.19": (value) => {
    const fields = value.enter(TAG.sequence, "basicConstraints");
    const authority = optionalBoolean(fields, "cA") ? "CA:TRUE" : "CA:FALSE";
    return [
      fields.done ? authority : `${authority}, pathlen:${integerText(integerContents(fields, "pathLenConstraint"))}`,
    ];
  },
  "2.5.29.30": (value) => {
    const fields = value.enter(TAG.sequence, "nameConstraints");
    return (["Permitted", "Excluded"] as const).flatMap((title, i) => {
      const list = fields.optional(0xa0 + i, title);
      if (list === undefined) return [];
      const names: string[] = [];
      while (!list.done) names.push(`  ${subtree(list.enter(TAG.sequence, "subtree"))}`);
      return [`${title}:`, ...names];
    });
  },
  "2.5.29.31": (value) => {
    const list = value.enter(TAG.sequence, "distribution points");
    const lines: string[] = [];
    while (!list.done) {
      const point = list.enter(TAG.sequence, "distribution point");
      const full = point.optional(0xa0, "name")?.optional(0xa0, "full name");
      if (full === undefined || !point.done) throw new DerError("a form that is not written here", point.position);
      lines.push("Full Name:", ...generalNames(full, nameLine).map((name) => `  ${name}`));
    }
    return lines;
  },
  "2.5.29.32": (value) => {
    const list = value.enter(TAG.sequence, "policies");
    const lines: string[] = [];
    while (!list.done) {
      const policy = list.enter(TAG.sequence, "policy");
      const id = oidText(policy.contents(TAG.oid, "policy id"));
      lines.push(`Policy: ${id === "2.5.29.32.0" ? "X509v3 Any Policy" : id}`);
      const qualifiers = policy.optional(TAG.sequence, "qualifiers");
      while (qualifiers !== undefined && !qualifiers.done) {
        const one = qualifiers.enter(TAG.sequence, "qualifier");
        if (oidText(one.contents(TAG.oid, "qualifier id")) !== "1.3.6.1.5.5.7.2.1") one.fail("no CPS");
        lines.push(`  CPS: ${text(one.contents(0x16, "CPS"))}`);
      }
    }
    return lines;
  },
  "2.5.29.35": (value) => {
    const fields = value.enter(TAG.sequence, "authorityKeyIdentifier");
    const key = fields.nextTag === 0x80 ? hex(fields.contents(0x80, "keyIdentifier")) : undefined;
    const issuer = fields.optional(0xa1, "issuer");
    const serial = fields.nextTag === 0x82 ? magnitude(fields.contents(0x82, "serial")) : undefined;
    // `keyid:` only where there is more.
    const alone = issuer === undefined && serial === undefined;
    return [
      ...(key === undefined ? [] : [alone ? key : `keyid:${key}`]),
      ...(issuer === undefined ? [] : generalNames(issuer)),
      ...(serial === undefined ? [] : [`serial:${serial}`]),
    ];
  },
  "2.5.29.37": (value) => {
    const list = value.enter(TAG.sequence, "extendedKeyUsage");
    const usages: string[] = [];
    while (!list.done) {
      const id = oidText(list.contents(TAG.oid, "usage"));
      usages.push(USAGE_NAMES[id] ?? id);
    }
    return [usages.join(", ")];
  },
  "2.5.29.54": (value) => [integerText(integerContents(value, "certificates to skip"))],
  "1.3.6.1.5.5.7.1.1": (value) => {
    const list = value.enter(TAG.sequence, "access");
    const lines: string[] = [];
    while (!list.done) {
      const one = list.enter(TAG.sequence, "access description");
      const id = oidText(one.contents(TAG.oid, "method"));
      const method = { "1.3.6.1.5.5.7.48.1": "OCSP", "1.3.6.1.5.5.7.48.2": "CA Issuers" }[id] ?? id;
      lines.push(`${method} - ${generalNames(one).join(", ")}`);
    }
    return lines;
  },
  "1.3.6.1.5.5.7.1.24": (value) => {
    const list = value.enter(TAG.sequence, "features");
    const features: string[] = [];
    while (!list.done) {
      const number = integerText(integerContents(list, "feature"));
      features.push({ 5: "status_request", 17: "status_request_v2" }[number] ?? number);
    }
    return [features.join(", ")];
  },
  "2.16.840.1.113730.1.13": (value) => [text(value.contents(0x16, "comment"))],
};

/** GeneralNames; the reader stands inside the list. OpenSSL writes directory names in one of two ways. */
function generalNames(list: DerReader, directory = slashedName): string[] {
  const names: string[] = [];
  while (!list.done) {
    const tag = list.nextTag;
    names.push(generalName(tag, list.contents(tag, "name"), directory));
  }
  return names;
}

function generalName(tag: number, bytes: Uint8Array, directory: (raw: Uint8Array) => string): string {
  if (tag === 0x81) return `email:${text(bytes)}`;
  if (tag === 0x82) return `DNS:${text(bytes)}`;
  if (tag === 0x86) return `URI:${text(bytes)}`;
  if (tag === 0x87) return `IP Address:${address(bytes)}`;
  if (tag === 0x88) return `Registered ID:${oidText(bytes)}`;
  if (tag === 0xa4) return `DirName:${directory(bytes)}`;
  if (tag === 0xa0) return otherName(new DerReader(bytes));
  return `0x${tag.toString(16)}:${hex(bytes)}`;
}

function otherName(fields: DerReader): string {
  const id = oidText(fields.contents(TAG.oid, "type"));
  const value = fields.enter(0xa0, "value");
  const names: Readonly<Record<string, string>> = { "1.3.6.1.4.1.311.20.2.3": "UPN" };
  const readable = value.nextTag === 0x0c || value.nextTag === 0x16;
  return `othername: ${names[id] ?? id}::${readable ? text(value.contents(value.nextTag, "value")) : "<unsupported>"}`;
}

function subtree(fields: DerReader): string {
  const tag = fields.nextTag;
  const bytes = fields.contents(tag, "base");
  if (tag !== 0x87) return generalName(tag, bytes, nameLine);
  const half = bytes.length / 2;
  return `IP:${address(bytes.subarray(0, half))}/${address(bytes.subarray(half))}`;
}

/** IPv6 in full and in capitals, as OpenSSL has it. */
function address(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  if (bytes.length !== 16) return "<invalid>";
  return Array.from({ length: 8 }, (_, i) => (((bytes[i * 2] ?? 0) << 8) | (bytes[i * 2 + 1] ?? 0)).toString(16))
    .join(":")
    .toUpperCase();
}

/** Control characters would move a terminal's cursor. */
const text = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString("latin1")
    // biome-ignore lint/suspicious/noControlCharactersInRegex: those are meant
    .replace(/[\x00-\x1f\x7f-\xff]/g, (char) => `\\x${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`);

/** `AB:CD`. */
export const hex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(":");

/** Without its sign, as OpenSSL prints a serial number here. */
function magnitude(bytes: Uint8Array): string {
  const digits = integerText(bytes).replace("-", "");
  const text = BigInt(digits).toString(16);
  return hex(Buffer.from(text.length % 2 === 0 ? text : `0${text}`, "hex"));
}

/** Two's complement, decimal. */
export function integerText(bytes: Uint8Array): string {
  const negative = (bytes[0] ?? 0) >= 0x80;
  const magnitude = BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`);
  return String(negative ? magnitude - (1n << BigInt(bytes.length * 8)) : magnitude);
}
