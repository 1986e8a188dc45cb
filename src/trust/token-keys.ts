/**
 * The keys that an API server takes from a file of --service-account-key-file (k8s.io/client-go util/keyutil key.go
 * `ParsePublicKeysPEM`): public RSA and EC keys, bare or in certificates; private RSA keys of both forms; private EC keys
 * of the older form alone (`EC PRIVATE KEY`). Whatever else stands in the file is passed over. A file without any ends the
 * API server at its start.
 */
import type { Content } from "../inventory/actual.ts";
import { keyFamily } from "../x509/algorithm.ts";
import { DerError } from "../x509/der-reader.ts";
import { publicKeyAlgorithm } from "../x509/key-encoding.ts";

export const NO_TOKEN_KEYS = "data does not contain any valid RSA or ECDSA public keys";

/** SubjectPublicKeyInfo of each, DER. */
export const tokenKeysOf = (contents: readonly Content[]): Uint8Array[] =>
  contents.flatMap((content) => {
    const key = keyIn(content);
    return key === undefined || isEd25519(key) ? [] : [key];
  });

function keyIn(content: Content): Uint8Array | undefined {
  if (content.kind === "public-key") return content.publicKey;
  if (content.kind === "certificate") return content.certificate.publicKey;
  if (content.kind !== "private-key" || content.key === undefined) return undefined;
  const { key, label } = content;
  return keyFamily(key.algorithm) === "ECDSA" && label === "PRIVATE KEY" ? undefined : key.publicKey;
}

function isEd25519(publicKey: Uint8Array): boolean {
  try {
    return publicKeyAlgorithm(publicKey) === "Ed25519";
  } catch (error) {
    if (error instanceof DerError) return true;
    throw error;
  }
}
