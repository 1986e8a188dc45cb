import { createCipheriv, createHmac } from "node:crypto";

const NONCE_LENGTH = 12;

/**
 * A file under AES-256-GCM with a key of 32 bytes, the nonce before it and the tag behind it (kubernetes cmd/kubeadm/app/util/crypto). The nonce
 * follows from the key, the file's name and its contents: it never comes twice for different contents, which is all that
 * GCM asks of it, and the same file is sealed to the same bytes.
 */
export function seal(plain: Uint8Array, name: string, key: Uint8Array): Uint8Array {
  const digest = createHmac("sha256", key).update(`kubepki nonce ${name}\0`).update(plain).digest();
  const nonce = digest.subarray(0, NONCE_LENGTH);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}
