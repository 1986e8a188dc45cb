/**
 * Private and public keys as bytes: PKCS#8 (RFC 5958), PKCS#1 (RFC 8017), SEC1 (RFC 5915), SubjectPublicKeyInfo
 * (RFC 5280, 5480, 8410).
 *
 * Written by hand because OpenSSL 3's encoders cost more than the key itself, and because SEC1 and PKCS#1 are chosen by
 * the consumer of a layout, not by the library.
 */
import { createECDH, createPrivateKey, createPublicKey, type ECDH } from "node:crypto";
import { type FoundAlgorithm, KEY_ALGORITHMS, type KeyAlgorithm } from "./algorithm.ts";
import { DerError, DerReader, integerContents, oidText, wholeBytes } from "./der-reader.ts";
import * as der from "./der-writer.ts";
import { OID } from "./oid.ts";
import { encodePem, parsePem } from "./pem.ts";
import { PrivateKey } from "./private-key.ts";

/** Facts of one elliptic curve: OpenSSL's name, object identifier, bytes of a scalar. */
export interface Curve {
  readonly algorithm: KeyAlgorithm;
  readonly openssl: string;
  readonly oid: string;
  readonly bytes: number;
  /** Bits of the first byte that a scalar may use: P-521 uses one. */
  readonly topMask: number;
}

export const CURVES: readonly Curve[] = [
  { algorithm: "ECDSA-P256", openssl: "prime256v1", oid: OID.prime256v1, bytes: 32, topMask: 0xff },
  { algorithm: "ECDSA-P384", openssl: "secp384r1", oid: OID.secp384r1, bytes: 48, topMask: 0xff },
  { algorithm: "ECDSA-P521", openssl: "secp521r1", oid: OID.secp521r1, bytes: 66, topMask: 0x01 },
];

export const curveOf = (algorithm: FoundAlgorithm): Curve | undefined => CURVES.find((c) => c.algorithm === algorithm);

const RSA_IDENTIFIER = der.sequence(der.oid(OID.rsaEncryption), der.NULL);
const ED25519_IDENTIFIER = der.sequence(der.oid(OID.ed25519));
const EC_IDENTIFIER = new Map<FoundAlgorithm, Uint8Array>(
  CURVES.map((c) => [c.algorithm, der.sequence(der.oid(OID.ecPublicKey), der.oid(c.oid))] as const),
);
const VERSION_0 = der.smallInteger(0);
const VERSION_1 = der.smallInteger(1);

function algorithmIdentifier(algorithm: FoundAlgorithm): Uint8Array {
  if (algorithm === "Ed25519") return ED25519_IDENTIFIER;
  return EC_IDENTIFIER.get(algorithm) ?? RSA_IDENTIFIER;
}

/** SubjectPublicKeyInfo around a raw public key: uncompressed point, RSAPublicKey DER, or 32 bytes. */
export function encodePublicKey(algorithm: FoundAlgorithm, raw: Uint8Array): Uint8Array {
  const prefix = publicKeyPrefixes.get(algorithm);
  if (prefix === undefined) return der.sequence(algorithmIdentifier(algorithm), der.bitString(raw));
  const out = Buffer.allocUnsafe(prefix.length + raw.length);
  out.set(prefix);
  out.set(raw, prefix.length);
  return out;
}

/** Keys of one length: everything before the raw key is the same for all of them. */
const publicKeyPrefixes = new Map<FoundAlgorithm, Uint8Array>(
  ([...CURVES.map((c) => [c.algorithm, 1 + 2 * c.bytes]), ["Ed25519", 32]] as [KeyAlgorithm, number][]).map(
    ([algorithm, length]) => {
      const whole = der.sequence(algorithmIdentifier(algorithm), der.bitString(new Uint8Array(length)));
      return [algorithm, whole.subarray(0, whole.length - length)];
    },
  ),
);

/** The algorithm and raw key of a SubjectPublicKeyInfo that begins like ours do; undefined for all others. */
function knownPublicKey(publicKey: Uint8Array): { algorithm: KeyAlgorithm; raw: Uint8Array } | undefined {
  for (const [algorithm, prefix] of publicKeyPrefixes as ReadonlyMap<KeyAlgorithm, Uint8Array>) {
    // The first bytes hold the length of the whole, so equal prefixes mean equal lengths unless it is cut off.
    const fits = publicKey[1] === prefix[1] && Buffer.compare(prefix, publicKey.subarray(0, prefix.length)) === 0;
    if (fits && publicKey.length === lengthOf(publicKey)) return { algorithm, raw: publicKey.subarray(prefix.length) };
  }
  return undefined;
}

/** The length that the outermost header states, of up to 255 bytes of contents. */
const lengthOf = (value: Uint8Array): number => ((value[1] ?? 0) === 0x81 ? 3 + (value[2] ?? 0) : 2 + (value[1] ?? 0));

/** The raw key inside a SubjectPublicKeyInfo: what key identifiers are computed over. */
export function rawPublicKey(publicKey: Uint8Array): Uint8Array {
  const known = knownPublicKey(publicKey);
  if (known !== undefined) return known.raw;
  const spki = new DerReader(publicKey).enter(der.TAG.sequence, "SubjectPublicKeyInfo");
  spki.whole("algorithm", der.TAG.sequence);
  return wholeBytes(spki, "public key");
}

/** The algorithm of a SubjectPublicKeyInfo; undefined for one that kubepki does not make. */
export function publicKeyAlgorithm(publicKey: Uint8Array): KeyAlgorithm | undefined {
  const known = knownPublicKey(publicKey);
  if (known !== undefined) return known.algorithm;
  const spki = new DerReader(publicKey).enter(der.TAG.sequence, "SubjectPublicKeyInfo");
  const identifier = spki.enter(der.TAG.sequence, "algorithm");
  const algorithm = oidText(identifier.contents(der.TAG.oid, "algorithm identifier"));
  if (algorithm === OID.ed25519) return "Ed25519";
  if (algorithm === OID.ecPublicKey) {
    const curve = identifier.nextTag === der.TAG.oid ? oidText(identifier.contents(der.TAG.oid, "curve")) : "";
    return CURVES.find((c) => c.oid === curve)?.algorithm;
  }
  if (algorithm !== OID.rsaEncryption) return undefined;
  const key = new DerReader(wholeBytes(spki, "public key")).enter(der.TAG.sequence, "RSAPublicKey");
  const found = rsaAlgorithm(integerContents(key, "modulus"));
  return KEY_ALGORITHMS.find((one) => one === found);
}

/** Sizes as OpenSSL and Go read them; whether one is sound is asked elsewhere. */
function rsaAlgorithm(modulus: Uint8Array): FoundAlgorithm | undefined {
  const bits = bitsOf(modulus);
  return bits >= 512 && bits <= 16_384 ? `RSA-${bits}` : undefined;
}

/** How a private key file is written: `pkcs8`, or the older form that kubeadm writes (`RSA|EC PRIVATE KEY`). */
export type KeyEncoding = "pkcs8" | "traditional";

/** A private key as PEM. Ed25519 has no older form: always PKCS#8. */
export function encodePrivateKey(key: PrivateKey, encoding: KeyEncoding): string {
  const secret = PrivateKey.secretOf(key);
  const curve = curveOf(key.algorithm);
  if (curve !== undefined) {
    return encoding === "traditional"
      ? encodePem("EC PRIVATE KEY", ecPrivateKey(key, secret, curve, "sec1"))
      : encodePem("PRIVATE KEY", ecPrivateKey(key, secret, curve, "pkcs8"));
  }
  if (key.algorithm === "Ed25519") return encodePem("PRIVATE KEY", pkcs8(key.algorithm, der.octetString(secret)));
  return encoding === "traditional"
    ? encodePem("RSA PRIVATE KEY", secret)
    : encodePem("PRIVATE KEY", pkcs8(key.algorithm, secret));
}

/** PKCS#8 DER, the form that every crypto library opens. */
export function privateKeyDer(key: PrivateKey): Uint8Array {
  const secret = PrivateKey.secretOf(key);
  if (key.algorithm === "Ed25519") return pkcs8(key.algorithm, der.octetString(secret));
  const curve = curveOf(key.algorithm);
  return curve === undefined ? pkcs8(key.algorithm, secret) : ecPrivateKey(key, secret, curve, "pkcs8");
}

function pkcs8(algorithm: FoundAlgorithm, inner: Uint8Array): Uint8Array {
  return der.sequence(VERSION_0, algorithmIdentifier(algorithm), der.octetString(inner));
}

/** ECPrivateKey with its public key; the curve stands inside only in the file of its own (RFC 5915). */
function sec1(scalar: Uint8Array, point: Uint8Array, curve?: Curve): Uint8Array {
  const parts = [VERSION_1, der.octetString(scalar)];
  if (curve !== undefined) parts.push(der.contextConstructed(0, der.oid(curve.oid)));
  return der.sequence(...parts, der.contextConstructed(1, der.bitString(point)));
}

/** Two forms of an EC key; for one curve everything in them but the scalar and the point, which is last, is the same. */
function ecPrivateKey(key: PrivateKey, scalar: Uint8Array, curve: Curve, form: "sec1" | "pkcs8"): Uint8Array {
  const frame = frameOf(curve, form);
  const point = rawPublicKey(key.publicKey);
  const out = Buffer.from(frame.bytes);
  out.set(scalar, frame.scalarAt);
  out.set(point, out.length - point.length);
  return out;
}

interface Frame {
  readonly bytes: Uint8Array;
  readonly scalarAt: number;
}

const frames = new Map<string, Frame>();

function frameOf(curve: Curve, form: "sec1" | "pkcs8"): Frame {
  const name = `${form} ${curve.algorithm}`;
  const known = frames.get(name);
  if (known !== undefined) return known;
  const point = new Uint8Array(1 + 2 * curve.bytes);
  const around = (scalar: Uint8Array): Uint8Array =>
    form === "sec1" ? sec1(scalar, point, curve) : pkcs8(curve.algorithm, sec1(scalar, point));
  const bytes = around(new Uint8Array(curve.bytes));
  const marked = around(new Uint8Array(curve.bytes).fill(0xff));
  const frame = { bytes, scalarAt: bytes.findIndex((byte, i) => byte !== marked[i]) };
  frames.set(name, frame);
  return frame;
}

/** A public key file, `PUBLIC KEY`. */
export const encodePublicKeyPem = (publicKey: Uint8Array): string => encodePem("PUBLIC KEY", publicKey);

/**
 * The first private key of a PEM text; other blocks such as `EC PARAMETERS` are skipped, as client-go does
 * (`util/keyutil/key.go`). The public half is computed from the private one, never believed.
 * `open` decrypts what stands in an `ENCRYPTED PRIVATE KEY`; without it such a key is refused.
 * Throws DerError when there is none, it is damaged, encrypted or of an algorithm that kubepki does not know.
 */
export function parsePrivateKey(text: string, open?: (bytes: Uint8Array) => Uint8Array): PrivateKey {
  for (const block of parsePem(text)) {
    if (block.label === "ENCRYPTED PRIVATE KEY" && open !== undefined) return fromPkcs8(open(block.bytes));
    const encrypted = block.label === "ENCRYPTED PRIVATE KEY" || block.headers.includes("ENCRYPTED");
    if (encrypted && block.label.endsWith("PRIVATE KEY")) {
      throw new DerError("the private key is encrypted, which Kubernetes components cannot read,", block.offset);
    }
    if (block.label === "RSA PRIVATE KEY") return fromPkcs1(block.bytes);
    if (block.label === "EC PRIVATE KEY") return fromSec1(new DerReader(block.bytes), undefined);
    if (block.label === "PRIVATE KEY") return fromPkcs8(block.bytes);
  }
  throw new DerError("no PEM block with a private key", 0);
}

/** A PrivateKeyInfo (PKCS#8), DER. Throws DerError. */
export const parsePrivateKeyInfo = (bytes: Uint8Array): PrivateKey => fromPkcs8(bytes);

function fromPkcs8(bytes: Uint8Array): PrivateKey {
  const outer = new DerReader(bytes).enter(der.TAG.sequence, "PrivateKeyInfo");
  integerContents(outer, "version");
  const identifier = outer.enter(der.TAG.sequence, "algorithm");
  const algorithm = oidText(identifier.contents(der.TAG.oid, "algorithm identifier"));
  const inner = outer.contents(der.TAG.octetString, "private key");
  if (algorithm === OID.rsaEncryption) return fromPkcs1(inner);
  if (algorithm === OID.ecPublicKey) {
    return fromSec1(new DerReader(inner), oidText(identifier.contents(der.TAG.oid, "curve")));
  }
  if (algorithm === OID.ed25519) {
    const seed = new DerReader(inner).contents(der.TAG.octetString, "Ed25519 seed");
    if (seed.length !== 32) throw new DerError("an Ed25519 seed of another length than 32", 0);
    return ed25519FromSeed(seed);
  }
  throw new DerError(`the key algorithm ${algorithm} is not known`, 0);
}

function fromPkcs1(bytes: Uint8Array): PrivateKey {
  const key = new DerReader(bytes).enter(der.TAG.sequence, "RSAPrivateKey");
  integerContents(key, "version");
  const modulus = integerContents(key, "modulus");
  const exponent = integerContents(key, "public exponent");
  const algorithm = rsaAlgorithm(modulus);
  if (algorithm === undefined) throw new DerError(`an RSA key of ${bitsOf(modulus)} bits is not supported`, 0);
  const secrets = ["private exponent", "prime1", "prime2", "exponent1", "exponent2", "coefficient"].map((name) =>
    integerContents(key, name),
  );
  if (secrets.some(({ length }) => length > modulus.length))
    throw new DerError("an RSA number larger than its modulus", 0);
  checkRsa(toBigInt(modulus), toBigInt(exponent), secrets.map(toBigInt));
  const raw = der.sequence(der.tlv(der.TAG.integer, modulus), der.tlv(der.TAG.integer, exponent));
  return new PrivateKey(algorithm, encodePublicKey(algorithm, raw), bytes);
}

/** What Go checks before it takes a key: OpenSSL signs with a damaged one, and the component that gets it would not start. */
function checkRsa(modulus: bigint, exponent: bigint, secrets: readonly bigint[]): void {
  const [d = 0n, p = 0n, q = 0n, dp = 0n, dq = 0n, coefficient = 0n] = secrets;
  if (p < 2n || q < 2n || p * q !== modulus) throw new DerError("the RSA primes do not make the modulus", 0);
  const fits =
    (d * exponent) % (p - 1n) === 1n &&
    (d * exponent) % (q - 1n) === 1n &&
    d % (p - 1n) === dp &&
    d % (q - 1n) === dq &&
    (coefficient * q) % p === 1n;
  if (!fits) throw new DerError("the RSA private exponent does not belong to the modulus", 0);
}

const bitsOf = (modulus: Uint8Array): number => (modulus[0] === 0 ? modulus.length - 1 : modulus.length) * 8;

const toBigInt = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString("hex")}`);

function fromSec1(reader: DerReader, curveOid: string | undefined): PrivateKey {
  const key = reader.enter(der.TAG.sequence, "ECPrivateKey");
  integerContents(key, "version");
  const secret = key.contents(der.TAG.octetString, "EC private key");
  const named = key.optional(0xa0, "curve");
  const oid = curveOid ?? (named === undefined ? "" : oidText(named.contents(der.TAG.oid, "curve")));
  const curve = CURVES.find((c) => c.oid === oid);
  if (curve === undefined) throw new DerError(`the curve ${oid || "(none)"} is not supported`, 0);
  // Zeros before the scalar are passed over, as Go does (crypto/x509 parseECPrivateKey).
  let surplus = 0;
  while (secret.length - surplus > curve.bytes && secret[surplus] === 0) surplus++;
  try {
    return ecFromScalar(curve, secret.subarray(surplus));
  } catch {
    throw new DerError("an EC private key that is not in the range of its curve", 0);
  }
}

const derivers = new Map<KeyAlgorithm, ECDH>();

/** An EC key from its scalar; the point is computed. Throws when the scalar is not in the curve's range. */
export function ecFromScalar(curve: Curve, scalar: Uint8Array): PrivateKey {
  let ecdh = derivers.get(curve.algorithm);
  if (ecdh === undefined) {
    ecdh = createECDH(curve.openssl);
    derivers.set(curve.algorithm, ecdh);
  }
  ecdh.setPrivateKey(scalar);
  const padded = Buffer.alloc(curve.bytes);
  padded.set(scalar, curve.bytes - scalar.length);
  return new PrivateKey(curve.algorithm, encodePublicKey(curve.algorithm, ecdh.getPublicKey()), padded);
}

/** An Ed25519 key from its seed; the public key is computed. */
export function ed25519FromSeed(seed: Uint8Array): PrivateKey {
  const info = Buffer.from(pkcs8("Ed25519", der.octetString(seed)));
  const spki = createPublicKey(createPrivateKey({ key: info, format: "der", type: "pkcs8" })).export({
    format: "der",
    type: "spki",
  });
  return new PrivateKey("Ed25519", spki, Buffer.from(seed));
}

/** An RSA key from its PKCS#1 DER. */
export const rsaFromPkcs1 = fromPkcs1;
