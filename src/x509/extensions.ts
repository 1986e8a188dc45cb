/** The certificate extensions that kubepki writes and reads (RFC 5280 section 4.2), encoded as Go's crypto/x509 does. */
import type { DerReader } from "./der-reader.ts";
import { oidText, optionalBoolean, DerReader as Reader, smallCount } from "./der-reader.ts";
import * as der from "./der-writer.ts";
import { formatAddress } from "./ip-address.ts";
import { OID } from "./oid.ts";

/** Bits of keyUsage by name; the number is the bit (RFC 5280 section 4.2.1.3). */
export const KEY_USAGE_BITS = {
  digitalSignature: 0,
  contentCommitment: 1,
  keyEncipherment: 2,
  dataEncipherment: 3,
  keyAgreement: 4,
  keyCertSign: 5,
  cRLSign: 6,
  encipherOnly: 7,
  decipherOnly: 8,
} as const;

export type KeyUsage = keyof typeof KEY_USAGE_BITS;

/** The extended key usages that Kubernetes knows. Others appear in parsed certificates as dotted text. */
export type ExtendedKeyUsage = "serverAuth" | "clientAuth";

/** Subject alternative names by type; addresses in canonical text. */
export interface AlternativeNames {
  readonly dns: readonly string[];
  readonly addresses: readonly string[];
  readonly emails?: readonly string[];
  readonly uris?: readonly string[];
}

/**
 * What an authority is limited to (RFC 5280 section 4.2.1.10): DNS domains with everything below them, and networks.
 * Directory names are left out: Go refuses them when critical.
 */
export interface NameConstraints {
  readonly dns: readonly string[];
  readonly networks: readonly { readonly base: Uint8Array; readonly prefixLength: number }[];
}

function extension(id: string, critical: boolean, value: Uint8Array): Uint8Array {
  const type = der.oid(id);
  return critical ? der.sequence(type, der.TRUE, der.octetString(value)) : der.sequence(type, der.octetString(value));
}

export const keyUsageExtension = (usages: readonly KeyUsage[]): Uint8Array =>
  extension(OID.keyUsage, true, der.namedBits(usages.map((u) => KEY_USAGE_BITS[u])));

export const extendedKeyUsageExtension = (usages: readonly ExtendedKeyUsage[]): Uint8Array =>
  extension(OID.extKeyUsage, false, der.sequence(...usages.map((u) => der.oid(OID[u]))));

/** Of an authority with an optional path length, or of an end entity (an empty SEQUENCE, still present). */
export function basicConstraintsExtension(authority: { pathLength?: number } | undefined): Uint8Array {
  if (authority === undefined) return extension(OID.basicConstraints, true, der.sequence());
  const limit = authority.pathLength === undefined ? [] : [der.smallInteger(authority.pathLength)];
  return extension(OID.basicConstraints, true, der.sequence(der.TRUE, ...limit));
}

/** Permitted names only, critical: a verifier that does not know them has to refuse. */
export const nameConstraintsExtension = (constraints: NameConstraints): Uint8Array =>
  extension(OID.nameConstraints, true, encodeNameConstraints(constraints));

export function encodeNameConstraints({ dns, networks }: NameConstraints): Uint8Array {
  const subtrees = [
    ...dns.map((name) => der.contextPrimitive(2, Buffer.from(name, "latin1"))),
    ...networks.map(({ base, prefixLength }) => der.contextPrimitive(7, base, networkMask(base.length, prefixLength))),
  ];
  const permitted = der.contextConstructed(0, ...subtrees.map((subtree) => der.sequence(subtree)));
  return der.sequence(permitted);
}

/** The mask of a prefix, as long as its address. */
export const networkMask = (bytes: number, prefixLength: number): Uint8Array =>
  Uint8Array.from({ length: bytes }, (_, i) => 0xff & (0xff00 >> Math.min(8, Math.max(0, prefixLength - i * 8))));

/** The keyid form only, as Go writes it. */
export const authorityKeyIdentifierExtension = (identifier: Uint8Array): Uint8Array =>
  extension(OID.authorityKeyIdentifier, false, der.sequence(der.contextPrimitive(0, identifier)));

/** The extensions of a parsed certificate. What is absent is undefined, which Go treats as "no restriction". */
export interface Extensions {
  readonly keyUsage?: readonly KeyUsage[];
  /** `serverAuth`, `clientAuth`, or dotted text. */
  readonly extendedKeyUsage?: readonly string[];
  readonly basicConstraints?: { readonly authority: boolean; readonly pathLength?: number };
  readonly subjectKeyIdentifier?: Uint8Array;
  readonly authorityKeyIdentifier?: Uint8Array;
  readonly names?: Required<AlternativeNames>;
  /** Whole value, to be compared; a path validator reads it. */
  readonly rawNameConstraints?: Uint8Array;
  /** Critical extensions that are not in this list; a verifier must refuse the certificate. */
  readonly unknownCritical: readonly string[];
}

const NONE: readonly string[] = [];

/** Of a certificate without any. */
export const NO_EXTENSIONS: Extensions = { unknownCritical: NONE };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Parse `Extensions ::= SEQUENCE OF Extension`; the reader stands inside the sequence. */
export function parseExtensions(list: DerReader): Extensions {
  const out: Mutable<Extensions> = { unknownCritical: NONE };
  const seen = new Set<string>();
  while (!list.done) {
    const entry = list.enter(der.TAG.sequence, "extension");
    const id = oidText(entry.contents(der.TAG.oid, "extension id"));
    if (seen.has(id)) list.fail(`extension ${id} stands twice`);
    seen.add(id);
    const critical = optionalBoolean(entry, "critical");
    const value = new Reader(entry.contents(der.TAG.octetString, "extension value"));
    const parse = PARSERS[id];
    if (parse !== undefined) parse(value, out);
    else if (critical) out.unknownCritical = [...out.unknownCritical, id];
  }
  return out;
}

const PARSERS: Readonly<Record<string, (value: DerReader, out: Mutable<Extensions>) => void>> = {
  [OID.keyUsage]: (value, out) => {
    const bits = value.contents(der.TAG.bitString, "keyUsage");
    const names = Object.keys(KEY_USAGE_BITS) as KeyUsage[];
    out.keyUsage = shared(names.filter((_, bit) => ((bits[1 + (bit >> 3)] ?? 0) & (0x80 >> (bit & 7))) !== 0));
  },
  [OID.extKeyUsage]: (value, out) => {
    const list = value.enter(der.TAG.sequence, "extendedKeyUsage");
    const usages: string[] = [];
    while (!list.done) usages.push(usageName(oidText(list.contents(der.TAG.oid, "usage"))));
    out.extendedKeyUsage = shared(usages);
  },
  [OID.basicConstraints]: (value, out) => {
    const fields = value.enter(der.TAG.sequence, "basicConstraints");
    const authority = optionalBoolean(fields, "cA");
    const limited = fields.nextTag === der.TAG.integer;
    out.basicConstraints = limited ? { authority, pathLength: smallCount(fields, "pathLenConstraint") } : { authority };
  },
  [OID.subjectKeyIdentifier]: (value, out) => {
    out.subjectKeyIdentifier = value.contents(der.TAG.octetString, "subjectKeyIdentifier");
  },
  [OID.authorityKeyIdentifier]: (value, out) => {
    const fields = value.enter(der.TAG.sequence, "authorityKeyIdentifier");
    if (fields.nextTag === 0x80) out.authorityKeyIdentifier = fields.contents(0x80, "keyIdentifier");
  },
  [OID.nameConstraints]: (value, out) => {
    out.rawNameConstraints = value.whole("nameConstraints", der.TAG.sequence);
  },
  [OID.subjectAltName]: (value, out) => {
    out.names = parseNames(value.enter(der.TAG.sequence, "subjectAltName"));
  },
};

/** Lists of usages: of those that certificates have there are few, and each is kept once. */
const lists = new Map<string, readonly string[]>();

function shared<T extends string>(list: readonly T[]): readonly T[] {
  const key = list.join(" ");
  const before = lists.get(key);
  if (before !== undefined) return before as readonly T[];
  const own = list.slice();
  if (lists.size < 256 && key.length < 256) lists.set(key, own);
  return own;
}

/** As long as it is: a list that grew has room for sixteen more. */
const exact = (list: readonly string[]): readonly string[] => (list.length === 0 ? NONE : list.slice());

function usageName(id: string): string {
  if (id === OID.serverAuth) return "serverAuth";
  return id === OID.clientAuth ? "clientAuth" : id;
}

/** GeneralNames (RFC 5280 section 4.2.1.6); types other than DNS, address, mail and URI are passed over. */
function parseNames(list: DerReader): Required<AlternativeNames> {
  const names = { dns: [] as string[], addresses: [] as string[], emails: [] as string[], uris: [] as string[] };
  while (!list.done) {
    const tag = list.nextTag;
    const bytes = list.contents(tag, "alternative name");
    const text = (): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
    if (tag === 0x82) names.dns.push(text());
    else if (tag === 0x81) names.emails.push(text());
    else if (tag === 0x86) names.uris.push(text());
    else if (tag === 0x87) {
      if (bytes.length !== 4 && bytes.length !== 16) list.fail("an address of neither 4 nor 16 bytes");
      names.addresses.push(formatAddress(bytes));
    }
  }
  const { dns, addresses, emails, uris } = names;
  return { dns: exact(dns), addresses: exact(addresses), emails: exact(emails), uris: exact(uris) };
}
