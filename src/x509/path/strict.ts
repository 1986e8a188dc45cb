/**
 * What a sound certificate is, beyond what Go asks for: RFC 5280's profile and, for servers, the habits of the web PKI
 * that a cluster does well to share. Each rule is an entry: what it is about, and when it is broken.
 */
import { OID } from "../oid.ts";
import type { GoCertificate } from "./go-certificate.ts";
import { KEY_CERT_SIGN, type RawExtension } from "./go-extensions.ts";
import { GoReader, signed } from "./go-reader.ts";
import { addressText, lowerAscii } from "./go-text.ts";
import { commonNameOf, isSelfIssued, type PathReason } from "./go-verify.ts";

/** Where a certificate stands in its chain. */
type Place = "leaf" | "intermediate" | "root";

interface Rule {
  readonly id: string;
  readonly about: readonly Place[];
  readonly reason: PathReason;
  /** Section of RFC 5280, or what else asks for it. */
  readonly source: string;
  readonly isBroken: (certificate: GoCertificate, asServer: boolean) => boolean;
}

export interface BrokenRule {
  readonly rule: string;
  readonly reason: PathReason;
  readonly source: string;
  readonly certificate: GoCertificate;
}

const ALL = ["leaf", "intermediate", "root"] as const;
const AUTHORITIES = ["intermediate", "root"] as const;

const extension = ({ extensions }: GoCertificate, oid: string): RawExtension | undefined =>
  extensions.find((one) => one.oid === oid);
const has = (certificate: GoCertificate, oid: string): boolean => extension(certificate, oid) !== undefined;
const isCritical = (certificate: GoCertificate, oid: string): boolean => extension(certificate, oid)?.critical === true;
const POLICY_CONSTRAINTS = "2.5.29.36";
const INHIBIT_ANY_POLICY = "2.5.29.54";

export const STRICT_RULES: readonly Rule[] = [
  {
    id: "version-3",
    about: ALL,
    reason: "other",
    source: "4.1.2.1",
    isBroken: ({ version }) => version !== 3,
  },
  {
    id: "serial-number",
    about: ALL,
    reason: "other",
    source: "4.1.2.2",
    isBroken: ({ serialNumber }) => serialNumber <= 0n || serialNumber >= 1n << 159n,
  },
  {
    id: "issuer-not-empty",
    about: ALL,
    reason: "other",
    source: "4.1.2.4",
    isBroken: ({ issuer }) => issuer.length === 0,
  },
  {
    id: "subject-of-authority-not-empty",
    about: AUTHORITIES,
    reason: "other",
    source: "4.1.2.6",
    isBroken: ({ subject }) => subject.length === 0,
  },
  {
    id: "time-encoding",
    about: ALL,
    reason: "parse-error",
    source: "4.1.2.5",
    isBroken: (certificate) => timesOf(certificate).some((time) => !isTimeOfProfile(time)),
  },
  {
    id: "authority-key-identifier",
    about: ["leaf", "intermediate"],
    reason: "other",
    source: "4.2.1.1",
    isBroken: (certificate) => !isSelfIssued(certificate) && certificate.authorityKeyIdentifier === undefined,
  },
  {
    id: "authority-key-identifier-of-root",
    about: ["root"],
    reason: "other",
    source: "4.2.1.1; CA/Browser Forum BR 7.1.2.1.3",
    isBroken: (certificate) =>
      isSelfIssued(certificate) && has(certificate, OID.authorityKeyIdentifier) && !namesItself(certificate),
  },
  {
    id: "subject-key-identifier",
    about: AUTHORITIES,
    reason: "other",
    source: "4.2.1.2",
    isBroken: ({ subjectKeyIdentifier }) => subjectKeyIdentifier === undefined,
  },
  {
    id: "basic-constraints-of-authority",
    about: AUTHORITIES,
    reason: "not-authorized-to-sign",
    source: "4.2.1.9",
    isBroken: (certificate) =>
      certificate.basicConstraints?.authority !== true || !isCritical(certificate, OID.basicConstraints),
  },
  {
    id: "key-usage-of-authority",
    about: AUTHORITIES,
    reason: "not-authorized-to-sign",
    source: "4.2.1.3",
    isBroken: ({ keyUsage }) => (keyUsage & KEY_CERT_SIGN) === 0,
  },
  {
    id: "key-usage-not-empty",
    about: ALL,
    reason: "other",
    source: "4.2.1.3",
    isBroken: (certificate) => has(certificate, OID.keyUsage) && certificate.keyUsage === 0,
  },
  {
    id: "leaf-is-no-authority",
    about: ["leaf"],
    reason: "other",
    source: "4.2.1.3, 4.2.1.9; CA/Browser Forum BR 7.1.2.7.8",
    isBroken: ({ basicConstraints, keyUsage }) =>
      basicConstraints?.authority === true || (keyUsage & KEY_CERT_SIGN) !== 0,
  },
  {
    id: "path-length-of-authority-only",
    about: ["leaf"],
    reason: "other",
    source: "4.2.1.9",
    isBroken: ({ basicConstraints }) =>
      basicConstraints?.pathLength !== undefined && basicConstraints.authority !== true,
  },
  {
    id: "extended-key-usage-not-empty",
    about: ALL,
    reason: "incompatible-usage",
    source: "4.2.1.12",
    isBroken: (certificate) => has(certificate, OID.extKeyUsage) && certificate.extendedKeyUsage.length === 0,
  },
  {
    id: "extended-key-usage-of-leaf",
    about: ["leaf"],
    reason: "incompatible-usage",
    source: "CA/Browser Forum BR 7.1.2.7.10",
    isBroken: ({ extendedKeyUsage }, asServer) =>
      asServer && (extendedKeyUsage.length === 0 || extendedKeyUsage.includes(OID.anyExtendedKeyUsage)),
  },
  {
    id: "no-extended-key-usage-in-root",
    about: ["root"],
    reason: "incompatible-usage",
    source: "CA/Browser Forum BR 7.1.2.1.2",
    isBroken: (certificate) => has(certificate, OID.extKeyUsage),
  },
  {
    id: "name-constraints-of-authority-only",
    about: ["leaf"],
    reason: "name-constraint",
    source: "4.2.1.10",
    isBroken: (certificate) => has(certificate, OID.nameConstraints),
  },
  {
    id: "name-constraints-critical",
    about: AUTHORITIES,
    reason: "name-constraint",
    source: "4.2.1.10",
    isBroken: (certificate) => has(certificate, OID.nameConstraints) && !isCritical(certificate, OID.nameConstraints),
  },
  {
    id: "policy-constraints-critical",
    about: ALL,
    reason: "policy",
    source: "4.2.1.11, 4.2.1.14",
    isBroken: (certificate) =>
      [POLICY_CONSTRAINTS, INHIBIT_ANY_POLICY].some((oid) => has(certificate, oid) && !isCritical(certificate, oid)),
  },
  {
    id: "alternative-names-critical-when-alone",
    about: ["leaf"],
    reason: "other",
    source: "4.2.1.6; CA/Browser Forum BR 7.1.2.7.12",
    isBroken: (certificate) =>
      has(certificate, OID.subjectAltName) &&
      isCritical(certificate, OID.subjectAltName) !== (certificate.subject.length === 0),
  },
  {
    id: "alternative-names-of-server",
    about: ["leaf"],
    reason: "hostname",
    source: "CA/Browser Forum BR 7.1.2.7.12",
    isBroken: ({ dns, addresses }, asServer) => asServer && dns.length + addresses.length === 0,
  },
  {
    id: "alternative-names-are-names",
    about: ["leaf"],
    reason: "hostname",
    source: "4.2.1.6",
    isBroken: ({ dns }) => dns.some((name) => !isNameOrWildcard(name)),
  },
  {
    id: "common-name-among-names",
    about: ["leaf"],
    reason: "legacy-common-name",
    source: "CA/Browser Forum BR 7.1.4.3",
    isBroken: (certificate, asServer) => asServer && !isCommonNameAmongNames(certificate),
  },
  {
    id: "key-strength",
    about: ALL,
    reason: "insecure-algorithm",
    source: "CA/Browser Forum BR 6.1.5",
    isBroken: ({ publicKey }) => {
      if (publicKey?.kind === "RSA") {
        const size = signed(publicKey.modulus).toString(2).length;
        return size < 2048 || size % 8 !== 0 || publicKey.exponent < 65537n;
      }
      if (publicKey?.kind === "ECDSA") return publicKey.curve === P224;
      return publicKey?.kind !== "Ed25519";
    },
  },
];

const P224 = "1.3.132.0.33";

/** The first rule that a chain breaks, from the leaf up. */
export function brokenRule(chain: readonly GoCertificate[], asServer: boolean): BrokenRule | undefined {
  for (const [i, certificate] of chain.entries()) {
    const place: Place = i === 0 ? "leaf" : i === chain.length - 1 ? "root" : "intermediate";
    const rule = STRICT_RULES.find(({ about, isBroken }) => about.includes(place) && isBroken(certificate, asServer));
    if (rule !== undefined) return { rule: rule.id, reason: rule.reason, source: rule.source, certificate };
  }
  return undefined;
}

/** A root's authority key identifier, when it has one, is its own key's and nothing more. */
function namesItself(certificate: GoCertificate): boolean {
  const { authorityKeyIdentifier: above, subjectKeyIdentifier: own } = certificate;
  if (above === undefined || own === undefined || Buffer.compare(above, own) !== 0) return false;
  const value = extension(certificate, OID.authorityKeyIdentifier)?.value ?? new Uint8Array();
  const fields = new GoReader(value).read(0x30);
  fields?.any();
  return fields?.empty === true;
}

/** The texts of both times, with what follows them. */
function timesOf({ rawToBeSigned }: GoCertificate): { tag: number; text: string }[] {
  const tbs = new GoReader(rawToBeSigned).read(0x30);
  tbs?.optional(0xa0);
  for (let i = 0; i < 3; i++) tbs?.any();
  const validity = tbs?.read(0x30);
  return [validity?.any(), validity?.any()].flatMap((value) =>
    value === undefined ? [] : [{ tag: value.tag, text: Buffer.from(value.contents.bytes).toString("latin1") }],
  );
}

/** To the second, in UTC, by the short form until 2049 and the long one from then on. */
function isTimeOfProfile({ tag, text }: { tag: number; text: string }): boolean {
  return tag === 0x17 ? /^\d{12}Z$/.test(text) : /^\d{14}Z$/.test(text) && Number(text.slice(0, 4)) >= 2050;
}

/** Letters, digits and hyphens in labels of 63 at most; the whole first label may be a star above two others. */
function isNameOrWildcard(name: string): boolean {
  const rest = name.startsWith("*.") ? name.slice(2) : name;
  const labels = rest.split(".");
  if (name.startsWith("*.") && labels.length < 2) return false;
  return rest.length <= 253 && labels.every((label) => /^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/.test(label));
}

/** Only what looks like a name or an address has to be one; `kube-apiserver` and `system:node:a` are no host names. */
function isCommonNameAmongNames(certificate: GoCertificate): boolean {
  const common = commonNameOf(certificate);
  const looksLikeName =
    common.includes(".") || /^0x[0-9a-f]+$/i.test(common) || /^[0-9a-f]*(:[0-9a-f]*){2,7}$/i.test(common);
  if (!looksLikeName) return true;
  // A wildcard's own domain is often written there.
  const among = certificate.dns.some(
    (name) => name === common || (name.startsWith("*.") && isBelow(common, name.slice(2))),
  );
  return among || certificate.addresses.some((bytes) => addressText(bytes) === lowerAscii(common));
}

const isBelow = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`);
