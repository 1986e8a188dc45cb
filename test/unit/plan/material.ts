import { randomBytes } from "node:crypto";
import { nodeKeyMaker, nodeSigner } from "../../../src/adapters/keys/node-keys.ts";
import type { FoundCredential } from "../../../src/inventory/credential.ts";
import type { DesiredCredential } from "../../../src/spec/desired.ts";
import { type Certificate, parseCertificate } from "../../../src/x509/certificate.ts";
import { type CertificateRequest, issue, issuerFrom, issueSelfSigned, serialFrom } from "../../../src/x509/issue.ts";
import type { PrivateKey } from "../../../src/x509/private-key.ts";

const NO_NAMES = { dns: [], addresses: [] };

/** 1 January 2027, noon; tests count from there. */
export const NOW = new Date("2027-01-01T12:00:00Z");
export const days = (count: number): Date => new Date(NOW.getTime() + count * 86_400_000);

export interface TestAuthority {
  readonly certificate: Certificate;
  readonly key: PrivateKey;
}

export function makeAuthority(commonName = "kubernetes", change: Partial<CertificateRequest> = {}): TestAuthority {
  const key = nodeKeyMaker.make("ECDSA-P256") as PrivateKey;
  const request: CertificateRequest = {
    subject: { commonName, organizations: [] },
    names: NO_NAMES,
    extendedKeyUsage: [],
    authority: { pathLength: 0 },
    publicKey: key.publicKey,
    serialNumber: serialFrom(randomBytes(20)),
    notBefore: days(-30),
    notAfter: days(3650),
    ...change,
  };
  const { algorithm, sign } = nodeSigner(key);
  return { certificate: parseCertificate(issueSelfSigned(request, algorithm, sign) as Uint8Array), key };
}

/** A server's credential, as it should be. */
export const DESIRED: DesiredCredential = {
  id: "apiserver",
  issuer: "ca",
  subject: { commonName: "kube-apiserver", organizations: [] },
  names: { dns: ["cp-1", "kubernetes"], addresses: ["10.0.0.11", "fd00::1"] },
  extendedKeyUsage: ["serverAuth"],
  algorithm: "ECDSA-P256",
  lifetime: 100 * 86_400,
  keyEncoding: "pkcs8",
  withRoot: false,
  store: { certificate: "apiserver.crt", key: "apiserver.key" },
};

/** A credential that is there: the one desired, or one that differs. */
export function makeFound(
  authority: TestAuthority,
  change: Partial<CertificateRequest> = {},
  algorithm: DesiredCredential["algorithm"] = "ECDSA-P256",
): FoundCredential {
  const key = nodeKeyMaker.make(algorithm) as PrivateKey;
  const { subject, names, extendedKeyUsage } = DESIRED;
  const request: CertificateRequest = {
    subject,
    names,
    extendedKeyUsage,
    publicKey: key.publicKey,
    serialNumber: serialFrom(randomBytes(20)),
    notBefore: days(-10),
    notAfter: days(90),
    ...change,
  };
  const signer = nodeSigner(authority.key);
  const issuer = issuerFrom(authority.certificate, authority.key.algorithm, signer.sign);
  const certificate = parseCertificate(issue(request, issuer) as Uint8Array);
  return { certificate, key, certificatePem: "", keyPem: "" };
}
