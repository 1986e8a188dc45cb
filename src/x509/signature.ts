/** Signature algorithms: which one goes with a key, as Go chooses by default (crypto/x509 `signingParamsForKey`). */
import type { FoundAlgorithm, KeyAlgorithm } from "./algorithm.ts";
import * as der from "./der-writer.ts";
import { OID } from "./oid.ts";

export interface SignatureAlgorithm {
  readonly name: string;
  readonly oid: string;
  /** The digest for node:crypto; null for Ed25519, which hashes by itself. */
  readonly digest: "sha256" | "sha384" | "sha512" | null;
  /** AlgorithmIdentifier, DER. RSA carries a NULL, the others nothing (RFC 4055, 5758, 8410). */
  readonly identifier: Uint8Array;
}

const entry = (
  name: string,
  oid: string,
  digest: SignatureAlgorithm["digest"],
  parameters: readonly Uint8Array[] = [],
): SignatureAlgorithm => ({ name, oid, digest, identifier: der.sequence(der.oid(oid), ...parameters) });

const RSA = entry("SHA256-RSA", OID.sha256WithRSAEncryption, "sha256", [der.NULL]);

const BY_KEY: Readonly<Record<KeyAlgorithm, SignatureAlgorithm>> = {
  "RSA-2048": RSA,
  "RSA-3072": RSA,
  "RSA-4096": RSA,
  "ECDSA-P256": entry("ECDSA-SHA256", OID.ecdsaWithSHA256, "sha256"),
  "ECDSA-P384": entry("ECDSA-SHA384", OID.ecdsaWithSHA384, "sha384"),
  "ECDSA-P521": entry("ECDSA-SHA512", OID.ecdsaWithSHA512, "sha512"),
  Ed25519: entry("Ed25519", OID.ed25519, null),
};

export const signatureAlgorithmFor = (key: FoundAlgorithm): SignatureAlgorithm => BY_KEY[key as KeyAlgorithm] ?? RSA;
