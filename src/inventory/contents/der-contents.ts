/** Bytes that are DER without PEM around them: what Windows and Java hand over, and no component of Kubernetes reads. */
import { parseCertificate } from "../../x509/certificate.ts";
import { DerReader, smallCount } from "../../x509/der-reader.ts";
import { TAG } from "../../x509/der-writer.ts";
import { parseRevocationList } from "../../x509/revocation-list.ts";
import { parseSigningRequest } from "../../x509/signing-request.ts";
import type { Content } from "../actual.ts";

const ATTEMPTS: readonly ((bytes: Uint8Array) => Content)[] = [
  (bytes) => ({ kind: "certificate", within: {}, certificate: parseCertificate(bytes) }),
  (bytes) => ({ kind: "request", within: {}, request: parseSigningRequest(bytes) }),
  (bytes) => ({ kind: "revocation-list", within: {}, list: parseRevocationList(bytes) }),
  (bytes) => {
    // PFX ::= SEQUENCE { version INTEGER (3), authSafe, macData } (RFC 7292 section 4).
    const pfx = new DerReader(bytes).enter(TAG.sequence, "PFX");
    if (smallCount(pfx, "version") !== 3) pfx.fail("not version 3");
    pfx.enter(TAG.sequence, "authSafe").contents(TAG.oid, "content type");
    return { kind: "pkcs12", within: {} };
  },
];

/** Undefined for anything else. */
export function readDerContents(bytes: Uint8Array): Content | undefined {
  if (bytes[0] !== TAG.sequence) return undefined;
  for (const attempt of ATTEMPTS) {
    try {
      return attempt(bytes);
    } catch {
      // The next one.
    }
  }
  return undefined;
}
