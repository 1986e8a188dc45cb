/** ECDSA whose signatures follow from key and message alone (RFC 6979), so that the same seed gives the same files. */
import { createECDH, createHash, createHmac } from "node:crypto";
import type { SignerFor } from "../../ports.ts";
import { sequence, unsignedInteger } from "../../x509/der-writer.ts";
import { type Curve, curveOf } from "../../x509/key-encoding.ts";
import { PrivateKey } from "../../x509/private-key.ts";
import { signatureAlgorithmFor } from "../../x509/signature.ts";
import { nodeSigner } from "./node-keys.ts";

/** Orders of the curves' groups (SEC 2, version 2). */
const ORDERS: Readonly<Record<string, bigint>> = {
  prime256v1: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  secp384r1: 0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  secp521r1:
    0x1fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409n,
};

/**
 * A signer for tests: everything that it signs comes out the same each time. RSA and Ed25519 are so by themselves. Not
 * for keys that matter: its arithmetic takes longer for some numbers than for others, which tells about the key.
 */
export const deterministicSigner: SignerFor = (key) => {
  const curve = curveOf(key.algorithm);
  if (curve === undefined) return nodeSigner(key);
  const digest = signatureAlgorithmFor(key.algorithm).digest ?? "sha256";
  const sign = (bytes: Uint8Array): Uint8Array =>
    signHash(curve, digest, PrivateKey.secretOf(key), createHash(digest).update(bytes).digest());
  return { publicKey: key.publicKey, algorithm: key.algorithm, sign };
};

function signHash(curve: Curve, digest: string, secret: Uint8Array, hash: Uint8Array): Uint8Array {
  const order = ORDERS[curve.openssl] ?? 0n;
  const bits = order.toString(2).length;
  const z = leftmost(hash, bits);
  for (const nonce of nonces(curve, digest, secret, z % order, order, bits)) {
    const point = createECDH(curve.openssl);
    point.setPrivateKey(octets(nonce, curve.bytes));
    const r = numberOf(point.getPublicKey().subarray(1, 1 + curve.bytes)) % order;
    const s = (inverse(nonce, order) * (z + r * numberOf(secret))) % order;
    if (r !== 0n && s !== 0n) {
      return sequence(unsignedInteger(octets(r, curve.bytes)), unsignedInteger(octets(s, curve.bytes)));
    }
  }
  throw new Error("no nonce gave a signature");
}

/** Candidates for the secret number of one signature (RFC 6979 section 3.2). */
function* nonces(
  curve: Curve,
  digest: string,
  secret: Uint8Array,
  z: bigint,
  order: bigint,
  bits: number,
): Generator<bigint, void> {
  const length = createHash(digest).digest().length;
  const mac = (key: Uint8Array, ...parts: Uint8Array[]): Buffer =>
    parts.reduce((hmac, part) => hmac.update(part), createHmac(digest, key)).digest();
  const seed = Buffer.concat([octets(numberOf(secret), curve.bytes), octets(z, curve.bytes)]);
  let value: Buffer = Buffer.alloc(length, 1);
  let key: Buffer = mac(Buffer.alloc(length), value, Buffer.of(0), seed);
  value = mac(key, value);
  key = mac(key, value, Buffer.of(1), seed);
  value = mac(key, value);
  for (;;) {
    let drawn: Buffer = Buffer.alloc(0);
    while (drawn.length < curve.bytes) {
      value = mac(key, value);
      drawn = Buffer.concat([drawn, value]);
    }
    const nonce = leftmost(drawn, bits);
    if (nonce > 0n && nonce < order) yield nonce;
    key = mac(key, value, Buffer.of(0));
    value = mac(key, value);
  }
}

const numberOf = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString("hex")}`);

const octets = (value: bigint, length: number): Buffer =>
  Buffer.from(value.toString(16).padStart(2 * length, "0"), "hex");

/** The leftmost bits of a text of bytes, as a number. */
function leftmost(bytes: Uint8Array, bits: number): bigint {
  const surplus = bytes.length * 8 - bits;
  return surplus > 0 ? numberOf(bytes) >> BigInt(surplus) : numberOf(bytes);
}

/** By Euclid's extended algorithm. */
function inverse(value: bigint, modulus: bigint): bigint {
  let [remainder, next] = [modulus, value % modulus];
  let [coefficient, following] = [0n, 1n];
  while (next !== 0n) {
    const quotient = remainder / next;
    [remainder, next] = [next, remainder - quotient * next];
    [coefficient, following] = [following, coefficient - quotient * following];
  }
  return ((coefficient % modulus) + modulus) % modulus;
}
