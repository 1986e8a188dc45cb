/** Certificate signing requests (RFC 2986). */
import { DerReader, oidText, smallCount, wholeBytes } from "./der-reader.ts";
import { TAG } from "./der-writer.ts";
import { type Extensions, parseExtensions } from "./extensions.ts";
import { type NameAttribute, parseName } from "./name.ts";
import { OID } from "./oid.ts";

export interface CertificateSigningRequest {
  readonly raw: Uint8Array;
  /** The part that is signed. */
  readonly rawToBeSigned: Uint8Array;
  readonly rawSubject: Uint8Array;
  readonly subject: readonly NameAttribute[];
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  /** What the request asks for (extensionRequest, RFC 2985 section 5.4.2). */
  readonly extensions: Extensions;
  readonly signatureAlgorithm: string;
  readonly signature: Uint8Array;
}

/** Parse one request. Throws DerError for anything that is not DER or not a request. */
export function parseSigningRequest(raw: Uint8Array): CertificateSigningRequest {
  const file = new DerReader(raw);
  const outer = file.enter(TAG.sequence, "request");
  file.finish("the request");
  const rawToBeSigned = outer.whole("certificationRequestInfo", TAG.sequence);
  const algorithm = outer.enter(TAG.sequence, "signatureAlgorithm");
  const signatureAlgorithm = oidText(algorithm.contents(TAG.oid, "signatureAlgorithm"));
  const signature = wholeBytes(outer, "signature");
  outer.finish("the signature");

  const info = new DerReader(rawToBeSigned).enter(TAG.sequence, "certificationRequestInfo");
  if (smallCount(info, "version") !== 0) info.fail("the version is not known");
  const rawSubject = info.whole("subject", TAG.sequence);
  const publicKey = info.whole("subjectPKInfo", TAG.sequence);
  return {
    raw,
    rawToBeSigned,
    rawSubject,
    subject: parseName(rawSubject),
    publicKey,
    extensions: requested(info.optional(0xa0, "attributes")),
    signatureAlgorithm,
    signature,
  };
}

function requested(attributes: DerReader | undefined): Extensions {
  while (attributes !== undefined && !attributes.done) {
    const attribute = attributes.enter(TAG.sequence, "attribute");
    const type = oidText(attribute.contents(TAG.oid, "attribute type"));
    const values = attribute.enter(TAG.set, "attribute values");
    if (type === OID.extensionRequest) return parseExtensions(values.enter(TAG.sequence, "extensions"));
  }
  return { unknownCritical: [] };
}
