/**
 * Private keys under a passphrase: EncryptedPrivateKeyInfo (RFC 5958 section 3) with PBES2 (RFC 8018 section 6.2), the form
 * of `openssl pkcs8 -topk8`. Written for authorities that are kept aside; no Kubernetes component can read one.
 */
import { createCipheriv, pbkdf2Sync, scryptSync } from "node:crypto";
import { decrypt } from "./decryption.ts";
import { DerError, DerReader } from "./der-reader.ts";
import * as der from "./der-writer.ts";
import { DerivationBudget } from "./derivation-budget.ts";
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

const MOST_MEMORY = 64 << 20;

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
export function decryptInfo(bytes: Uint8Array, passphrase: string, budget = new DerivationBudget()): Uint8Array {
  const outer = new DerReader(bytes).enter(der.TAG.sequence, "EncryptedPrivateKeyInfo");
  const algorithm = outer.enter(der.TAG.sequence, "encryption algorithm");
  const encrypted = outer.contents(der.TAG.octetString, "encrypted key");
  const plain = decrypt(algorithm, encrypted, passphrase, budget);
  try {
    // The padding fits by chance for one wrong passphrase in 256; a SEQUENCE of the right length does not.
    new DerReader(plain ?? new Uint8Array()).whole("PrivateKeyInfo", der.TAG.sequence);
  } catch {
    throw new DerError("the passphrase does not open the private key", 0);
  }
  return plain ?? new Uint8Array();
}
