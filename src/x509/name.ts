/** Distinguished names (RFC 5280 section 4.1.2.4). Names are compared as raw DER, as Go does, and never rebuilt. */
import { DerReader, oidText } from "./der-reader.ts";
import * as der from "./der-writer.ts";
import { OID } from "./oid.ts";

/** The parts of a subject that Kubernetes reads: the user is the common name, the groups are the organizations. */
export interface Subject {
  readonly commonName: string;
  readonly organizations: readonly string[];
  /** Nobody in Kubernetes reads these; written where it is to be seen that nobody does. */
  readonly organizationalUnits?: readonly string[];
}

const ORGANIZATION = der.oid(OID.organizationName);
const ORGANIZATIONAL_UNIT = der.oid(OID.organizationalUnitName);
const COMMON_NAME = der.oid(OID.commonName);

/** A name of organizations and units, each in a relative name of its own in the given order, then the common name. */
export function encodeName(subject: Subject): Uint8Array {
  const parts = subject.organizations.map((o) => attribute(ORGANIZATION, o));
  for (const unit of subject.organizationalUnits ?? []) parts.push(attribute(ORGANIZATIONAL_UNIT, unit));
  parts.push(attribute(COMMON_NAME, subject.commonName));
  return der.sequence(...parts);
}

const attribute = (type: Uint8Array, value: string): Uint8Array =>
  der.tlv(der.TAG.set, der.sequence(type, der.directoryString(value)));

/** One attribute of a parsed name, in the order of the encoding. */
export interface NameAttribute {
  readonly type: string;
  readonly value: string;
}

/** Names of late: a host's certificates have few, and a fleet's issuers are the same. */
const known = new Map<string, readonly NameAttribute[]>();
const MOST_KNOWN = 1000;

/**
 * Parse a name, whole TLV. Strings that are not text come out as hexadecimal with a leading `#` (RFC 4514). Equal names may
 * come out as one list.
 */
export function parseName(raw: Uint8Array): readonly NameAttribute[] {
  const key = raw.length > 256 ? undefined : Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString("latin1");
  const before = key === undefined ? undefined : known.get(key);
  if (before !== undefined) return before;
  const attributes = attributesOf(raw);
  if (key !== undefined) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(key, attributes);
  }
  return attributes;
}

function attributesOf(raw: Uint8Array): readonly NameAttribute[] {
  const attributes: NameAttribute[] = [];
  const name = new DerReader(raw).enter(der.TAG.sequence, "name");
  while (!name.done) {
    const set = name.enter(der.TAG.set, "relative name");
    while (!set.done) {
      const pair = set.enter(der.TAG.sequence, "name attribute");
      const type = oidText(pair.contents(der.TAG.oid, "attribute type"));
      attributes.push({ type, value: stringValue(pair) });
    }
  }
  // As long as it is: a list that grew has room for sixteen more.
  return attributes.slice();
}

function stringValue(pair: DerReader): string {
  const tag = pair.nextTag;
  const contents = pair.contents(tag, "attribute value");
  const bytes = Buffer.from(contents.buffer, contents.byteOffset, contents.length);
  if (tag === der.TAG.utf8String || tag === der.TAG.printableString || tag === der.TAG.ia5String) {
    return bytes.toString("utf8");
  }
  if (tag === 0x14) return bytes.toString("latin1");
  if (tag === 0x1e && bytes.length % 2 === 0) return Buffer.from(bytes).swap16().toString("utf16le");
  return `#${bytes.toString("hex")}`;
}

/** User and groups as kube-apiserver reads them: the last common name, every organization (Go `pkix.Name`). */
export function subjectOf(attributes: readonly NameAttribute[]): Subject {
  return {
    commonName: attributes.findLast((a) => a.type === OID.commonName)?.value ?? "",
    organizations: attributes.filter((a) => a.type === OID.organizationName).map((a) => a.value),
  };
}

const SHORT: Readonly<Record<string, string>> = {
  [OID.commonName]: "CN",
  [OID.organizationName]: "O",
  [OID.organizationalUnitName]: "OU",
  [OID.countryName]: "C",
  [OID.localityName]: "L",
  [OID.stateOrProvinceName]: "ST",
};

/** A name for people, in the order of the encoding: `O=system:masters, CN=kubernetes-admin`. */
export const nameText = (attributes: readonly NameAttribute[]): string =>
  attributes.map((a) => `${SHORT[a.type] ?? a.type}=${a.value}`).join(", ");
