/** Bytes that are DER without PEM around them: what Windows and Java hand over, and no component of Kubernetes reads. */
import { parseCertificate } from "../../x509/certificate.ts";
import { DerError, DerReader, smallCount } from "../../x509/der-reader.ts";
import { TAG } from "../../x509/der-writer.ts";
import { openPkcs12 } from "../../x509/pkcs12-reader.ts";
import { parseRevocationList } from "../../x509/revocation-list.ts";
import { SecretText } from "../../x509/secret-text.ts";
import { parseSigningRequest } from "../../x509/signing-request.ts";
import type { Content } from "../actual.ts";
import type { Finding, LocalNote } from "./finding.ts";
import { type Opener, whyClosed } from "./opener.ts";

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
export function readDerContents(bytes: Uint8Array, opener?: Opener): Finding | undefined {
  if (bytes[0] !== TAG.sequence) return undefined;
  for (const attempt of ATTEMPTS) {
    try {
      const content = attempt(bytes);
      if (content.kind === "pkcs12" && opener !== undefined) return opened(bytes, opener);
      return { contents: [content], notes: [] };
    } catch {
      // The next one.
    }
  }
  return undefined;
}

function opened(bytes: Uint8Array, { passphrase, budget }: Opener): Finding {
  const notes: LocalNote[] = [];
  const note = (code: LocalNote["code"], message: string, field?: string): void => {
    notes.push({ code, message, within: field === undefined ? {} : { field } });
  };
  try {
    const { bags, faults } = openPkcs12(bytes, SecretText.reveal(passphrase), budget);
    const holds = bags.map((bag, i): Content => {
      const within = { field: `bag ${i + 1}` };
      if ("key" in bag) return { kind: "private-key", within, key: bag.key, encrypted: true };
      try {
        return { kind: "certificate", within, certificate: parseCertificate(bag.certificate) };
      } catch (error) {
        if (!(error instanceof DerError)) throw error;
        const reason = error.message;
        note("damaged-der", `the CERTIFICATE cannot be read: ${reason}`, within.field);
        return { kind: "damaged", within, label: "CERTIFICATE", reason };
      }
    });
    for (const fault of faults) note("not-opened", `of the PKCS#12 file: ${fault}`);
    return { contents: [{ kind: "pkcs12", within: {}, holds }], notes };
  } catch (error) {
    note("not-opened", `the PKCS#12 file stays closed: ${whyClosed(error)}`);
    return { contents: [{ kind: "pkcs12", within: {} }], notes };
  }
}
