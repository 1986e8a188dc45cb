/** Public keys in OpenSSL's words. */
import { DerError, DerReader, integerContents, oidText, wholeBytes } from "../der-reader.ts";
import { TAG } from "../der-writer.ts";
import { hex, integerText } from "./extension-text.ts";
import { ALGORITHM_NAMES, CURVE_NAMES } from "./object-names.ts";

export interface PublicKeyText {
  /** `rsaEncryption`, `id-ecPublicKey`, `ED25519`; dotted text where it is not known. */
  readonly algorithm: string;
  readonly bits?: number;
  /** `prime256v1`, and NIST's name of it. */
  readonly curve?: string;
  readonly nistCurve?: string;
  /** Of RSA: hexadecimal, as OpenSSL prints it, with a leading zero where the first bit is set. */
  readonly modulus?: string;
  readonly exponent?: string;
  /** Of the others: the key as it stands. */
  readonly value?: string;
}

export function publicKeyText(publicKey: Uint8Array): PublicKeyText {
  const spki = new DerReader(publicKey).enter(TAG.sequence, "SubjectPublicKeyInfo");
  const identifier = spki.enter(TAG.sequence, "algorithm");
  const id = oidText(identifier.contents(TAG.oid, "algorithm identifier"));
  const algorithm = ALGORITHM_NAMES[id] ?? id;
  const bytes = wholeBytes(spki, "public key");
  if (algorithm === "rsaEncryption" || algorithm === "rsassaPss") return { algorithm, ...rsa(bytes) };
  if (algorithm !== "id-ecPublicKey") return { algorithm, value: hex(bytes) };
  const curveId = identifier.nextTag === TAG.oid ? oidText(identifier.contents(TAG.oid, "curve")) : undefined;
  const curve = CURVE_NAMES[curveId ?? ""];
  return {
    algorithm,
    ...(curve === undefined ? {} : { bits: curve.bits, curve: curve.name }),
    ...(curve === undefined && curveId !== undefined ? { curve: curveId } : {}),
    ...(curve?.nist === undefined ? {} : { nistCurve: curve.nist }),
    value: hex(bytes),
  };
}

function rsa(bytes: Uint8Array): Pick<PublicKeyText, "bits" | "modulus" | "exponent"> | { value: string } {
  try {
    const key = new DerReader(bytes).enter(TAG.sequence, "RSAPublicKey");
    const modulus = integerContents(key, "modulus");
    const exponent = integerText(integerContents(key, "exponent"));
    const start = modulus[0] === 0 ? 1 : 0;
    const bits = (modulus.length - start) * 8 - Math.clz32(modulus[start] ?? 0) + 24;
    return { bits, modulus: hex(modulus), exponent };
  } catch (error) {
    if (error instanceof DerError) return { value: hex(bytes) };
    throw error;
  }
}
