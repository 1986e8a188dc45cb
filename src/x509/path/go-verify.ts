/**
 * The verdict of Go 1.26's Certificate.Verify (crypto/x509 verify.go), with its order of candidates and of checks: which
 * of several faults is told depends on both.
 */
import type { GoCertificate } from "./go-certificate.ts";
import { constraintFault } from "./go-constraints.ts";
import { KEY_CERT_SIGN } from "./go-extensions.ts";
import { signatureFault } from "./go-key.ts";
import { askedAddress, matchesLabels, matchesName } from "./go-names.ts";
import { hasValidPolicies } from "./go-policies.ts";
import { addressText, quoted, toFour } from "./go-text.ts";
import { goTimeText } from "./go-time.ts";
import type { CertificatePool } from "./pool.ts";
import type { SignatureMemory } from "./signature-memory.ts";

export type PathReason =
  | "parse-error"
  | "unknown-authority"
  | "expired"
  | "not-yet-valid"
  | "hostname"
  | "incompatible-usage"
  | "not-authorized-to-sign"
  | "too-many-intermediates"
  | "unhandled-critical-extension"
  | "name-constraint"
  | "legacy-common-name"
  | "insecure-algorithm"
  | "policy"
  | "signature-limit"
  | "other";

export interface Fault {
  readonly reason: PathReason;
  /** Go's text. */
  readonly text: string;
  /** The certificate that it is said of. */
  readonly certificate: GoCertificate;
}

export interface GoQuestion {
  readonly leaf: GoCertificate;
  readonly intermediates: CertificatePool;
  readonly roots: CertificatePool;
  readonly name: string | undefined;
  /** OIDs; one of them has to be good for the whole chain. Empty: any usage. */
  readonly usages: readonly string[];
  readonly at: Date;
  /** RFC 5280 lets an authority's new certificate by itself pass path lengths and constraints; Go does not. */
  readonly selfIssuedPass?: true;
  readonly signatures?: SignatureMemory;
}

export type GoVerdict = { readonly chains: readonly (readonly GoCertificate[])[] } | Fault;

/** `invocation`: how many signatures one verification tries. */
const SIGNATURE_CHECKS = 100;
const ANY_USAGE = "2.5.29.37.0";

export function verifyAsGo(question: GoQuestion): GoVerdict {
  const { leaf, roots, name, usages } = question;
  const fault = invalid(leaf, "leaf", [], question) ?? (name ? nameFault(leaf, name) : undefined);
  if (fault !== undefined) return fault;
  const built = roots.has(leaf) ? [[leaf]] : buildChains(leaf, [leaf], { checks: 0 }, question);
  if ("reason" in built) return built;
  let policies = 0;
  let usage = 0;
  let constraint: string | undefined;
  const chains = built.filter((chain) => {
    if (!hasValidPolicies(chain)) policies++;
    else if (!isUsable(chain, usages)) usage++;
    else {
      const violated = constraintFault(chain, question.selfIssuedPass);
      if (violated === undefined) return true;
      constraint ??= violated;
    }
    return false;
  });
  if (chains.length > 0) return { chains };
  if (constraint !== undefined) {
    const text = `x509: a root or intermediate certificate is not authorized to sign for this name: ${constraint}`;
    return { reason: "name-constraint", text, certificate: leaf };
  }
  if (usage > 0 && policies === 0) {
    return {
      reason: "incompatible-usage",
      text: "x509: certificate specifies an incompatible key usage",
      certificate: leaf,
    };
  }
  const details = [
    ...(usage > 0 ? [`${usage} candidate chains with incompatible key usage`] : []),
    ...(policies > 0 ? [`${policies} candidate chains with invalid policies`] : []),
  ].join(", ");
  return {
    reason: "policy",
    text: `x509: no valid chains built${details === "" ? "" : `: ${details}`}`,
    certificate: leaf,
  };
}

type Role = "leaf" | "intermediate" | "root";

function invalid(
  certificate: GoCertificate,
  role: Role,
  chain: readonly GoCertificate[],
  { at, selfIssuedPass }: GoQuestion,
): Fault | undefined {
  const { notBefore, notAfter, basicConstraints } = certificate;
  const fault = (reason: PathReason, text: string): Fault => ({ reason, text: `x509: ${text}`, certificate });
  if (certificate.unhandledCritical.length > 0) {
    return fault("unhandled-critical-extension", "unhandled critical extension");
  }
  const child = chain.at(-1);
  if (child !== undefined && Buffer.compare(child.rawIssuer, certificate.rawSubject) !== 0) {
    return fault("other", "issuer name does not match subject from issuing certificate");
  }
  const now = at.getTime();
  if (now < notBefore.at || now > notAfter.at) {
    const time = `certificate has expired or is not yet valid: current time ${goTimeText({ at: now, offset: 0 })} is`;
    if (now < notBefore.at) return fault("not-yet-valid", `${time} before ${goTimeText(notBefore)}`);
    return fault("expired", `${time} after ${goTimeText(notAfter)}`);
  }
  if (role === "intermediate" && basicConstraints?.authority !== true) {
    return fault("not-authorized-to-sign", "certificate is not authorized to sign other certificates");
  }
  const limit = basicConstraints?.pathLength;
  const below = selfIssuedPass ? chain.slice(1).filter((one) => !isSelfIssued(one)) : chain.slice(1);
  if (limit !== undefined && BigInt(below.length) > limit) {
    return fault("too-many-intermediates", "too many intermediates for path length constraint");
  }
  return undefined;
}

export const isSelfIssued = ({ rawIssuer, rawSubject }: GoCertificate): boolean =>
  Buffer.compare(rawIssuer, rawSubject) === 0;

type Chains = (readonly GoCertificate[])[];

const LIMIT = "x509: signature check attempts limit reached while verifying certificate chain";

/** Go keeps one error for the whole search, and every candidate that gets as far as its dates sets or clears it. */
function buildChains(
  certificate: GoCertificate,
  chain: readonly GoCertificate[],
  count: { checks: number },
  question: GoQuestion,
): Chains | Fault {
  const chains: Chains = [];
  let last: Fault | undefined;
  let hint: { readonly text: string; readonly reason: PathReason; readonly of: GoCertificate } | undefined;
  const suggest = (reason: PathReason, text: string, of: GoCertificate): void => {
    hint ??= { text, reason, of };
  };
  const consider = (candidate: GoCertificate, role: Role): void => {
    if (++count.checks > SIGNATURE_CHECKS) {
      last = { reason: "signature-limit", text: LIMIT, certificate };
      return;
    }
    if (candidate.publicKey === undefined || isInChain(candidate, chain)) return;
    const refused = issuingFault(certificate, candidate, question.signatures);
    if (refused !== undefined) {
      suggest(/insecure algorithm/.test(refused) ? "insecure-algorithm" : "unknown-authority", refused, candidate);
      return;
    }
    last = invalid(candidate, role, chain, question);
    if (last !== undefined) {
      suggest("unknown-authority", last.text, candidate);
      return;
    }
    if (role === "root") {
      chains.push([...chain, candidate]);
      return;
    }
    const further = buildChains(candidate, [...chain, candidate], count, question);
    if ("reason" in further) last = further;
    else chains.push(...further);
  };
  search: for (const [pool, role] of [
    [question.roots, "root"],
    [question.intermediates, "intermediate"],
  ] as const) {
    for (const candidate of pool.parentsOf(certificate)) {
      consider(candidate, role);
      if (last?.reason === "signature-limit") break search;
    }
  }
  if (chains.length > 0) return chains;
  if (last !== undefined) return last;
  const because =
    hint === undefined
      ? ""
      : ` (possibly because of ${quoted(hint.text)} while trying to verify candidate authority certificate ${quoted(nameOf(hint.of))})`;
  const reason = hint?.reason === "insecure-algorithm" ? "insecure-algorithm" : "unknown-authority";
  return { reason, text: `x509: certificate signed by unknown authority${because}`, certificate };
}

const CANNOT_SIGN = "x509: invalid signature: parent certificate cannot sign this kind of certificate";

function issuingFault(
  certificate: GoCertificate,
  parent: GoCertificate,
  memory: SignatureMemory | undefined,
): string | undefined {
  const { version, basicConstraints, keyUsage, publicKey } = parent;
  const authority = basicConstraints === undefined ? version !== 3 : basicConstraints.authority;
  if (!authority || (keyUsage !== 0 && (keyUsage & KEY_CERT_SIGN) === 0)) return CANNOT_SIGN;
  if (publicKey === undefined) return "x509: cannot verify signature: algorithm unimplemented";
  const { signatureAlgorithm, rawToBeSigned, signature } = certificate;
  const check = (): string | undefined => signatureFault(signatureAlgorithm, rawToBeSigned, signature, publicKey);
  return memory === undefined ? check() : memory.fault(certificate, parent, check);
}

/** Same subject, key and alternative names: the same authority under another signature. */
function isInChain(candidate: GoCertificate, chain: readonly GoCertificate[]): boolean {
  for (const one of chain) {
    if (Buffer.compare(candidate.rawSubject, one.rawSubject) !== 0) continue;
    if (Buffer.compare(candidate.rawPublicKey, one.rawPublicKey) !== 0) continue;
    const [a, b] = [candidate.rawAlternativeNames, one.rawAlternativeNames];
    if (a === undefined || b === undefined) return a === b;
    if (Buffer.compare(a, b) === 0) return true;
  }
  return false;
}

const COMMON_NAME = "2.5.4.3";
const ORGANIZATION = "2.5.4.10";

/** The last one, as Go's pkix.Name takes it. */
export const commonNameOf = ({ subject }: GoCertificate): string =>
  subject.findLast(({ type }) => type === COMMON_NAME)?.value ?? "";

function nameOf(certificate: GoCertificate): string {
  const organization = certificate.subject.find(({ type }) => type === ORGANIZATION)?.value;
  return commonNameOf(certificate) || organization || `serial:${certificate.serialNumber}`;
}

/** From the root down: a usage that is not on a list is struck out, and one has to be left. */
function isUsable(chain: readonly GoCertificate[], usages: readonly string[]): boolean {
  if (usages.length === 0 || usages.includes(ANY_USAGE)) return true;
  let left = usages;
  for (const { extendedKeyUsage } of [...chain].reverse()) {
    if (extendedKeyUsage.length === 0 || extendedKeyUsage.includes(ANY_USAGE)) continue;
    left = left.filter((usage) => extendedKeyUsage.includes(usage));
    if (left.length === 0) return false;
  }
  return true;
}

/** How many names Go still lists. */
const LISTED = 100;

function nameFault(leaf: GoCertificate, name: string): Fault | undefined {
  const address = askedAddress(name);
  if (address !== undefined) {
    const same = leaf.addresses.some((own) => Buffer.compare(toFour(own) ?? own, address.bytes) === 0);
    return same ? undefined : mismatch(leaf, address.text, true);
  }
  return matchesName(leaf.dns, name) ? undefined : mismatch(leaf, name, false);
}

function mismatch(certificate: GoCertificate, host: string, isAddress: boolean): Fault {
  const { rawAlternativeNames, addresses, dns } = certificate;
  const fault = (text: string, reason: PathReason = "hostname"): Fault => ({
    reason,
    text: `x509: ${text}`,
    certificate,
  });
  if (rawAlternativeNames === undefined && matchesLabels(commonNameOf(certificate), host)) {
    return fault("certificate relies on legacy Common Name field, use SANs instead", "legacy-common-name");
  }
  if (isAddress && addresses.length === 0) {
    return fault(`cannot validate certificate for ${host} because it doesn't contain any IP SANs`);
  }
  const names = isAddress ? addresses.map(addressText) : dns;
  if (names.length >= LISTED) {
    const what = isAddress ? "IP SANs" : "names";
    return fault(`certificate is valid for ${names.length} ${what}, but none matched ${host}`);
  }
  const valid = names.join(", ");
  if (valid === "") return fault(`certificate is not valid for any names, but wanted to match ${host}`);
  return fault(`certificate is valid for ${valid}, not ${host}`);
}
