/** The files of the authorities' folder: plain or encrypted keys, staged only when they differ. */
import { KubepkiError } from "../errors.ts";
import type { Entropy, FileStore } from "../ports.ts";
import { AUTHORITIES_UNIT } from "../spec/desired.ts";
import type { Spec } from "../spec/spec.ts";
import { decryptInfo, encryptPrivateKey } from "../x509/encrypted-key.ts";
import { encodePrivateKey, type KeyEncoding } from "../x509/key-encoding.ts";
import { parsePem } from "../x509/pem.ts";
import type { PrivateKey } from "../x509/private-key.ts";
import { SecretText } from "../x509/secret-text.ts";

export const latin = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");

export const isEncrypted = (keyText: string): boolean => keyText.includes("-----BEGIN ENCRYPTED PRIVATE KEY-----");

const REMEDY = "put the passphrase into a file and name it with --passphrase-file, or into KUBEPKI_PASSPHRASE";

/** How an encrypted key is opened; undefined for one that is plain. Throws when there is no passphrase to open it with. */
export function opener(
  file: string,
  keyText: string,
  { passphrase }: { readonly passphrase: string | undefined },
): ((bytes: Uint8Array) => Uint8Array) | undefined {
  if (!isEncrypted(keyText)) return undefined;
  if (passphrase === undefined) {
    throw new KubepkiError("ERR_PASSPHRASE", `${file}: the private key is encrypted, and no passphrase was given`, {
      remedy: REMEDY,
      details: { file },
    });
  }
  const [block] = parsePem(keyText).filter(({ label }) => label === "ENCRYPTED PRIVATE KEY");
  try {
    const plain = decryptInfo(block?.bytes ?? new Uint8Array(), passphrase);
    return () => plain;
  } catch (cause) {
    throw new KubepkiError("ERR_PASSPHRASE", `${file}: the passphrase does not open the private key`, {
      remedy: "give the passphrase that it was encrypted with",
      details: { file },
      cause,
    });
  }
}

/** What a file for a person is encrypted with. */
export function passphraseFor(passphrase: string | undefined): SecretText {
  if (passphrase !== undefined) return new SecretText(passphrase);
  throw new KubepkiError("ERR_PASSPHRASE", "the specification wants PKCS#12 files, and no passphrase was given", {
    remedy: REMEDY,
  });
}

/** How the authorities' folder keeps a key. */
export type KeyStorage = (key: PrivateKey, encoding: KeyEncoding) => string;

/** Random bytes are drawn here, before keys come late: a seeded source then gives the same ones each time. */
export function keyStorage(
  { keyEncryption }: Spec,
  { entropy, passphrase }: { readonly entropy: Entropy; readonly passphrase: string | undefined },
): KeyStorage {
  if (keyEncryption === "none") return encodePrivateKey;
  if (passphrase === undefined) {
    throw new KubepkiError("ERR_PASSPHRASE", "the specification wants the authorities' keys encrypted", {
      remedy: REMEDY,
    });
  }
  const random = { salt: entropy.bytes(16), iv: entropy.bytes(16) };
  return (key) => encryptPrivateKey(key, passphrase, keyEncryption, random);
}

/** Stage a file of the authorities' folder, unless it is there as it is. */
export function stagePem(store: FileStore, path: string, pem: string, mode: number): void {
  const bytes = Buffer.from(pem, "latin1");
  const found = store.find(AUTHORITIES_UNIT, path);
  if (found !== undefined && Buffer.compare(found.bytes, bytes) === 0) return;
  store.stage(AUTHORITIES_UNIT, { path, bytes, mode, owner: "root:root" });
}
