/** Claims on files, and what of a file they are judged by. */
import type { Catalog } from "../../catalog/index.ts";
import type { Certificate } from "../../x509/certificate.ts";
import type { ActualFile, ActualRole, CertificateContent, KubeconfigContent, Note, RoleClaim } from "../actual.ts";
import type { Portraits } from "./content-roles.ts";

/** A file whose roles are being found. */
export interface Claimed {
  readonly file: ActualFile;
  readonly claims: RoleClaim[];
}

export interface RoleScene {
  readonly catalog: Catalog;
  readonly portraits: Portraits;
  readonly note: (note: Note) => void;
}

/** Add a claim, unless the file has the role already by something at least as strong. */
export function claim({ claims }: Claimed, one: RoleClaim): void {
  const same = claims.find(
    ({ role, component }) => role === one.role && (component === one.component || one.by !== "setting"),
  );
  if (same === undefined) claims.push(one);
}

export const split = (role: ActualRole): readonly [kind: string, id: string] => {
  const [kind = "", ...id] = role.split("/");
  return [kind, id.join("/")];
};

export const kubeconfigsIn = (file: ActualFile): readonly KubeconfigContent[] =>
  file.contents.filter((content): content is KubeconfigContent => content.kind === "kubeconfig");

/** The certificates of a file that is no kubeconfig. */
const certificatesIn = (file: ActualFile): readonly Certificate[] =>
  file.contents
    .filter((content): content is CertificateContent => content.kind === "certificate")
    .map(({ certificate }) => certificate);

/** The certificate that a file presents: its first, or a kubeconfig's. */
export function presentedBy(file: ActualFile): Certificate | undefined {
  const [first] = certificatesIn(file);
  if (first !== undefined) return first;
  for (const { users } of kubeconfigsIn(file)) {
    for (const { certificate } of users) {
      const inside = certificate?.by === "value" ? certificate.contents : [];
      const found = inside.find((content) => content.kind === "certificate");
      if (found?.kind === "certificate") return found.certificate;
    }
  }
  return undefined;
}
