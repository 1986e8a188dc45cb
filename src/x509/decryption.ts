/**
 * What passphrases encrypt: PBES2 (RFC 8018 section 6.2) and the older schemes of PKCS#12 (RFC 7292 appendix C). What a
 * file may make us compute is bounded.
 */
import { createDecipheriv, pbkdf2Sync, scryptSync } from "node:crypto";
import { DerError, type DerReader, oidText, smallCount } from "./der-reader.ts";
import { TAG } from "./der-writer.ts";
import type { DerivationBudget } from "./derivation-budget.ts";
import { OID } from "./oid.ts";
import { KEY_PURPOSE, pkcs12Derive } from "./pkcs12-derivation.ts";
import { decryptRc2 } from "./rc2.ts";

/** Bytes that scrypt may take: a hostile file asks for more. */
const MOST_MEMORY = 256 << 20;

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

/** Bytes of the key by scheme; those of the initialization vector are always 8. */
const PKCS12_SCHEMES: Readonly<
  Record<string, { readonly cipher: "des-ede3-cbc" | "rc2"; readonly keyLength: number }>
> = {
  [OID.pbeWithSHAAnd3KeyTripleDesCbc]: { cipher: "des-ede3-cbc", keyLength: 24 },
  [OID.pbeWithSHAAnd2KeyTripleDesCbc]: { cipher: "des-ede3-cbc", keyLength: 16 },
  [OID.pbeWithSHAAnd128BitRc2Cbc]: { cipher: "rc2", keyLength: 16 },
  [OID.pbeWithSHAAnd40BitRc2Cbc]: { cipher: "rc2", keyLength: 5 },
};

/**
 * `algorithm`: the contents of the AlgorithmIdentifier. Undefined when the passphrase is another, as far as the padding
 * tells. Throws DerError for what is not known, is damaged, or asks for too much.
 */
export function decrypt(
  algorithm: DerReader,
  encrypted: Uint8Array,
  passphrase: string,
  budget: DerivationBudget,
): Uint8Array | undefined {
  const scheme = oidText(algorithm.contents(TAG.oid, "encryption algorithm"));
  const parameters = algorithm.enter(TAG.sequence, "encryption parameters");
  if (scheme === OID.pbes2) return pbes2(parameters, encrypted, passphrase, budget);
  const known = PKCS12_SCHEMES[scheme];
  if (known === undefined) throw new DerError(`it is encrypted with ${scheme}, which is not known,`, 0);
  const salt = parameters.contents(TAG.octetString, "salt");
  const iterations = smallCount(parameters, "iterations");
  budget.spend(2 * iterations);
  const derive = (purpose: number, length: number): Uint8Array =>
    pkcs12Derive(passphrase, salt, { purpose, digest: "sha1", iterations, length });
  const derived = derive(KEY_PURPOSE.encryption, known.keyLength);
  const iv = derive(KEY_PURPOSE.iv, 8);
  // Two keys of DES: the first is the third.
  const key =
    known.keyLength === 16 && known.cipher !== "rc2" ? Buffer.concat([derived, derived.subarray(0, 8)]) : derived;
  return unlessWrong(() =>
    known.cipher === "rc2" ? decryptRc2(encrypted, key, iv) : open(known.cipher, key, iv, encrypted),
  );
}

function pbes2(
  parameters: DerReader,
  encrypted: Uint8Array,
  passphrase: string,
  budget: DerivationBudget,
): Uint8Array | undefined {
  const derivation = parameters.enter(TAG.sequence, "key derivation");
  const encryption = parameters.enter(TAG.sequence, "encryption scheme");
  const cipher = CIPHERS[oidText(encryption.contents(TAG.oid, "cipher"))];
  if (cipher === undefined) throw new DerError("it is encrypted with an unknown cipher", 0);
  const iv = encryption.contents(TAG.octetString, "initialization vector");
  const secret = deriveKey(derivation, passphrase, cipher.keyLength, budget);
  return unlessWrong(() => open(cipher.name, secret, iv, encrypted));
}

function open(cipher: string, key: Uint8Array, iv: Uint8Array, encrypted: Uint8Array): Uint8Array {
  const decipher = createDecipheriv(cipher, key, iv);
  return Buffer.concat([decipher.update(encrypted), decipher.final()]);
}

function unlessWrong(decipher: () => Uint8Array): Uint8Array | undefined {
  try {
    return decipher();
  } catch {
    return undefined;
  }
}

/** `derivation`: the contents of the AlgorithmIdentifier of PBKDF2 or scrypt (RFC 7914). */
export function deriveKey(
  derivation: DerReader,
  passphrase: string,
  length: number,
  budget: DerivationBudget,
): Uint8Array {
  const method = oidText(derivation.contents(TAG.oid, "key derivation"));
  const parameters = derivation.enter(TAG.sequence, "key derivation parameters");
  const salt = parameters.contents(TAG.octetString, "salt");
  if (method === OID.scrypt) {
    const N = smallCount(parameters, "scrypt cost");
    const r = smallCount(parameters, "scrypt block size");
    const p = smallCount(parameters, "scrypt parallelism");
    const sound = N > 1 && (N & (N - 1)) === 0 && r > 0 && p > 0;
    if (!sound || 128 * N * r + 128 * r * p > MOST_MEMORY || p > 16)
      throw new DerError("the key derivation asks for too much", 0);
    // A step of scrypt with a block of 128 bytes takes about as long as an iteration of PBKDF2.
    budget.spend(N * r * p);
    return scryptSync(passphrase, salt, length, { N, r, p, maxmem: MOST_MEMORY * 2 });
  }
  if (method !== OID.pbkdf2) throw new DerError(`the key derivation ${method} is not known`, 0);
  const iterations = smallCount(parameters, "iterations");
  budget.spend(iterations);
  if (parameters.nextTag === TAG.integer) smallCount(parameters, "key length");
  // HMAC-SHA-1 when nothing is said (RFC 8018 appendix A.2).
  const function_ = parameters.optional(TAG.sequence, "pseudo-random function");
  const digest = function_ === undefined ? "sha1" : hmacDigest(function_);
  if (digest === undefined) throw new DerError("the key derivation uses an unknown digest", 0);
  return pbkdf2Sync(passphrase, salt, iterations, length, digest);
}

/** Of an AlgorithmIdentifier's contents; undefined for one that is not known. */
export const hmacDigest = (identifier: DerReader): string | undefined =>
  DIGESTS[oidText(identifier.contents(TAG.oid, "digest"))];
