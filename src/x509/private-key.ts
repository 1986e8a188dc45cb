import type { FoundAlgorithm } from "./algorithm.ts";

/**
 * A private key in memory. The secret is in a private field: it does not appear in a log, in JSON or in `inspect`,
 * and leaves only through the encoders of `key-encoding.ts`.
 */
export class PrivateKey {
  readonly algorithm: FoundAlgorithm;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly #secret: Uint8Array;

  /**
   * @param secret RSA: the PKCS#1 RSAPrivateKey, DER. ECDSA: the scalar, big-endian, padded to the curve's length.
   *   Ed25519: the 32-byte seed.
   */
  constructor(algorithm: FoundAlgorithm, publicKey: Uint8Array, secret: Uint8Array) {
    this.algorithm = algorithm;
    this.publicKey = publicKey;
    this.#secret = secret;
  }

  /** The secret bytes, for the encoders and signers only. */
  static secretOf(key: PrivateKey): Uint8Array {
    return key.#secret;
  }

  toJSON(): string {
    return `[private key ${this.algorithm}]`;
  }
}
