/** Extensions as Go reads them (crypto/x509 parser.go, processExtensions). */
import { type AlternativeNames, readAlternativeNames, readConstraints, type Subtrees } from "./go-name-extensions.ts";
import { GoReader } from "./go-reader.ts";

export interface RawExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

export interface PolicyMapping {
  readonly issuer: string;
  readonly subject: string;
}

export interface GoExtensions extends AlternativeNames {
  /** Critical ones that Go cannot handle. */
  readonly unhandledCritical: readonly string[];
  readonly basicConstraints: { readonly authority: boolean; readonly pathLength: bigint | undefined } | undefined;
  /** Zero bits set counts as absent. */
  readonly keyUsage: number;
  /** OIDs; undefined and none mean the same to Go. */
  readonly extendedKeyUsage: readonly string[];
  /** The value of subjectAltName as it stands. */
  readonly rawAlternativeNames: Uint8Array | undefined;
  readonly constraints: { readonly permitted: Subtrees; readonly excluded: Subtrees } | undefined;
  readonly authorityKeyIdentifier: Uint8Array | undefined;
  readonly subjectKeyIdentifier: Uint8Array | undefined;
  /** Contents of object identifiers, as latin1. */
  readonly policies: readonly string[];
  readonly policyMappings: readonly PolicyMapping[];
  readonly requireExplicitPolicy: number | undefined;
  readonly inhibitPolicyMapping: number | undefined;
  readonly inhibitAnyPolicy: number | undefined;
}

type Draft = { -readonly [K in keyof GoExtensions]: GoExtensions[K] };

const SEQUENCE = 0x30;

export const KEY_CERT_SIGN = 1 << 5;

/** What came out of one extension: refused with a text, taken, or not understood. */
type Read = string | undefined | "unhandled";

type Reader = (value: GoReader, draft: Draft, extension: RawExtension) => Read;

/** Go's text when one is refused. */
export function processExtensions(extensions: readonly RawExtension[]): GoExtensions | string {
  const draft: Draft = {
    unhandledCritical: [],
    basicConstraints: undefined,
    keyUsage: 0,
    extendedKeyUsage: [],
    dns: [],
    mailboxes: [],
    addresses: [],
    uris: [],
    rawAlternativeNames: undefined,
    constraints: undefined,
    authorityKeyIdentifier: undefined,
    subjectKeyIdentifier: undefined,
    policies: [],
    policyMappings: [],
    requireExplicitPolicy: undefined,
    inhibitPolicyMapping: undefined,
    inhibitAnyPolicy: undefined,
  };
  const unhandled: string[] = [];
  for (const extension of extensions) {
    const read = READERS[extension.oid];
    const outcome = read === undefined ? "unhandled" : read(new GoReader(extension.value), draft, extension);
    if (outcome === "unhandled") {
      if (extension.critical) unhandled.push(extension.oid);
    } else if (outcome !== undefined) return outcome;
  }
  return { ...draft, unhandledCritical: unhandled };
}

const READERS: Readonly<Record<string, Reader>> = {
  "2.5.29.15": (value, draft) => {
    const bits = value.bits();
    if (bits === undefined) return "x509: invalid key usage";
    for (let i = 0; i < 9; i++) {
      if (((bits.bytes[i >> 3] ?? 0) >> (7 - (i & 7))) & 1) draft.keyUsage |= 1 << i;
    }
    return undefined;
  },
  "2.5.29.19": (value, draft) => {
    const fault = "x509: invalid basic constraints";
    const fields = value.read(SEQUENCE);
    if (fields === undefined) return fault;
    const authority = fields.isNext(0x01) ? fields.boolean() : false;
    if (authority === undefined) return fault;
    let pathLength: bigint | undefined;
    if (fields.isNext(0x02)) {
      pathLength = fields.int();
      if (pathLength === undefined || pathLength < 0n) return fault;
    }
    draft.basicConstraints = { authority, pathLength };
    return undefined;
  },
  "2.5.29.17": (value, draft, extension) => {
    draft.rawAlternativeNames = extension.value;
    const names = readAlternativeNames(value);
    if (typeof names === "string") return names;
    Object.assign(draft, names);
    return Object.values(names).every((list) => list.length === 0) ? "unhandled" : undefined;
  },
  "2.5.29.30": (value, draft) => {
    const constraints = readConstraints(value);
    if (typeof constraints === "string") return constraints;
    draft.constraints = constraints;
    return constraints.unhandled ? "unhandled" : undefined;
  },
  "2.5.29.31": (value) => distributionPoints(value),
  "2.5.29.35": (value, draft, { critical }) => {
    if (critical) return "x509: authority key identifier incorrectly marked critical";
    const fault = "x509: invalid authority key identifier";
    const fields = value.read(SEQUENCE);
    if (fields === undefined) return fault;
    if (!fields.isNext(0x80)) return undefined;
    const identifier = fields.read(0x80);
    if (identifier === undefined) return fault;
    draft.authorityKeyIdentifier = identifier.bytes;
    return undefined;
  },
  "2.5.29.36": policyConstraints,
  "2.5.29.37": (value, draft) => {
    const fault = "x509: invalid extended key usages";
    const list = value.read(SEQUENCE);
    if (list === undefined) return fault;
    const usages: string[] = [];
    while (!list.empty) {
      const usage = list.oid();
      if (usage === undefined) return fault;
      usages.push(usage);
    }
    draft.extendedKeyUsage = usages;
    return undefined;
  },
  "2.5.29.14": (value, draft, { critical }) => {
    if (critical) return "x509: subject key identifier incorrectly marked critical";
    const identifier = value.read(0x04);
    if (identifier === undefined) return "x509: invalid subject key identifier";
    draft.subjectKeyIdentifier = identifier.bytes;
    return undefined;
  },
  "2.5.29.32": policies,
  "2.5.29.33": (value, draft) => {
    const fault = "x509: invalid policy mappings extension";
    const list = value.read(SEQUENCE);
    if (list === undefined) return fault;
    const mappings: PolicyMapping[] = [];
    while (!list.empty) {
      const fields = list.read(SEQUENCE);
      const issuer = fields?.read(0x06);
      const subject = fields?.read(0x06);
      if (issuer === undefined || subject === undefined) return fault;
      mappings.push({ issuer: latin(issuer.bytes), subject: latin(subject.bytes) });
    }
    draft.policyMappings = mappings;
    return undefined;
  },
  "2.5.29.54": (value, draft) => {
    const skip = value.int();
    if (skip === undefined) return "x509: invalid inhibit any policy extension";
    draft.inhibitAnyPolicy = Number(skip);
    return undefined;
  },
  "1.3.6.1.5.5.7.1.1": (value, _, { critical }) => {
    if (critical) return "x509: authority info access incorrectly marked critical";
    const fault = "x509: invalid authority info access";
    const list = value.read(SEQUENCE);
    if (list === undefined) return fault;
    while (!list.empty) {
      const fields = list.read(SEQUENCE);
      if (fields?.oid() === undefined) return fault;
      if (fields.isNext(0x86) && fields.read(0x86) === undefined) return fault;
    }
    return undefined;
  },
};

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

function distributionPoints(value: GoReader): Read {
  const list = value.read(SEQUENCE);
  if (list === undefined) return "x509: invalid CRL distribution points";
  const fault = "x509: invalid CRL distribution point";
  while (!list.empty) {
    const point = list.read(SEQUENCE);
    const name = point?.optional(0xa0);
    if (name === undefined) return fault;
    if (name === "absent") continue;
    const full = name.read(0xa0);
    if (full === undefined) return fault;
    while (full.isNext(0x86)) if (full.read(0x86) === undefined) return fault;
  }
  return undefined;
}

function policies(value: GoReader, draft: Draft): Read {
  const fault = "x509: invalid certificate policies";
  const list = value.read(SEQUENCE);
  if (list === undefined) return fault;
  const found: string[] = [];
  while (!list.empty) {
    const oid = list.read(SEQUENCE)?.read(0x06)?.bytes;
    if (oid === undefined || !isObjectIdentifier(oid)) return fault;
    if (found.includes(latin(oid))) return fault;
    found.push(latin(oid));
  }
  draft.policies = found;
  return undefined;
}

/** Arcs of any size, minimal, the last one complete (crypto/x509 oid.go). */
function isObjectIdentifier(bytes: Uint8Array): boolean {
  if (bytes.length === 0 || (bytes[bytes.length - 1] ?? 0) >= 0x80) return false;
  return bytes.every((byte, i) => byte !== 0x80 || (i > 0 && (bytes[i - 1] ?? 0) >= 0x80));
}

function policyConstraints(value: GoReader, draft: Draft): Read {
  const fault = "x509: invalid policy constraints extension";
  const fields = value.read(SEQUENCE);
  if (fields === undefined) return fault;
  if (fields.isNext(0x80)) {
    const skip = fields.int(0x80);
    if (skip === undefined) return fault;
    draft.requireExplicitPolicy = Number(skip);
  }
  if (fields.isNext(0x81)) {
    const skip = fields.int(0x81);
    if (skip === undefined) return fault;
    draft.inhibitPolicyMapping = Number(skip);
  }
  return undefined;
}
