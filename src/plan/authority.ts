/** Whether an authority that is there, or was supplied, can be used. */
import type { DesiredAuthority } from "../spec/desired.ts";
import { type Certificate, isAuthority } from "../x509/certificate.ts";
import { nameText } from "../x509/name.ts";
import type { PrivateKey } from "../x509/private-key.ts";

/** Something that forbids using an authority, in words, with what to do. */
export interface AuthorityFault {
  readonly message: string;
  readonly remedy: string;
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
    };
  }
  if (at > certificate.notAfter) {
    return {
      message: `the authority ${name} expired on ${certificate.notAfter.toISOString().slice(0, 10)}`,
      remedy: "nothing that it signs is accepted: supply or make a new authority and rotate to it",
    };
  }
  if (at < certificate.notBefore) {
    return {
      message: `the authority ${name} is valid only from ${certificate.notBefore.toISOString()}`,
      remedy: "check the clock, or wait until then",
    };
  }
  if (key !== undefined && Buffer.compare(key.publicKey, certificate.publicKey) !== 0) {
    return {
      message: `the private key does not belong to the authority ${name}`,
      remedy: "supply the key whose public half is in the certificate",
    };
  }
  return undefined;
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
  return differences;
}
