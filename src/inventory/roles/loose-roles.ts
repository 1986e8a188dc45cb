/** Files on no host: of kubepki's own folders for authorities, users, services and the cluster, and whatever else lies there. */
import type { Catalog } from "../../catalog/index.ts";
import type { AuthorityId, CredentialId, DocumentId } from "../../catalog/types.ts";
import type { ActualFile, ActualRole } from "../actual.ts";
import { type Claimed, claim, presentedBy, type RoleScene, split } from "./claim.ts";
import type { LayoutPaths } from "./layout-paths.ts";

interface Unit {
  readonly kind: string;
  readonly name: string;
  readonly rest: string;
}

/** `users/alice/alice.crt`, `cluster/trust-bundles.yaml`, `authorities/ca.key`. */
function unitOf(path: string): Unit | undefined {
  const match = /^(?:(users|services|jobs)\/([^/]+)|(cluster|authorities))\/(.+)$/.exec(path);
  return match === null ? undefined : { kind: match[1] ?? match[3] ?? "", name: match[2] ?? "", rest: match[4] ?? "" };
}

export function looseRoles(
  files: readonly Claimed[],
  layouts: readonly LayoutPaths[],
  layout: LayoutPaths | undefined,
  scene: RoleScene,
): void {
  const documents = documentPatterns(scene.catalog);
  for (const one of files) {
    const { path, place } = one.file;
    const unit = unitOf(path);
    const say = (role: ActualRole): void => claim(one, { role, by: "layout", place });
    if (unit === undefined) continue;
    if (unit.kind === "authorities") authorityRoles(unit.rest, scene.catalog).forEach(say);
    else {
      const beside = documents.filter(({ pattern }) => pattern.test(unit.rest));
      const own = beside.filter((document) => document.beside === unit.name || document.beside === unit.kind);
      for (const { id } of own.length > 0 ? own : beside.filter(({ beside: other }) => other !== "cluster"))
        say(`document/${id}`);
      const all = layout === undefined ? layouts : [layout];
      const roles = all.flatMap(({ own: places }) =>
        places.filter(({ pattern }) => pattern.test(unit.rest)).map(({ role }) => role),
      );
      for (const role of new Set(roles.filter((role) => isOf(role, unit, one.file, scene)))) say(role);
    }
  }
}

/** The credential of a folder: a service's, a job's by its name, a person's by elimination. */
function isOf(
  role: ActualRole,
  { kind, name, rest }: Unit,
  file: ActualFile,
  { catalog, portraits }: RoleScene,
): boolean {
  const [what, id] = split(role);
  if (what === "trust") return holderIsHere(id, kind, catalog, name);
  if (kind === "services") return id === "service-server";
  if (id === "service-server") return false;
  if (name === id) return true;
  const isNamed = Object.hasOwn(catalog.credentials, name);
  if (isNamed) return false;
  const certificate = presentedBy(file);
  const { scope } = catalog.credentials[id as CredentialId];
  return (
    scope === "user" && rest !== "" && (certificate === undefined || portraits.fits(certificate, id as CredentialId))
  );
}

/** A slot of whoever the folder is for. */
function holderIsHere(slot: string, kind: string, catalog: Catalog, name: string): boolean {
  if (kind === "services") return false;
  const credential = catalog.credentials[name as CredentialId] as { trust?: string; holder: string } | undefined;
  const { holder, scopes } = catalog.slots[slot as keyof typeof catalog.slots];
  if (credential === undefined) return slot === catalog.credentials.user.trust;
  return slot === credential.trust || (scopes.length === 0 && holder === credential.holder);
}

/** `ca.crt`, `etcd-ca.key`, `sa.pub`: named after what they are. */
function authorityRoles(rest: string, { authorities, rootAuthority, credentials }: Catalog): readonly ActualRole[] {
  const match = /^([\w-]+)\.(crt|key|pub)$/.exec(rest);
  if (match === null) return [];
  const [, id = "", kind] = match;
  const isAuthority =
    Object.hasOwn(authorities, id) || id === "root-ca" || (rootAuthority !== undefined && id.endsWith("-root"));
  if (isAuthority) return [kind === "crt" ? `authority/${id as AuthorityId}` : `authority-key/${id as AuthorityId}`];
  if (!Object.hasOwn(credentials, id)) return [];
  return [kind === "key" ? `key/${id as CredentialId}` : "public-key/sa"];
}

interface DocumentPattern {
  readonly id: DocumentId;
  readonly beside: string;
  readonly pattern: RegExp;
}

const documentPatterns = ({ documents }: Catalog): readonly DocumentPattern[] =>
  Object.entries(documents).map(([id, { beside, path }]) => ({
    id: id as DocumentId,
    beside,
    pattern: new RegExp(
      `^${path
        .split(/\{[a-z-]+\}/)
        .map((part) => part.replace(/[.*+?^$()|[\]\\{}]/g, "\\$&"))
        .join(".+")}$`,
    ),
  }));
