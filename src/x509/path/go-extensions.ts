/** Extensions as Go reads them (crypto/x509 parser.go, processExtensions). */
import { parseAddress } from "../ip-address.ts";
import { isDomain, parseMailbox } from "./go-names.ts";
import { GoReader } from "./go-reader.ts";
import { quoted, quotedBytes } from "./go-text.ts";
import { type GoUrl, parseGoUrl } from "./go-url.ts";

export interface RawExtension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

export interface Network {
  readonly address: Uint8Array;
  readonly mask: Uint8Array;
}

/** Names that a constraint permits or excludes, by type. */
export interface Subtrees {
  readonly dns: string[];
  readonly networks: Network[];
  readonly mailboxes: string[];
  readonly uris: string[];
}

export interface PolicyMapping {
  readonly issuer: string;
  readonly subject: string;
}

export interface GoExtensions {
  /** Critical ones that Go cannot handle. */
  readonly unhandledCritical: readonly string[];
  readonly basicConstraints: { readonly authority: boolean; readonly pathLength: bigint | undefined } | undefined;
  /** Zero bits set counts as absent. */
  readonly keyUsage: number;
  /** OIDs; undefined and none mean the same to Go. */
  readonly extendedKeyUsage: readonly string[];
  readonly dns: readonly string[];
  readonly mailboxes: readonly string[];
  readonly addresses: readonly Uint8Array[];
  readonly uris: readonly GoUrl[];
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
  "2.5.29.17": alternativeNames,
  "2.5.29.30": nameConstraints,
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
const isAscii = (text: string): boolean => !/[\u0080-\u00ff]/.test(text);

function alternativeNames(value: GoReader, draft: Draft, extension: RawExtension): Read {
  draft.rawAlternativeNames = extension.value;
  const list = value.read(SEQUENCE);
  if (list === undefined) return "x509: invalid subject alternative names";
  const dns: string[] = [];
  const mailboxes: string[] = [];
  const addresses: Uint8Array[] = [];
  const uris: GoUrl[] = [];
  while (!list.empty) {
    const name = list.any();
    if (name === undefined) return "x509: invalid subject alternative name";
    const text = latin(name.contents.bytes);
    if (name.tag === 0x81) {
      if (!isAscii(text)) return "x509: SAN rfc822Name is malformed";
      mailboxes.push(text);
    } else if (name.tag === 0x82) {
      if (!isAscii(text)) return "x509: SAN dNSName is malformed";
      dns.push(text);
    } else if (name.tag === 0x86) {
      if (!isAscii(text)) return "x509: SAN uniformResourceIdentifier is malformed";
      const uri = parseGoUrl(text);
      if (typeof uri === "string") return `x509: cannot parse URI ${quoted(text)}: ${uri}`;
      if (uri.host !== "" && !isDomain(uri.host, false)) {
        return `x509: cannot parse URI ${quoted(text)}: invalid domain`;
      }
      uris.push(uri);
    } else if (name.tag === 0x87) {
      const { length } = name.contents.bytes;
      if (length !== 4 && length !== 16) return `x509: cannot parse IP address of length ${length}`;
      addresses.push(name.contents.bytes);
    }
  }
  Object.assign(draft, { dns, mailboxes, addresses, uris });
  return dns.length + mailboxes.length + addresses.length + uris.length === 0 ? "unhandled" : undefined;
}

function nameConstraints(value: GoReader, draft: Draft): Read {
  const fault = "x509: invalid NameConstraints extension";
  const top = value.read(SEQUENCE);
  if (top === undefined || !value.empty) return fault;
  const permitted = top.optional(0xa0);
  const excluded = permitted === undefined ? undefined : top.optional(0xa1);
  if (permitted === undefined || excluded === undefined || !top.empty) return fault;
  const isNothing = (list: GoReader | "absent"): boolean => list === "absent" || list.bytes.length === 0;
  if (isNothing(permitted) && isNothing(excluded)) return "x509: empty name constraints extension";
  const read = [permitted, excluded].map((list) =>
    subtreesOf(list === "absent" ? new GoReader(new Uint8Array()) : list),
  );
  const [first, second] = read;
  if (typeof first === "string") return first;
  if (typeof second === "string") return second;
  if (first === undefined || second === undefined) return fault;
  draft.constraints = { permitted: first.names, excluded: second.names };
  return first.unhandled || second.unhandled ? "unhandled" : undefined;
}

function subtreesOf(list: GoReader): { names: Subtrees; unhandled: boolean } | string {
  const names: Subtrees = { dns: [], networks: [], mailboxes: [], uris: [] };
  let unhandled = false;
  while (!list.empty) {
    const name = list.read(SEQUENCE)?.any();
    if (name === undefined) return "x509: invalid NameConstraints extension";
    const { bytes } = name.contents;
    const text = latin(bytes);
    const ascii = isAscii(text);
    if (ascii === false && [0x81, 0x82, 0x86].includes(name.tag)) {
      return `x509: invalid constraint value: x509: ${quotedBytes(text)} cannot be encoded as an IA5String`;
    }
    if (name.tag === 0x82) {
      if (!isDomain(text, true)) return `x509: failed to parse dnsName constraint ${quoted(text)}`;
      names.dns.push(text);
    } else if (name.tag === 0x87) {
      const network = networkOf(bytes);
      if (typeof network === "string") return network;
      names.networks.push(network);
    } else if (name.tag === 0x81) {
      const good = text.includes("@") ? parseMailbox(text) !== undefined : isDomain(text, true);
      if (!good) return `x509: failed to parse rfc822Name constraint ${quoted(text)}`;
      names.mailboxes.push(text);
    } else if (name.tag === 0x86) {
      if (parseAddress(text) !== undefined) {
        return `x509: failed to parse URI constraint ${quoted(text)}: cannot be IP address`;
      }
      if (!isDomain(text, true)) return `x509: failed to parse URI constraint ${quoted(text)}`;
      names.uris.push(text);
    } else unhandled = true;
  }
  return { names, unhandled };
}

function networkOf(bytes: Uint8Array): Network | string {
  if (bytes.length !== 8 && bytes.length !== 32) {
    return `x509: IP constraint contained value of length ${bytes.length}`;
  }
  const half = bytes.length / 2;
  const mask = bytes.subarray(half);
  const bits = [...mask].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  if (!/^1*0*$/.test(bits)) {
    return `x509: IP constraint contained invalid mask ${Buffer.from(mask).toString("hex")}`;
  }
  return { address: bytes.subarray(0, half), mask };
}

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
