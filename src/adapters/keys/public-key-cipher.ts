import { constants, createPrivateKey, createPublicKey, privateDecrypt, publicEncrypt, verify } from "node:crypto";
import type { PublicKeyCipher } from "../../ports.ts";
import { privateKeyDer } from "../../x509/key-encoding.ts";

/** As `openssl pkeyutl -pkeyopt rsa_padding_mode:oaep`. */
const padding = constants.RSA_PKCS1_OAEP_PADDING;

const publicKeyOf = (der: Uint8Array) => createPublicKey({ key: Buffer.from(der), format: "der", type: "spki" });

/** RSA-OAEP, and signatures over SHA-256, by Node's own OpenSSL. */
export const publicKeyCipher: PublicKeyCipher = {
  encrypt: (publicKey, text) => publicEncrypt({ key: publicKeyOf(publicKey), padding }, Buffer.from(text)),
  decrypt(key, bytes) {
    const opened = createPrivateKey({ key: Buffer.from(privateKeyDer(key)), format: "der", type: "pkcs8" });
    try {
      return privateDecrypt({ key: opened, padding }, bytes).toString();
    } catch {
      return undefined;
    }
  },
  verify: (publicKey, text, signature) => verify("sha256", Buffer.from(text), publicKeyOf(publicKey), signature),
};
