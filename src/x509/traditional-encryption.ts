/**
 * Encrypted keys as PEM had them before PKCS#8 (RFC 1421 section 4.6, with OpenSSL's key derivation): `Proc-Type:
 * 4,ENCRYPTED` and `DEK-Info: AES-256-CBC,…` before the base64. One MD5 guards the passphrase: weak, and still written by
 * `openssl rsa -aes256 -traditional`.
 */
import { createDecipheriv, createHash } from "node:crypto";
import { DerError, DerReader } from "./der-reader.ts";
import { TAG } from "./der-writer.ts";
import type { PemBlock } from "./pem.ts";

const CIPHERS: Readonly<
  Record<string, { readonly name: string; readonly keyLength: number; readonly ivLength: number }>
> = {
  "AES-128-CBC": { name: "aes-128-cbc", keyLength: 16, ivLength: 16 },
  "AES-192-CBC": { name: "aes-192-cbc", keyLength: 24, ivLength: 16 },
  "AES-256-CBC": { name: "aes-256-cbc", keyLength: 32, ivLength: 16 },
  "DES-EDE3-CBC": { name: "des-ede3-cbc", keyLength: 24, ivLength: 8 },
};

/** The key's DER. Throws DerError for a cipher that is not known, for damage, and for another passphrase. */
export function decryptTraditional(
  { headers, bytes }: Pick<PemBlock, "headers" | "bytes">,
  passphrase: string,
): Uint8Array {
  const [, cipherName = "", hex = ""] = /^DEK-Info:[ \t]*([A-Z0-9-]+),([0-9A-Fa-f]+)[ \t]*\r?$/m.exec(headers) ?? [];
  const cipher = CIPHERS[cipherName];
  const iv = Buffer.from(hex, "hex");
  if (cipher === undefined || iv.length !== cipher.ivLength)
    throw new DerError(
      `the key is encrypted with ${cipherName || "a cipher that it does not name"}, which is not known,`,
      0,
    );
  try {
    const decipher = createDecipheriv(cipher.name, bytesToKey(passphrase, iv.subarray(0, 8), cipher.keyLength), iv);
    const plain = Buffer.concat([decipher.update(bytes), decipher.final()]);
    const reader = new DerReader(plain);
    reader.whole("private key", TAG.sequence);
    reader.finish("the private key");
    return plain;
  } catch {
    throw new DerError("the passphrase does not open the private key", 0);
  }
}

/** OpenSSL's EVP_BytesToKey(3) with MD5 and a count of one. */
function bytesToKey(passphrase: string, salt: Uint8Array, length: number): Uint8Array {
  let key = Buffer.alloc(0);
  for (let last = Buffer.alloc(0); key.length < length; key = Buffer.concat([key, last]))
    last = createHash("md5").update(last).update(passphrase, "utf8").update(salt).digest();
  return key.subarray(0, length);
}
