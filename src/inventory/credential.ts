/** Reading a credential that is there: two files, or a kubeconfig with both inside. */
import { type Certificate, parseCertificates } from "../x509/certificate.ts";
import { parsePrivateKey } from "../x509/key-encoding.ts";
import type { PrivateKey } from "../x509/private-key.ts";

/** A certificate and its key as found, with their PEM texts as they stand in the files. */
export interface FoundCredential {
  readonly certificate: Certificate;
  readonly key: PrivateKey;
  readonly certificatePem: string;
  readonly keyPem: string;
}

/** Why there is no usable credential: nothing there, half of it, or damaged. */
export type CredentialFault =
  | { readonly fault: "absent" }
  | { readonly fault: "certificate-missing" }
  | { readonly fault: "key-missing" }
  | { readonly fault: "unreadable"; readonly reason: string }
  | { readonly fault: "key-mismatch" };

export type CredentialFinding = FoundCredential | CredentialFault;

export const isFound = (finding: CredentialFinding): finding is FoundCredential => "certificate" in finding;

/** A pair of PEM texts. The key's public half is computed and compared with the certificate's. `open` decrypts a key. */
export function readPair(
  certificatePem: string | undefined,
  keyPem: string | undefined,
  open?: (bytes: Uint8Array) => Uint8Array,
): CredentialFinding {
  if (certificatePem === undefined && keyPem === undefined) return { fault: "absent" };
  if (certificatePem === undefined) return { fault: "certificate-missing" };
  if (keyPem === undefined) return { fault: "key-missing" };
  try {
    const [certificate] = parseCertificates(certificatePem);
    const key = parsePrivateKey(keyPem, open);
    if (certificate === undefined) return { fault: "certificate-missing" };
    if (Buffer.compare(certificate.publicKey, key.publicKey) !== 0) return { fault: "key-mismatch" };
    return { certificate, key, certificatePem, keyPem };
  } catch (error) {
    return { fault: "unreadable", reason: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * The embedded pair of a kubeconfig with one user. Read by its two fields alone: whatever else differs is found when
 * the file is compared with the one that should be there.
 */
export function readKubeconfigPair(text: string | undefined): CredentialFinding {
  if (text === undefined) return { fault: "absent" };
  return readPair(embedded(text, "client-certificate-data"), embedded(text, "client-key-data"));
}

function embedded(text: string, field: string): string | undefined {
  const match = new RegExp(`^\\s*${field}:[ ]*"?([A-Za-z0-9+/=]+)"?[ ]*$`, "m").exec(text);
  return match?.[1] === undefined ? undefined : Buffer.from(match[1], "base64").toString("latin1");
}

/** A fault in words. */
export function faultText(fault: CredentialFault): string {
  switch (fault.fault) {
    case "absent":
      return "there is none yet";
    case "certificate-missing":
      return "its certificate is missing";
    case "key-missing":
      return "its key is missing";
    case "unreadable":
      return `it cannot be read: ${fault.reason}`;
    case "key-mismatch":
      return "its key does not belong to its certificate";
  }
}
