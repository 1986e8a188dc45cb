/** Public keys as Go parses them, and signatures as it checks them (crypto/x509 parser.go and x509.go). */
import { constants, createPublicKey, type KeyObject, verify } from "node:crypto";
import * as der from "../der-writer.ts";
import { OID } from "../oid.ts";
import { isOnCurve } from "./curve-point.ts";
import { type Bits, GoReader, rightAligned, signed } from "./go-reader.ts";

export interface AlgorithmIdentifier {
  readonly oid: string;
  /** DER, empty when there are none. */
  readonly parameters: Uint8Array;
}

export type GoPublicKey =
  | { readonly kind: "RSA"; readonly modulus: Uint8Array; readonly exponent: bigint }
  | { readonly kind: "ECDSA"; readonly curve: string; readonly point: Uint8Array }
  | { readonly kind: "Ed25519"; readonly point: Uint8Array }
  /** Known to Go, but no signature is checked with it. */
  | { readonly kind: "DSA" };

const NULL = Buffer.from(der.NULL);
const DSA = "1.2.840.10040.4.1";

/** Coordinate bytes by curve. */
const CURVES: Readonly<Record<string, { readonly bytes: number; readonly name: string }>> = {
  "1.3.132.0.33": { bytes: 28, name: "P224" },
  [OID.prime256v1]: { bytes: 32, name: "P256" },
  [OID.secp384r1]: { bytes: 48, name: "P384" },
  [OID.secp521r1]: { bytes: 66, name: "P521" },
};

/** Go's text when it refuses; undefined for an algorithm that it does not know, which is fine in a leaf. */
export function parseGoKey({ oid, parameters }: AlgorithmIdentifier, bits: Bits): GoPublicKey | string | undefined {
  const data = rightAligned(bits);
  switch (oid) {
    case OID.rsaEncryption:
      return NULL.equals(parameters) ? rsaKey(data) : "x509: RSA key missing NULL parameters";
    case OID.ecPublicKey:
      return ecKey(parameters, data);
    case OID.ed25519:
      if (parameters.length > 0) return "x509: Ed25519 key encoded with illegal parameters";
      return data.length === 32 ? { kind: "Ed25519", point: data } : "x509: wrong Ed25519 public key size";
    case DSA:
      return dsaKey(parameters, data);
    default:
      return undefined;
  }
}

function rsaKey(data: Uint8Array): GoPublicKey | string {
  const fields = new GoReader(data).read(0x30);
  if (fields === undefined) return "x509: invalid RSA public key";
  const modulus = fields.integer();
  if (modulus === undefined) return "x509: invalid RSA modulus";
  const exponent = fields.int();
  if (exponent === undefined) return "x509: invalid RSA public exponent";
  if (signed(modulus) <= 0n) return "x509: RSA modulus is not a positive number";
  if (exponent <= 0n) return "x509: RSA public exponent is not a positive number";
  return { kind: "RSA", modulus, exponent };
}

function ecKey(parameters: Uint8Array, data: Uint8Array): GoPublicKey | string {
  const curve = new GoReader(parameters).oid();
  if (curve === undefined) return "x509: invalid ECDSA parameters";
  const known = CURVES[curve];
  if (known === undefined) return "x509: unsupported elliptic curve";
  if (data[0] !== 4) return "ecdsa: invalid uncompressed public key";
  if (data.length !== 1 + 2 * known.bytes) return `invalid ${known.name} point encoding`;
  if (!isOnCurve(data, known.bytes)) return `${known.name} point not on curve`;
  return { kind: "ECDSA", curve, point: data };
}

function dsaKey(parameters: Uint8Array, data: Uint8Array): GoPublicKey | string {
  const y = new GoReader(data).integer();
  if (y === undefined) return "x509: invalid DSA public key";
  const fields = new GoReader(parameters).read(0x30);
  const numbers = [fields?.integer(), fields?.integer(), fields?.integer()];
  if (numbers.includes(undefined)) return "x509: invalid DSA parameters";
  const positive = [y, ...numbers].every((bytes) => bytes !== undefined && signed(bytes) > 0n);
  return positive ? { kind: "DSA" } : "x509: zero or negative DSA parameter";
}

const objects = new WeakMap<GoPublicKey, KeyObject>();

/** Undefined when OpenSSL refuses it: a point that is not on its curve. */
function opened(key: GoPublicKey): KeyObject | undefined {
  const known = objects.get(key);
  if (known !== undefined) return known;
  try {
    const object = createPublicKey({ key: Buffer.from(subjectPublicKeyInfo(key)), format: "der", type: "spki" });
    objects.set(key, object);
    return object;
  } catch {
    return undefined;
  }
}

function subjectPublicKeyInfo(key: GoPublicKey): Uint8Array {
  const info = (algorithm: readonly Uint8Array[], bits: Uint8Array): Uint8Array =>
    der.sequence(der.sequence(...algorithm), der.bitString(bits));
  switch (key.kind) {
    case "RSA": {
      const numbers = der.sequence(der.tlv(2, key.modulus), der.unsignedInteger(bytesOf(key.exponent)));
      return info([der.oid(OID.rsaEncryption), der.NULL], numbers);
    }
    case "ECDSA":
      return info([der.oid(OID.ecPublicKey), der.oid(key.curve)], key.point);
    case "Ed25519":
      return info([der.oid(OID.ed25519)], key.point);
    default:
      throw new Error(`no signature is checked with a key of kind ${key.kind}`);
  }
}

function bytesOf(value: bigint): Uint8Array {
  const hex = value.toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex");
}

interface SignatureKind {
  readonly name: string;
  readonly key: "RSA" | "ECDSA" | "Ed25519" | "DSA";
  readonly digest: "sha256" | "sha384" | "sha512" | "md5" | "sha1" | undefined;
  readonly pss?: true;
}

/** Go's names of the algorithms (signatureAlgorithmDetails); PSS is told by its parameters. */
const KINDS: Readonly<Record<string, SignatureKind>> = {
  "1.2.840.113549.1.1.4": { name: "MD5-RSA", key: "RSA", digest: "md5" },
  "1.2.840.113549.1.1.5": { name: "SHA1-RSA", key: "RSA", digest: "sha1" },
  "1.3.14.3.2.29": { name: "SHA1-RSA", key: "RSA", digest: "sha1" },
  [OID.sha256WithRSAEncryption]: { name: "SHA256-RSA", key: "RSA", digest: "sha256" },
  [OID.sha384WithRSAEncryption]: { name: "SHA384-RSA", key: "RSA", digest: "sha384" },
  [OID.sha512WithRSAEncryption]: { name: "SHA512-RSA", key: "RSA", digest: "sha512" },
  "1.2.840.10040.4.3": { name: "DSA-SHA1", key: "DSA", digest: "sha1" },
  "2.16.840.1.101.3.4.3.2": { name: "DSA-SHA256", key: "DSA", digest: "sha256" },
  "1.2.840.10045.4.1": { name: "ECDSA-SHA1", key: "ECDSA", digest: "sha1" },
  [OID.ecdsaWithSHA256]: { name: "ECDSA-SHA256", key: "ECDSA", digest: "sha256" },
  [OID.ecdsaWithSHA384]: { name: "ECDSA-SHA384", key: "ECDSA", digest: "sha384" },
  [OID.ecdsaWithSHA512]: { name: "ECDSA-SHA512", key: "ECDSA", digest: "sha512" },
  [OID.ed25519]: { name: "Ed25519", key: "Ed25519", digest: undefined },
};

const PSS = "1.2.840.113549.1.1.10";
const MGF1 = "1.2.840.113549.1.1.8";
const PSS_DIGESTS: Readonly<
  Record<string, { readonly digest: "sha256" | "sha384" | "sha512"; readonly salt: bigint }>
> = {
  [OID.sha256]: { digest: "sha256", salt: 32n },
  "2.16.840.1.101.3.4.2.2": { digest: "sha384", salt: 48n },
  "2.16.840.1.101.3.4.2.3": { digest: "sha512", salt: 64n },
};

const PSS_PADDING = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST };

/** Undefined for what Go does not know. */
export function signatureKind({ oid, parameters }: AlgorithmIdentifier): SignatureKind | undefined {
  if (oid === PSS) return pssKind(parameters);
  if (oid === OID.ed25519 && parameters.length > 0) return undefined;
  return KINDS[oid];
}

/** RFC 4055 section 3.1, with MGF1 over the same hash and a salt as long as it. */
function pssKind(parameters: Uint8Array): SignatureKind | undefined {
  const fields = new GoReader(parameters).read(0x30);
  const hash = identifierOf(fields?.read(0xa0)?.read(0x30));
  const mask = fields?.read(0xa1)?.read(0x30);
  if (hash === undefined || mask?.oid() !== MGF1) return undefined;
  const inner = identifierOf(mask.read(0x30));
  const salt = fields?.read(0xa2)?.int();
  const trailer = fields?.isNext(0xa3) ? fields.read(0xa3)?.int() : 1n;
  const known = PSS_DIGESTS[hash.oid];
  const plain = ({ parameters: given }: AlgorithmIdentifier): boolean => given.length === 0 || NULL.equals(given);
  if (known === undefined || inner?.oid !== hash.oid || !plain(hash) || !plain(inner)) return undefined;
  if (salt !== known.salt || trailer !== 1n) return undefined;
  return { name: `${known.digest.toUpperCase()}-RSAPSS`, key: "RSA", digest: known.digest, pss: true };
}

export function identifierOf(fields: GoReader | undefined): AlgorithmIdentifier | undefined {
  const oid = fields?.oid();
  if (fields === undefined || oid === undefined) return undefined;
  if (fields.empty) return { oid, parameters: new Uint8Array() };
  const parameters = fields.any()?.whole;
  return parameters === undefined ? undefined : { oid, parameters };
}

const UNIMPLEMENTED = "x509: cannot verify signature: algorithm unimplemented";

const GO_TYPES: Readonly<Record<string, string>> = {
  RSA: "*rsa.PublicKey",
  ECDSA: "*ecdsa.PublicKey",
  Ed25519: "ed25519.PublicKey",
};

/** Go's text when a signature is refused; undefined when it is good. */
export function signatureFault(
  algorithm: AlgorithmIdentifier,
  signedBytes: Uint8Array,
  signature: Uint8Array,
  key: GoPublicKey,
): string | undefined {
  const kind = signatureKind(algorithm);
  if (kind === undefined) return UNIMPLEMENTED;
  if (kind.digest === "md5" || kind.digest === "sha1") {
    return `x509: cannot verify signature: insecure algorithm ${kind.name}`;
  }
  const type = GO_TYPES[key.kind];
  if (type === undefined) return UNIMPLEMENTED;
  if (kind.key !== key.kind) {
    return `x509: signature algorithm specifies an ${kind.key} public key, but have public key of type ${type}`;
  }
  const unfit = key.kind === "RSA" ? unfitRsaKey(key) : undefined;
  if (unfit !== undefined) return unfit;
  const object = opened(key);
  if (object !== undefined) {
    // A key by itself: node:crypto asks an object about each of its options.
    const how = kind.pss ? { key: object, ...PSS_PADDING } : object;
    if (isGood(kind.digest, signedBytes, how, signature)) return undefined;
  }
  return key.kind === "RSA" ? "crypto/rsa: verification error" : `x509: ${key.kind} verification failure`;
}

function isGood(
  digest: string | undefined,
  bytes: Uint8Array,
  key: Parameters<typeof verify>[2],
  signature: Uint8Array,
): boolean {
  try {
    return verify(digest ?? null, bytes, key, signature);
  } catch {
    return false;
  }
}

/** Keys that parse and cannot be used (crypto/rsa and crypto/internal/fips140/rsa). */
function unfitRsaKey({ modulus, exponent }: { modulus: Uint8Array; exponent: bigint }): string | undefined {
  const number = signed(modulus);
  const size = number.toString(2).length;
  if (size < 1024) {
    return `crypto/rsa: ${size}-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)`;
  }
  if (number % 2n === 0n) return "crypto/rsa: public modulus is even";
  if (exponent < 2n) return "crypto/rsa: public exponent too small or negative";
  if (exponent % 2n === 0n) return "crypto/rsa: public exponent is even";
  return exponent > 2n ** 31n - 1n ? "crypto/rsa: public exponent too large" : undefined;
}
