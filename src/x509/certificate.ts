/**
 * Parsed certificates (RFC 5280 section 4.1). The signed bytes and the raw names are kept and used as they are; nothing
 * is ever re-encoded to be compared.
 */
import { DerError, DerReader, integerContents, oidText, readTime, smallCount, wholeBytes } from "./der-reader.ts";
import { TAG } from "./der-writer.ts";
import { sha256 } from "./digest.ts";
import { type Extensions, NO_EXTENSIONS, parseExtensions } from "./extensions.ts";
import { type NameAttribute, parseName } from "./name.ts";
import { encodePem, parsePem } from "./pem.ts";

/** Of a parsed certificate, byte fields are views of `raw` made when asked for: `{ ...certificate }` copies none of them. */
export interface Certificate {
  /** The whole certificate, DER. */
  readonly raw: Uint8Array;
  /** The part that is signed. */
  readonly rawToBeSigned: Uint8Array;
  /** 1, 2 or 3. */
  readonly version: number;
  /** Contents of the serial INTEGER, big-endian, possibly with a leading zero. */
  readonly serialNumber: Uint8Array;
  readonly signatureAlgorithm: string;
  readonly rawIssuer: Uint8Array;
  readonly rawSubject: Uint8Array;
  readonly subject: readonly NameAttribute[];
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly extensions: Extensions;
  readonly signature: Uint8Array;
}

/** Parse one certificate. Throws DerError for anything that is not DER or not a certificate. */
export function parseCertificate(raw: Uint8Array): Certificate {
  const file = new DerReader(raw);
  const outer = file.enter(TAG.sequence, "certificate");
  file.finish("the certificate");
  const rawToBeSigned = outer.whole("tbsCertificate", TAG.sequence);
  const outerAlgorithm = outer.whole("signatureAlgorithm", TAG.sequence);
  const signature = wholeBytes(outer, "signature");

  const tbs = new DerReader(rawToBeSigned).enter(TAG.sequence, "tbsCertificate");
  const versionField = tbs.optional(0xa0, "version");
  const version = versionField === undefined ? 1 : 1 + smallCount(versionField, "version");
  if (version > 3) tbs.fail(`version ${version} is not known`);
  const serialNumber = integerContents(tbs, "serialNumber");
  const innerAlgorithm = tbs.whole("signature", TAG.sequence);
  if (Buffer.compare(innerAlgorithm, outerAlgorithm) !== 0) tbs.fail("inner and outer signature algorithm differ");
  const rawIssuer = tbs.whole("issuer", TAG.sequence);
  const validity = tbs.enter(TAG.sequence, "validity");
  const notBefore = readTime(validity, "notBefore");
  const notAfter = readTime(validity, "notAfter");
  const rawSubject = tbs.whole("subject", TAG.sequence);
  const publicKey = tbs.whole("subjectPublicKeyInfo", TAG.sequence);
  tbs.optional(0x81, "issuerUniqueID");
  tbs.optional(0x82, "subjectUniqueID");
  const list = tbs.optional(0xa3, "extensions")?.enter(TAG.sequence, "extensions");
  return new ParsedCertificate({
    raw,
    rawToBeSigned,
    version,
    serialNumber,
    signatureAlgorithm: oidText(
      new DerReader(outerAlgorithm).enter(TAG.sequence, "algorithm").contents(TAG.oid, "algorithm"),
    ),
    rawIssuer,
    rawSubject,
    subject: parseName(rawSubject),
    notBefore,
    notAfter,
    publicKey,
    extensions: list === undefined ? NO_EXTENSIONS : parseExtensions(list),
    signature,
  });
}

/**
 * A certificate as its bytes, what is worked out of them, and where the rest stands in them. A view of bytes takes a
 * hundred bytes itself, as a Date does, and a fleet has a hundred thousand certificates: views are made when asked for.
 */
class ParsedCertificate implements Certificate {
  readonly raw: Uint8Array;
  readonly version: number;
  readonly signatureAlgorithm: string;
  readonly subject: readonly NameAttribute[];
  readonly extensions: Extensions;
  readonly #begins: number;
  readonly #ends: number;
  readonly #signed: number;
  readonly #signedEnd: number;
  readonly #serial: number;
  readonly #serialEnd: number;
  readonly #issuer: number;
  readonly #issuerEnd: number;
  readonly #subject: number;
  readonly #subjectEnd: number;
  readonly #key: number;
  readonly #keyEnd: number;
  readonly #signature: number;
  readonly #signatureEnd: number;

  constructor(parts: Certificate) {
    const { raw } = parts;
    const start = (view: Uint8Array): number => view.byteOffset - raw.byteOffset;
    const end = (view: Uint8Array): number => start(view) + view.length;
    this.raw = raw;
    this.version = parts.version;
    this.signatureAlgorithm = parts.signatureAlgorithm;
    this.subject = parts.subject;
    this.extensions = parts.extensions;
    this.#begins = parts.notBefore.getTime();
    this.#ends = parts.notAfter.getTime();
    this.#signed = start(parts.rawToBeSigned);
    this.#signedEnd = end(parts.rawToBeSigned);
    this.#serial = start(parts.serialNumber);
    this.#serialEnd = end(parts.serialNumber);
    this.#issuer = start(parts.rawIssuer);
    this.#issuerEnd = end(parts.rawIssuer);
    this.#subject = start(parts.rawSubject);
    this.#subjectEnd = end(parts.rawSubject);
    this.#key = start(parts.publicKey);
    this.#keyEnd = end(parts.publicKey);
    this.#signature = start(parts.signature);
    this.#signatureEnd = end(parts.signature);
  }

  get rawToBeSigned(): Uint8Array {
    return this.raw.subarray(this.#signed, this.#signedEnd);
  }

  get serialNumber(): Uint8Array {
    return this.raw.subarray(this.#serial, this.#serialEnd);
  }

  get rawIssuer(): Uint8Array {
    return this.raw.subarray(this.#issuer, this.#issuerEnd);
  }

  get rawSubject(): Uint8Array {
    return this.raw.subarray(this.#subject, this.#subjectEnd);
  }

  get notBefore(): Date {
    return new Date(this.#begins);
  }

  get notAfter(): Date {
    return new Date(this.#ends);
  }

  get publicKey(): Uint8Array {
    return this.raw.subarray(this.#key, this.#keyEnd);
  }

  get signature(): Uint8Array {
    return this.raw.subarray(this.#signature, this.#signatureEnd);
  }
}

/** All certificates of a PEM text in order. Throws DerError when there is none or one does not parse. */
export function parseCertificates(text: string): Certificate[] {
  const certificates = parsePem(text)
    .filter((block) => block.label === "CERTIFICATE")
    .map((block) => parseCertificate(block.bytes));
  if (certificates.length === 0) throw new DerError("no PEM block with a certificate", 0);
  return certificates;
}

export const encodeCertificatePem = (certificate: Certificate): string => encodePem("CERTIFICATE", certificate.raw);

/** Whether a certificate may sign others: basicConstraints says so and keyUsage, when present, allows it. */
export function isAuthority(certificate: Certificate): boolean {
  const { basicConstraints, keyUsage } = certificate.extensions;
  return basicConstraints?.authority === true && (keyUsage === undefined || keyUsage.includes("keyCertSign"));
}

/** Whether issuer and subject are the same name, byte for byte: a root. */
export const isSelfIssued = (certificate: Certificate): boolean =>
  Buffer.compare(certificate.rawIssuer, certificate.rawSubject) === 0;

/** Serial number in hexadecimal as openssl prints it. */
export const serialText = (certificate: Certificate): string =>
  Buffer.from(certificate.serialNumber)
    .toString("hex")
    .replace(/^00(?=.)/, "")
    .toUpperCase();

/** SHA-256 of the whole certificate, lower-case hexadecimal. */
export const fingerprint = (certificate: Certificate): string => sha256(certificate.raw);
