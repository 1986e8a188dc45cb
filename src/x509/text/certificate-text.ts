/** A certificate field by field, in the words of `openssl x509 -text`. */
import { createHash } from "node:crypto";
import type { Certificate } from "../certificate.ts";
import { DerReader } from "../der-reader.ts";
import { TAG } from "../der-writer.ts";
import { publicKeyPin } from "../discovery.ts";
import { type ExtensionText, extensionTexts, hex, integerText } from "./extension-text.ts";
import { nameLine } from "./name-text.ts";
import { ALGORITHM_NAMES } from "./object-names.ts";
import { type PublicKeyText, publicKeyText } from "./public-key-text.ts";

export interface CertificateText {
  readonly version: number;
  /** Hexadecimal as `openssl x509 -serial` prints it, with a minus where it is negative. */
  readonly serialNumber: string;
  readonly signatureAlgorithm: string;
  readonly issuer: string;
  readonly subject: string;
  /** RFC 3339, UTC. */
  readonly notBefore: string;
  readonly notAfter: string;
  readonly publicKey: PublicKeyText;
  readonly extensions: readonly ExtensionText[];
  readonly signature: string;
  /** Of the whole certificate, `AB:CD`. */
  readonly fingerprints: { readonly sha1: string; readonly sha256: string };
  /** `sha256:` of the public key, as `kubeadm join --discovery-token-ca-cert-hash` takes it. */
  readonly publicKeyPin: string;
}

export function certificateText(certificate: Certificate): CertificateText {
  const { version, serialNumber, signatureAlgorithm, rawIssuer, rawSubject, publicKey, signature, raw } = certificate;
  return {
    version,
    serialNumber: serialHex(serialNumber),
    signatureAlgorithm: ALGORITHM_NAMES[signatureAlgorithm] ?? signatureAlgorithm,
    issuer: nameLine(rawIssuer),
    subject: nameLine(rawSubject),
    notBefore: timeText(certificate.notBefore),
    notAfter: timeText(certificate.notAfter),
    publicKey: publicKeyText(publicKey),
    extensions: extensionsOf(certificate),
    signature: hex(signature),
    fingerprints: { sha1: digest("sha1", raw), sha256: digest("sha256", raw) },
    publicKeyPin: publicKeyPin(certificate),
  };
}

const digest = (algorithm: string, bytes: Uint8Array): string => hex(createHash(algorithm).update(bytes).digest());

export const timeText = (time: Date): string => time.toISOString().replace(".000Z", "Z");

function serialHex(contents: Uint8Array): string {
  const number = BigInt(integerText(contents));
  const digits = (number < 0n ? -number : number).toString(16).toUpperCase();
  return `${number < 0n ? "-" : ""}${digits.length % 2 === 0 ? digits : `0${digits}`}`;
}

/** The extensions once more: `Certificate` keeps of them what a verifier needs. */
function extensionsOf({ rawToBeSigned }: Certificate): ExtensionText[] {
  const tbs = new DerReader(rawToBeSigned).enter(TAG.sequence, "tbsCertificate");
  while (!tbs.done && tbs.nextTag !== 0xa3) tbs.whole("field");
  const list = tbs.optional(0xa3, "extensions")?.enter(TAG.sequence, "extensions");
  return list === undefined ? [] : extensionTexts(list);
}
