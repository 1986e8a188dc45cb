/** Compare a credential that is there with the one that should be. */
import { type CredentialFinding, faultText, isFound } from "../inventory/credential.ts";
import type { DesiredCredential } from "../spec/desired.ts";
import type { Certificate } from "../x509/certificate.ts";
import { keyUsagesFor } from "../x509/issue.ts";
import { encodeName, nameText, parseName, subjectOf } from "../x509/name.ts";
import { isSignedBy } from "../x509/signed-by.ts";
import type { Action } from "./step.ts";

/** What a verdict needs to know beside the two. */
export interface CredentialTerms {
  /** The issuer's certificate; undefined when it is about to be made. */
  readonly issuer: Certificate | undefined;
  readonly at: Date;
  /** A credential with less than this share of its life left is renewed. */
  readonly renewBefore: number;
}

export interface Verdict {
  readonly action: Extract<Action, "create" | "renew" | "reissue" | "keep" | "refuse">;
  readonly reasons: readonly string[];
}

/** Create, renew, reissue, keep or refuse, with every reason and not only the first. */
export function judgeCredential(desired: DesiredCredential, found: CredentialFinding, terms: CredentialTerms): Verdict {
  if (!isFound(found)) {
    const action = found.fault === "absent" ? "create" : "reissue";
    return { action, reasons: [faultText(found)] };
  }
  const { certificate, key } = found;
  if (terms.issuer === undefined) return { action: "refuse", reasons: [newAuthority(desired.issuer)] };
  const reasons = [
    ...issuerReasons(certificate, desired, terms.issuer),
    ...subjectReasons(certificate, desired),
    ...listReasons("name", desired.names.dns, certificate.extensions.names?.dns ?? []),
    ...listReasons("address", desired.names.addresses, certificate.extensions.names?.addresses ?? []),
    ...usageReasons(certificate, desired),
  ];
  if (key.algorithm !== desired.algorithm) reasons.push(`its key is ${key.algorithm}, not ${desired.algorithm}`);
  if (reasons.length > 0) return { action: "reissue", reasons };
  const due = renewalReason(certificate, terms.at, terms.renewBefore);
  return due === undefined ? { action: "keep", reasons: [] } : { action: "renew", reasons: [due] };
}

/** Whoever verifies the certificate that is there does not believe a new authority yet. */
const newAuthority = (issuer: string): string =>
  `its authority ${issuer} would be a new one, which nothing that runs believes: to replace it takes a rotation`;

function issuerReasons(certificate: Certificate, desired: DesiredCredential, issuer: Certificate): string[] {
  const identifier = issuer.extensions.subjectKeyIdentifier;
  const named = certificate.extensions.authorityKeyIdentifier;
  const sameName = Buffer.compare(certificate.rawIssuer, issuer.rawSubject) === 0;
  const sameKey = identifier === undefined || named === undefined || Buffer.compare(identifier, named) === 0;
  if (!sameName || !sameKey)
    return [`it was issued by ${nameText(parseName(certificate.rawIssuer))}, not by this ${desired.issuer}`];
  // Another authority may have the same name, and not every certificate says whose key signed it.
  if (!isSignedBy(certificate, issuer)) return [`its signature is not by the key of this ${desired.issuer}`];
  if (certificate.notAfter > issuer.notAfter) return [`it outlives its authority ${desired.issuer}`];
  return [];
}

/** By what Kubernetes reads of it: another tool's string types and its order of groups say the same. */
function subjectReasons(certificate: Certificate, desired: DesiredCredential): string[] {
  const wanted = encodeName(desired.subject);
  if (Buffer.compare(certificate.rawSubject, wanted) === 0) return [];
  const { commonName, organizations } = desired.subject;
  const found = subjectOf(certificate.subject);
  const nothingElse = certificate.subject.length === organizations.length + 1;
  if (nothingElse && found.commonName === commonName && sameSet(found.organizations, organizations)) return [];
  return [`its subject is ${nameText(certificate.subject)}, not ${nameText(parseName(wanted))}`];
}

function listReasons(what: string, wanted: readonly string[], found: readonly string[]): string[] {
  const missing = wanted.filter((item) => !found.includes(item));
  const surplus = found.filter((item) => !wanted.includes(item));
  const reasons: string[] = [];
  if (missing.length > 0)
    reasons.push(
      `it lacks the ${what}${missing.length > 1 ? (what === "address" ? "es" : "s") : ""} ${missing.join(", ")}`,
    );
  if (surplus.length > 0) reasons.push(`it carries ${surplus.join(", ")}, no longer wanted`);
  return reasons;
}

function usageReasons(certificate: Certificate, desired: DesiredCredential): string[] {
  const { extendedKeyUsage = [], keyUsage = [], basicConstraints, names } = certificate.extensions;
  const reasons: string[] = [];
  if (!sameSet(extendedKeyUsage, desired.extendedKeyUsage)) {
    reasons.push(`it is for ${list(extendedKeyUsage)}, not for ${list(desired.extendedKeyUsage)}`);
  }
  const usages = keyUsagesFor(desired.algorithm, desired.extendedKeyUsage, false);
  if (!sameSet(keyUsage, usages)) reasons.push(`its key usage is ${list(keyUsage)}, not ${list(usages)}`);
  if (basicConstraints?.authority !== false) reasons.push("it does not say that it is no authority");
  if ((names?.uris.length ?? 0) + (names?.emails.length ?? 0) > 0) reasons.push("it carries URI or e-mail names");
  return reasons;
}

const list = (items: readonly string[]): string => (items.length === 0 ? "nothing" : items.join(" and "));

const sameSet = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((item) => b.includes(item));

/** Why a certificate is due, or undefined. */
export function renewalReason(certificate: Certificate, at: Date, renewBefore: number): string | undefined {
  const { notBefore, notAfter } = certificate;
  if (at < notBefore) return `it is valid only from ${day(notBefore)}`;
  if (at > notAfter) return `it expired on ${day(notAfter)}`;
  const left = (notAfter.getTime() - at.getTime()) / (notAfter.getTime() - notBefore.getTime());
  return left < renewBefore
    ? `it expires on ${day(notAfter)}, with ${Math.floor(left * 100)} % of its life left`
    : undefined;
}

const day = (at: Date): string => `${at.toISOString().slice(0, 10)}`;
