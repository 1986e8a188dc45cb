/** A client's certificate before a server of k8s.io/apiserver: who it is, or why it is nobody. */
import type { Certificate } from "../x509/certificate.ts";
import { OID } from "../x509/oid.ts";

/** Subject to user (k8s.io/apiserver pkg/authentication/request/x509/x509.go `CommonNameUserConversion`). */
export function subjectUser(certificate: Certificate): { readonly user: string; readonly groups: readonly string[] } {
  const values = (type: string): string[] =>
    certificate.subject.filter((attribute) => attribute.type === type).map(({ value }) => value);
  // Of several common names Go keeps the last.
  return { user: values(OID.commonName).at(-1) ?? "", groups: values(OID.organizationName) };
}

/** How a refused certificate is named in the API server's log (x509.go `certificateIdentifier`). */
export function certificateIdentifier({ serialNumber, extensions }: Certificate): string {
  const serial = signedInteger(serialNumber);
  const { subjectKeyIdentifier, authorityKeyIdentifier } = extensions;
  return `SN=${serial}, SKID=${colonHex(subjectKeyIdentifier)}, AKID=${colonHex(authorityKeyIdentifier)}`;
}

function signedInteger(bytes: Uint8Array): bigint {
  const value = BigInt(`0x${Buffer.from(bytes).toString("hex") || "0"}`);
  return BigInt.asIntN(Math.max(8, bytes.length * 8), value);
}

const colonHex = (bytes: Uint8Array | undefined): string =>
  bytes === undefined ? "" : [...bytes].map((byte) => byte.toString(16).padStart(2, "0").toUpperCase()).join(":");
