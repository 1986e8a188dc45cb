/** Public keys as JSON Web Keys (RFC 7517, RFC 7518), as the API server publishes those of service-account tokens. */
import { createHash } from "node:crypto";
import type { KeyAlgorithm } from "./algorithm.ts";
import { DerReader, integerContents } from "./der-reader.ts";
import { TAG } from "./der-writer.ts";
import { curveOf, publicKeyAlgorithm, rawPublicKey } from "./key-encoding.ts";

export interface Jwk {
  readonly use: "sig";
  readonly kty: "RSA" | "EC";
  /** Base64url of the SHA-256 of the SubjectPublicKeyInfo (kubernetes pkg/serviceaccount/jwt.go `keyIDFromPublicKey`). */
  readonly kid: string;
  readonly alg: string;
  readonly [parameter: string]: string;
}

/** `alg` and curve by key (kubernetes pkg/serviceaccount/jwt.go `signerFromRSAPrivateKey`, `signerFromECDSAPrivateKey`). */
const EC: Readonly<Partial<Record<KeyAlgorithm, { readonly alg: string; readonly crv: string }>>> = {
  "ECDSA-P256": { alg: "ES256", crv: "P-256" },
  "ECDSA-P384": { alg: "ES384", crv: "P-384" },
  "ECDSA-P521": { alg: "ES512", crv: "P-521" },
};

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");

/** A SubjectPublicKeyInfo as JWK. Throws RangeError for a key that tokens cannot be signed with. */
export function encodeJwk(publicKey: Uint8Array): Jwk {
  const algorithm = publicKeyAlgorithm(publicKey);
  const kid = base64url(createHash("sha256").update(publicKey).digest());
  const raw = rawPublicKey(publicKey);
  const ec = algorithm === undefined ? undefined : EC[algorithm];
  const curve = algorithm === undefined ? undefined : curveOf(algorithm);
  if (ec !== undefined && curve !== undefined) {
    // After the byte that says that the point is not compressed.
    const [x, y] = [raw.subarray(1, 1 + curve.bytes), raw.subarray(1 + curve.bytes)];
    return { use: "sig", kty: "EC", kid, crv: ec.crv, alg: ec.alg, x: base64url(x), y: base64url(y) };
  }
  if (algorithm?.startsWith("RSA") !== true)
    throw new RangeError(`no token is signed with ${algorithm ?? "such a key"}`);
  const key = new DerReader(raw).enter(TAG.sequence, "RSAPublicKey");
  const [n, e] = [integerContents(key, "modulus"), integerContents(key, "exponent")];
  return { use: "sig", kty: "RSA", kid, alg: "RS256", n: base64url(withoutZero(n)), e: base64url(withoutZero(e)) };
}

const withoutZero = (bytes: Uint8Array): Uint8Array => (bytes[0] === 0 ? bytes.subarray(1) : bytes);
