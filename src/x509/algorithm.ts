/** A key algorithm with its size or curve, in kubeadm's spelling where it has one (`encryptionAlgorithm`, v1beta4). */
export type KeyAlgorithm =
  | "RSA-2048"
  | "RSA-3072"
  | "RSA-4096"
  | "ECDSA-P256"
  | "ECDSA-P384"
  | "ECDSA-P521"
  | "Ed25519";

export const KEY_ALGORITHMS: readonly KeyAlgorithm[] = [
  "RSA-2048",
  "RSA-3072",
  "RSA-4096",
  "ECDSA-P256",
  "ECDSA-P384",
  "ECDSA-P521",
  "Ed25519",
];

/** What others made: RSA keys are of any size. */
export type FoundAlgorithm = KeyAlgorithm | `RSA-${number}`;

/** The family decides key usage bits, PEM header and signature encoding. */
export type KeyFamily = "RSA" | "ECDSA" | "Ed25519";

export function keyFamily(algorithm: FoundAlgorithm): KeyFamily {
  if (algorithm === "Ed25519") return "Ed25519";
  return algorithm.startsWith("RSA") ? "RSA" : "ECDSA";
}
