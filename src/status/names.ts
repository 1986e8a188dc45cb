/** Names of certificates as a report needs them: whatever stands in a certificate gives an answer. */
import type { Certificate } from "../x509/certificate.ts";
import { type NameAttribute, parseName } from "../x509/name.ts";
import { OID } from "../x509/oid.ts";
import { nameLine } from "../x509/text/name-text.ts";

/** The last common name, as Go takes it; where there is none, the subject's last attribute. */
export const commonName = ({ subject }: Certificate): string => ofAttributes(subject);

export const issuerCommonName = (certificate: Certificate): string => ofAttributes(issuerAttributes(certificate));

const ofAttributes = (name: readonly NameAttribute[]): string =>
  (name.findLast(({ type }) => type === OID.commonName) ?? name.at(-1))?.value ?? "";

/** Empty for an issuer that cannot be read: a certificate is parsed without it. */
export function issuerAttributes({ rawIssuer }: Certificate): readonly NameAttribute[] {
  try {
    return parseName(rawIssuer);
  } catch {
    return [];
  }
}

/** A name on one line, as OpenSSL prints it; empty where it cannot be read. */
export function lineOf(raw: Uint8Array): string {
  try {
    return nameLine(raw);
  } catch {
    return "";
  }
}
