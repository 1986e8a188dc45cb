/** The PEM texts of an authority, for the files that hold it and for the chains that are sent. */
import { type Certificate, encodeCertificatePem, isSelfIssued } from "../x509/certificate.ts";

export interface AuthorityTexts {
  /** Its own certificate. */
  readonly own: string;
  /** Its own and every one above it, upwards. */
  readonly upwards: readonly string[];
  /** What a server or client sends behind its own certificate: `upwards` without the root. */
  readonly sent: readonly string[];
  /** Its own and what was supplied above it, the root first. */
  readonly anchors: readonly string[];
}

/** `above`: what it was supplied with; `parent`: the root that the specification puts above it. */
export function authorityTexts(
  certificate: Certificate,
  above: readonly Certificate[],
  parent: AuthorityTexts | undefined,
): AuthorityTexts {
  const line = [certificate, ...above];
  const texts = line.map(encodeCertificatePem);
  return {
    own: texts[0] ?? "",
    upwards: [...texts, ...(parent?.upwards ?? [])],
    sent: [...texts.filter((_, i) => !isSelfIssued(line[i] ?? certificate)), ...(parent?.sent ?? [])],
    anchors: [...texts].reverse(),
  };
}
