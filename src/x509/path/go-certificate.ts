/**
 * Certificates as Go 1.26 parses them (crypto/x509 parser.go): what it accepts, what it refuses, and its text for each
 * refusal. Laxer than DER in places (trailing data) and stricter than RFC 5280 in others (critical key identifiers).
 */

import { type GoExtensions, processExtensions, type RawExtension } from "./go-extensions.ts";
import { type AlgorithmIdentifier, type GoPublicKey, identifierOf, parseGoKey } from "./go-key.ts";
import { type GoAttribute, parseGoName } from "./go-rdn.ts";
import { GoReader, rightAligned, signed } from "./go-reader.ts";
import { type GoTime, readGoTime } from "./go-time.ts";

export interface GoCertificate extends GoExtensions {
  readonly raw: Uint8Array;
  readonly rawToBeSigned: Uint8Array;
  readonly version: number;
  readonly serialNumber: bigint;
  readonly signatureAlgorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
  readonly rawIssuer: Uint8Array;
  readonly rawSubject: Uint8Array;
  readonly issuer: readonly GoAttribute[];
  readonly subject: readonly GoAttribute[];
  readonly notBefore: GoTime;
  readonly notAfter: GoTime;
  readonly rawPublicKey: Uint8Array;
  readonly keyAlgorithm: AlgorithmIdentifier;
  /** Undefined for an algorithm that Go does not know. */
  readonly publicKey: GoPublicKey | undefined;
  readonly extensions: readonly RawExtension[];
}

/** What Go says of bytes that it does not take for a certificate. */
export class GoParseError extends Error {
  override readonly name = "GoParseError";
}

const SEQUENCE = 0x30;

/** Throws GoParseError. */
export function parseGoCertificate(raw: Uint8Array): GoCertificate {
  const outer = must(new GoReader(raw).value(SEQUENCE), "x509: malformed certificate");
  const file = outer.contents;
  const { whole: rawToBeSigned, contents: tbs } = must(file.value(SEQUENCE), "x509: malformed tbs certificate");
  const version = readVersion(tbs);
  const serialNumber = signed(must(tbs.integer(), "x509: malformed serial number"));
  if (serialNumber < 0n) fail("x509: negative serial number");
  const inner = must(tbs.read(SEQUENCE), "x509: malformed signature algorithm identifier");
  const outerAlgorithm = must(file.read(SEQUENCE), "x509: malformed algorithm identifier");
  if (Buffer.compare(inner.bytes, outerAlgorithm.bytes) !== 0) {
    fail("x509: inner and outer signature algorithm identifiers don't match");
  }
  const signatureAlgorithm = readIdentifier(inner);
  const rawIssuer = must(tbs.value(SEQUENCE), "x509: malformed issuer").whole;
  const issuer = orFail(parseGoName(rawIssuer));
  const validity = must(tbs.read(SEQUENCE), "x509: malformed validity");
  const notBefore = orFail(readGoTime(validity));
  const notAfter = orFail(readGoTime(validity));
  // Go says issuer here, too.
  const rawSubject = must(tbs.value(SEQUENCE), "x509: malformed issuer").whole;
  const subject = orFail(parseGoName(rawSubject));
  const key = readKey(tbs);
  const extensions = version > 1 ? readExtensions(tbs, version) : [];
  const processed = processExtensions(extensions);
  if (typeof processed === "string") fail(processed);
  const signature = rightAligned(must(file.bits(), "x509: malformed signature"));
  if (outer.whole.length !== raw.length) fail("x509: trailing data");
  return {
    raw,
    rawToBeSigned,
    version,
    serialNumber,
    signatureAlgorithm,
    signature,
    rawIssuer,
    rawSubject,
    issuer,
    subject,
    notBefore,
    notAfter,
    ...key,
    extensions,
    ...processed,
  };
}

function readVersion(tbs: GoReader): number {
  const field = tbs.optional(0xa0);
  if (field === "absent") return 1;
  const number = field?.int();
  if (field === undefined || number === undefined || !field.empty || number < 0n) fail("x509: malformed version");
  if (number > 2n) fail("x509: invalid version");
  return Number(number) + 1;
}

function readIdentifier(fields: GoReader): AlgorithmIdentifier {
  const oid = new GoReader(fields.bytes).oid();
  if (oid === undefined) fail("x509: malformed OID");
  return must(identifierOf(fields), "x509: malformed parameters");
}

function readKey(tbs: GoReader): Pick<GoCertificate, "rawPublicKey" | "keyAlgorithm" | "publicKey"> {
  const info = must(tbs.value(SEQUENCE), "x509: malformed spki");
  const algorithm = must(info.contents.read(SEQUENCE), "x509: malformed public key algorithm identifier");
  const keyAlgorithm = readIdentifier(algorithm);
  const bits = must(info.contents.bits(), "x509: malformed subjectPublicKey");
  const publicKey = parseGoKey(keyAlgorithm, bits);
  if (typeof publicKey === "string") fail(publicKey);
  return { rawPublicKey: info.whole, keyAlgorithm, publicKey };
}

function readExtensions(tbs: GoReader, version: number): RawExtension[] {
  must(tbs.optional(0x81), "x509: malformed issuerUniqueID");
  must(tbs.optional(0x82), "x509: malformed subjectUniqueID");
  if (version !== 3) return [];
  const field = must(tbs.optional(0xa3), "x509: malformed extensions");
  if (field === "absent") return [];
  const list = must(field.read(SEQUENCE), "x509: malformed extensions");
  const extensions: RawExtension[] = [];
  const seen = new Set<string>();
  while (!list.empty) {
    const fields = must(list.read(SEQUENCE), "x509: malformed extension");
    const oid = must(fields.oid(), "x509: malformed extension OID field");
    const critical = fields.isNext(0x01) ? must(fields.boolean(), "x509: malformed extension critical field") : false;
    const { bytes: value } = must(fields.read(0x04), "x509: malformed extension value field");
    if (seen.has(oid)) fail(`x509: certificate contains duplicate extension with OID "${oid}"`);
    seen.add(oid);
    extensions.push({ oid, critical, value });
  }
  return extensions;
}

function fail(text: string): never {
  throw new GoParseError(text);
}

function must<T>(value: T | undefined, text: string): T {
  return value === undefined ? fail(text) : value;
}

const orFail = <T>(value: T | string): T => (typeof value === "string" ? fail(value) : value);
