/** Certificate revocation lists (RFC 5280 section 5). */
import {
  DerReader,
  integerContents,
  oidText,
  optionalBoolean,
  readTime,
  smallCount,
  wholeBytes,
} from "./der-reader.ts";
import { TAG } from "./der-writer.ts";
import { type NameAttribute, parseName } from "./name.ts";

export interface RevocationList {
  readonly raw: Uint8Array;
  /** The part that is signed. */
  readonly rawToBeSigned: Uint8Array;
  readonly rawIssuer: Uint8Array;
  readonly issuer: readonly NameAttribute[];
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | undefined;
  /** Serial numbers in lower-case hexadecimal without leading zeros, and since when. */
  readonly revoked: ReadonlyMap<string, Date>;
  /** Its own extensions, by object identifier. */
  readonly extensions: readonly { readonly oid: string; readonly critical: boolean }[];
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
}

/** Parse one list. Throws DerError for anything that is not DER or not a list. */
export function parseRevocationList(raw: Uint8Array): RevocationList {
  const file = new DerReader(raw);
  const outer = file.enter(TAG.sequence, "revocation list");
  file.finish("the revocation list");
  const rawToBeSigned = outer.whole("tbsCertList", TAG.sequence);
  const algorithm = outer.enter(TAG.sequence, "signatureAlgorithm");
  const signatureAlgorithm = oidText(algorithm.contents(TAG.oid, "signatureAlgorithm"));
  const signature = wholeBytes(outer, "signature");
  outer.finish("the signature");

  const list = new DerReader(rawToBeSigned).enter(TAG.sequence, "tbsCertList");
  if (list.nextTag === TAG.integer && smallCount(list, "version") !== 1) list.fail("the version is not known");
  list.enter(TAG.sequence, "signature");
  const rawIssuer = list.whole("issuer", TAG.sequence);
  const thisUpdate = readTime(list, "thisUpdate");
  const dated = list.nextTag === 0x17 || list.nextTag === 0x18;
  const nextUpdate = dated ? readTime(list, "nextUpdate") : undefined;
  const revoked = entries(list.optional(TAG.sequence, "revokedCertificates"));
  const extensions = extensionsOf(list.optional(0xa0, "extensions")?.enter(TAG.sequence, "extensions"));
  return {
    raw,
    rawToBeSigned,
    rawIssuer,
    issuer: parseName(rawIssuer),
    thisUpdate,
    nextUpdate,
    revoked,
    extensions,
    signatureAlgorithm,
    signature,
  };
}

function entries(list: DerReader | undefined): Map<string, Date> {
  const revoked = new Map<string, Date>();
  while (list !== undefined && !list.done) {
    const entry = list.enter(TAG.sequence, "revoked certificate");
    const serial = Buffer.from(integerContents(entry, "serial number")).toString("hex");
    revoked.set(serial.replace(/^0+(?=.)/, ""), readTime(entry, "revocation date"));
  }
  return revoked;
}

function extensionsOf(list: DerReader | undefined): { oid: string; critical: boolean }[] {
  const extensions: { oid: string; critical: boolean }[] = [];
  while (list !== undefined && !list.done) {
    const fields = list.enter(TAG.sequence, "extension");
    const oid = oidText(fields.contents(TAG.oid, "extension id"));
    extensions.push({ oid, critical: optionalBoolean(fields, "critical") });
  }
  return extensions;
}
