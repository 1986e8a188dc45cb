/** What the files of supplied authorities hold beside the authority itself. */
import type { AuthorityId } from "../catalog/types.ts";
import type { Supplied } from "../render/shell/authority-files.ts";
import type { Spec } from "../spec/spec.ts";
import { isSelfIssued, parseCertificates } from "../x509/certificate.ts";
import { parsePem } from "../x509/pem.ts";
import type { SuppliedMaterial } from "./find-authorities.ts";

type Materials = Readonly<Partial<Record<AuthorityId, SuppliedMaterial>>>;

/** Whether a supplied authority comes with what stands above it decides which trust files can be shared. */
export function withChains({ spec, supplied = {} }: { readonly spec: Spec; readonly supplied?: Materials }): Spec {
  const chained = (id: string): boolean =>
    parsePem(supplied[id as AuthorityId]?.certificate.text ?? "").filter(({ label }) => label === "CERTIFICATE")
      .length > 1;
  const entries = Object.entries(spec.suppliedAuthorities).map(
    ([id, files]) => [id, chained(id) ? { ...files, chained: true } : files] as const,
  );
  return { ...spec, suppliedAuthorities: Object.fromEntries(entries) };
}

/** Where their files are and which of the certificates sign themselves, for the commands that use them. */
export function suppliedFiles(supplied: Materials): Supplied {
  return Object.fromEntries(
    Object.entries(supplied).map(([id, { certificate, key }]) => {
      const selfIssued = parseCertificates(certificate.text).map(isSelfIssued);
      return [id, { certificate: certificate.file, selfIssued, ...(key === undefined ? {} : { key: key.file }) }];
    }),
  );
}
