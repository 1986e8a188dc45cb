/** Requests for what is to be made: validity, clamping and profile, from the desired state and the time. */
import type { DesiredAuthority, DesiredCredential } from "../spec/desired.ts";
import type { CertificateRequest } from "../x509/issue.ts";

/** When a certificate made at a time is valid. Nothing outlives its issuer. */
export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

const seconds = (at: Date, offset: number): Date => new Date((Math.floor(at.getTime() / 1000) + offset) * 1000);

/**
 * A life of `lifetime` seconds from now on; the start lies `backdate` seconds earlier for clocks that are late. Cut to
 * the issuer's own end.
 */
export function validityAt(at: Date, lifetime: number, backdate: number, issuerNotAfter: Date | undefined): Validity {
  const notAfter = seconds(at, lifetime);
  return {
    notBefore: seconds(at, -backdate),
    notAfter: issuerNotAfter !== undefined && issuerNotAfter < notAfter ? issuerNotAfter : notAfter,
  };
}

export function credentialRequest(
  desired: DesiredCredential,
  publicKey: Uint8Array,
  serialNumber: Uint8Array,
  validity: Validity,
): CertificateRequest {
  const { subject, names, extendedKeyUsage } = desired;
  return { subject, names, extendedKeyUsage, publicKey, serialNumber, ...validity };
}

export function authorityRequest(
  desired: DesiredAuthority,
  publicKey: Uint8Array,
  serialNumber: Uint8Array,
  validity: Validity,
): CertificateRequest {
  return {
    subject: desired.subject,
    names: { dns: [], addresses: [] },
    extendedKeyUsage: [],
    authority: {
      pathLength: desired.pathLength,
      ...(desired.nameConstraints === undefined ? {} : { nameConstraints: desired.nameConstraints }),
    },
    publicKey,
    serialNumber,
    ...validity,
  };
}
