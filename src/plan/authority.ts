/** Whether an authority that is there, or was supplied, can be used. */
import type { DesiredAuthority } from "../spec/desired.ts";
import { type Certificate, isAuthority, isSelfIssued } from "../x509/certificate.ts";
import { encodeNameConstraints } from "../x509/extensions.ts";
import { nameText, parseName } from "../x509/name.ts";
import type { PrivateKey } from "../x509/private-key.ts";

/** Something that forbids using an authority, in words, with what to do. */
export interface AuthorityFault {
  readonly message: string;
  readonly remedy: string;
  /** Which of the two files is at fault. */
  readonly about: "certificate" | "key";
}

/** The first thing that forbids using a certificate (and its key, when there is one) as an authority at a time. */
export function authorityFault(
  certificate: Certificate,
  key: PrivateKey | undefined,
  at: Date,
): AuthorityFault | undefined {
  const name = nameText(certificate.subject);
  if (!isAuthority(certificate)) {
    return {
      message: `the certificate ${name} is not an authority (basicConstraints CA:TRUE and keyCertSign)`,
      remedy: "supply the certificate of the authority itself, not one that it issued",
      about: "certificate",
    };
  }
  if (at > certificate.notAfter) {
    return {
      message: `the authority ${name} expired on ${certificate.notAfter.toISOString().slice(0, 10)}`,
      remedy: "nothing that it signs is accepted: supply or make a new authority and rotate to it",
      about: "certificate",
    };
  }
  if (at < certificate.notBefore) {
    return {
      message: `the authority ${name} is valid only from ${certificate.notBefore.toISOString()}`,
      remedy: "check the clock, or wait until then",
      about: "certificate",
    };
  }
  if (key !== undefined && Buffer.compare(key.publicKey, certificate.publicKey) !== 0) {
    return {
      message: `the private key does not belong to the authority ${name}`,
      remedy: "supply the key whose public half is in the certificate",
      about: "key",
    };
  }
  return undefined;
}

/**
 * What stands above a supplied authority has to have signed what stands below it: a file of two unrelated authorities is
 * none that one signer could use (kubernetes pkg/controller/certificates/signer/ca_provider.go).
 */
export function chainFault(
  certificate: Certificate,
  above: readonly Certificate[],
  at: Date,
): AuthorityFault | undefined {
  let below = certificate;
  for (const next of above) {
    if (!signedBy(below, next)) {
      return {
        message: `the file goes on with ${nameText(next.subject)}, which did not sign ${nameText(below.subject)}`,
        remedy:
          "supply one authority, followed by what stands above it; of an old and a new one, the one that is to sign",
        about: "certificate",
      };
    }
    const fault = authorityFault(next, undefined, at);
    if (fault !== undefined) return fault;
    below = next;
  }
  return undefined;
}

/** By names and key identifiers, as a verifier looks for an issuer. */
function signedBy(certificate: Certificate, issuer: Certificate): boolean {
  if (Buffer.compare(certificate.rawIssuer, issuer.rawSubject) !== 0) return false;
  const [named, own] = [certificate.extensions.authorityKeyIdentifier, issuer.extensions.subjectKeyIdentifier];
  return named === undefined || own === undefined || Buffer.compare(named, own) === 0;
}

/** Why an authority that exists does not stand where it should: below its root, or on its own. */
export function parentFault(
  certificate: Certificate,
  parent: Certificate | undefined,
  parentId: string | undefined,
): string | undefined {
  if (parentId === undefined) {
    return isSelfIssued(certificate)
      ? undefined
      : `it was signed by ${nameText(parseName(certificate.rawIssuer))}, and the specification has no root above it`;
  }
  if (isSelfIssued(certificate)) return `it signs itself, and the specification puts ${parentId} above it`;
  if (parent === undefined) return `it exists, while ${parentId}, which signed it, is missing`;
  return signedBy(certificate, parent) ? undefined : `it was not signed by ${parentId}, which is there`;
}

/**
 * In what an authority that exists differs from the specification. It is kept all the same: to replace an authority is
 * a rotation, which has its own order of steps.
 */
export function authorityDifferences(
  desired: DesiredAuthority,
  certificate: Certificate,
  key: PrivateKey | undefined,
): string[] {
  const differences: string[] = [];
  const commonName = certificate.subject.findLast((a) => a.type === "2.5.4.3")?.value;
  if (commonName !== desired.subject.commonName) {
    differences.push(`its name is ${commonName}, the specification says ${desired.subject.commonName}`);
  }
  if (key !== undefined && key.algorithm !== desired.algorithm) {
    differences.push(`its key is ${key.algorithm}, the specification says ${desired.algorithm}`);
  }
  const limits = certificate.extensions.rawNameConstraints;
  const wanted = desired.nameConstraints && encodeNameConstraints(desired.nameConstraints);
  if (Buffer.compare(limits ?? NONE, wanted ?? NONE) !== 0) {
    differences.push("its name constraints are not those of the specification");
  }
  return differences;
}

const NONE = new Uint8Array();
