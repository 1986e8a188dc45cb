/**
 * Private keys under a passphrase: EncryptedPrivateKeyInfo (RFC 5958 section 3) with PBES2 (RFC 8018 section 6.2), the form
 * of `openssl pkcs8 -topk8`. Written for authorities that are kept aside; no Kubernetes component can read one.
 */
import { createCipheriv, createDecipheriv, pbkdf2Sync, scryptSync } from "node:crypto";
import { DerError, DerReader, oidText, smallCount } from "./der-reader.ts";
import * as der from "./der-writer.ts";
import { privateKeyDer } from "./key-encoding.ts";
import { OID } from "./oid.ts";
import { encodePem } from "./pem.ts";
import type { PrivateKey } from "./private-key.ts";

export type KeyDerivation = "scrypt" | "pbkdf2";

/** Random bytes that an encryption needs: 16 of salt, 16 of initialization vector. */
export interface EncryptionRandom {
  readonly salt: Uint8Array;
  readonly iv: Uint8Array;
}

/** As `openssl pkcs8 -scrypt`: 16 MiB and some 50 ms. */
const SCRYPT = { N: 16384, r: 8, p: 1 };
/** OWASP Password Storage Cheat Sheet, for PBKDF2 with HMAC-SHA-256. */
const ITERATIONS = 600_000;

/** What a file may make us compute: a hostile one asks for more. */
const MOST_MEMORY = 256 << 20;
const MOST_ITERATIONS = 10_000_000;

const DIGESTS: Readonly<Record<string, string>> = {
  [OID.hmacWithSHA1]: "sha1",
  [OID.hmacWithSHA256]: "sha256",
  [OID.hmacWithSHA384]: "sha384",
  [OID.hmacWithSHA512]: "sha512",
};

const CIPHERS: Readonly<Record<string, { readonly name: string; readonly keyLength: number }>> = {
  [OID.aes128Cbc]: { name: "aes-128-cbc", keyLength: 16 },
  [OID.aes192Cbc]: { name: "aes-192-cbc", keyLength: 24 },
  [OID.aes256Cbc]: { name: "aes-256-cbc", keyLength: 32 },
  [OID.desEde3Cbc]: { name: "des-ede3-cbc", keyLength: 24 },
};

/** A key as `ENCRYPTED PRIVATE KEY`, AES-256-CBC. */
export function encryptPrivateKey(
  key: PrivateKey,
  passphrase: string,
  derivation: KeyDerivation,
  random: EncryptionRandom,
): string {
  const info = encryptInfo(privateKeyDer(key), passphrase, derivation, random);
  return encodePem("ENCRYPTED PRIVATE KEY", info);
}

/** PBES2 around any bytes: `SEQUENCE { algorithm, encrypted OCTET STRING }`. */
export function encryptInfo(
  plain: Uint8Array,
  passphrase: string,
  derivation: KeyDerivation,
  random: EncryptionRandom,
): Uint8Array {
  const { algorithm, encrypted } = pbes2(plain, passphrase, derivation, random);
  return der.sequence(algorithm, der.octetString(encrypted));
}

/** Encrypted bytes and the AlgorithmIdentifier that says how. */
export interface Encrypted {
  readonly algorithm: Uint8Array;
  readonly encrypted: Uint8Array;
}

/** PBES2 with AES-256-CBC. */
export function pbes2(
  plain: Uint8Array,
  passphrase: string,
  derivation: KeyDerivation,
  { salt, iv }: EncryptionRandom,
  iterations = ITERATIONS,
): Encrypted {
  const secret =
    derivation === "scrypt"
      ? scryptSync(passphrase, salt, 32, { ...SCRYPT, maxmem: MOST_MEMORY })
      : pbkdf2Sync(passphrase, salt, iterations, 32, "sha256");
  const cipher = createCipheriv("aes-256-cbc", secret, iv);
  const encrypted = Buffer.concat([cipher.update(plain), cipher.final()]);
  return { algorithm: pbes2Identifier(derivation, salt, iv, iterations), encrypted };
}

function pbes2Identifier(derivation: KeyDerivation, salt: Uint8Array, iv: Uint8Array, iterations: number): Uint8Array {
  const function_ =
    derivation === "scrypt"
      ? der.sequence(
          der.oid(OID.scrypt),
          der.sequence(
            der.octetString(salt),
            ...[SCRYPT.N, SCRYPT.r, SCRYPT.p].map((number) => der.smallInteger(number)),
          ),
        )
      : der.sequence(
          der.oid(OID.pbkdf2),
          der.sequence(
            der.octetString(salt),
            der.unsignedInteger(Uint8Array.of(iterations >> 16, (iterations >> 8) & 0xff, iterations & 0xff)),
            der.sequence(der.oid(OID.hmacWithSHA256), der.NULL),
          ),
        );
  const scheme = der.sequence(der.oid(OID.aes256Cbc), der.octetString(iv));
  return der.sequence(der.oid(OID.pbes2), der.sequence(function_, scheme));
}

/** PrivateKeyInfo, DER. Throws DerError when it is damaged, asks for too much, or the passphrase is another. */
export function decryptInfo(bytes: Uint8Array, passphrase: string): Uint8Array {
  const outer = new DerReader(bytes).enter(der.TAG.sequence, "EncryptedPrivateKeyInfo");
  const algorithm = outer.enter(der.TAG.sequence, "encryption algorithm");
  const scheme = oidText(algorithm.contents(der.TAG.oid, "encryption algorithm"));
  if (scheme !== OID.pbes2) throw new DerError(`the key is encrypted with ${scheme}, not with PBES2,`, 0);
  const parameters = algorithm.enter(der.TAG.sequence, "PBES2 parameters");
  const derivation = parameters.enter(der.TAG.sequence, "key derivation");
  const encryption = parameters.enter(der.TAG.sequence, "encryption scheme");
  const cipher = CIPHERS[oidText(encryption.contents(der.TAG.oid, "cipher"))];
  if (cipher === undefined) throw new DerError("the key is encrypted with an unknown cipher", 0);
  const iv = encryption.contents(der.TAG.octetString, "initialization vector");
  const encrypted = outer.contents(der.TAG.octetString, "encrypted key");
  const secret = deriveKey(derivation, passphrase, cipher.keyLength);
  try {
    const decipher = createDecipheriv(cipher.name, secret, iv);
    const plain = Buffer.concat([decipher.update(encrypted), decipher.final()]);
    // The padding fits by chance for one wrong passphrase in 256; a SEQUENCE of the right length does not.
    new DerReader(plain).whole("PrivateKeyInfo", der.TAG.sequence);
    return plain;
  } catch {
    throw new DerError("the passphrase does not open the private key", 0);
  }
}

function deriveKey(derivation: DerReader, passphrase: string, length: number): Uint8Array {
  const method = oidText(derivation.contents(der.TAG.oid, "key derivation"));
  const parameters = derivation.enter(der.TAG.sequence, "key derivation parameters");
  const salt = parameters.contents(der.TAG.octetString, "salt");
  if (method === OID.scrypt) {
    const N = smallCount(parameters, "scrypt cost");
    const r = smallCount(parameters, "scrypt block size");
    const p = smallCount(parameters, "scrypt parallelism");
    const sound = N > 1 && (N & (N - 1)) === 0 && r > 0 && p > 0;
    if (!sound || 128 * N * r + 128 * r * p > MOST_MEMORY || p > 16)
      throw new DerError("the key derivation asks for too much", 0);
    return scryptSync(passphrase, salt, length, { N, r, p, maxmem: MOST_MEMORY * 2 });
  }
  if (method !== OID.pbkdf2) throw new DerError(`the key derivation ${method} is not known`, 0);
  const iterations = smallCount(parameters, "iterations");
  if (iterations < 1 || iterations > MOST_ITERATIONS) throw new DerError("the key derivation asks for too much", 0);
  if (parameters.nextTag === der.TAG.integer) smallCount(parameters, "key length");
  // HMAC-SHA-1 when nothing is said (RFC 8018 appendix A.2).
  const function_ = parameters.optional(der.TAG.sequence, "pseudo-random function");
  const digest =
    DIGESTS[function_ === undefined ? OID.hmacWithSHA1 : oidText(function_.contents(der.TAG.oid, "digest"))];
  if (digest === undefined) throw new DerError("the key derivation uses an unknown digest", 0);
  return pbkdf2Sync(passphrase, salt, iterations, length, digest);
}
