/**
 * What each file is for: by the setting that names it, then by the layout, then by what it says itself. All three are kept;
 * where they do not agree, a note says so.
 */
import type { Catalog } from "../../catalog/index.ts";
import type { CredentialId, FileRole } from "../../catalog/types.ts";
import { type Certificate, isAuthority } from "../../x509/certificate.ts";
import type { ActualComponent, ActualFile, ActualRole, Content, KubeconfigMaterial } from "../actual.ts";
import { type Claimed, claim, kubeconfigsIn, presentedBy, type RoleScene, split } from "./claim.ts";
import { contradictions } from "./contradictions.ts";
import { type LayoutPaths, rolesAt } from "./layout-paths.ts";

/** Roles of one host's files. */
export function hostRoles(
  files: readonly Claimed[],
  components: readonly ActualComponent[],
  layout: LayoutPaths | undefined,
  fileAt: (path: string, from?: ActualFile) => ActualFile | undefined,
  scene: RoleScene,
): void {
  const byFile = new Map(files.map((one) => [one.file, one] as const));
  // Where no file says it, the layout does, below.
  for (const { component, settings } of components.filter(({ passed }) => passed === undefined)) {
    for (const { setting, file, place } of settings) {
      const target = file === undefined ? undefined : byFile.get(file);
      if (target === undefined || setting === undefined || !("file" in setting.value)) continue;
      claim(target, { role: setting.value.file, component, by: "setting", place });
    }
  }
  const here = presence(files, components, scene.catalog);
  for (const one of files) {
    for (const role of layout === undefined ? [] : rolesAt(layout, one.file.path))
      if (here(role)) claim(one, { role, by: "layout", place: one.file.place });
  }
  for (const { component, place } of components) {
    const told = files.find(({ file }) => file.place.file === place.file);
    if (told !== undefined) claim(told, { role: `settings/${component}`, component, by: "setting", place });
  }
  for (const one of files) referenced(one, byFile, fileAt, scene);
  ownRoles(files, scene);
  for (const one of files) contradictions(one, scene);
}

/** Whether a role has its holder on a host, as far as its components are known. */
function presence(
  files: readonly Claimed[],
  components: readonly ActualComponent[],
  catalog: Catalog,
): (role: ActualRole) => boolean {
  if (components.length === 0) return () => true;
  const ids = new Set(components.map(({ component }) => component));
  // Static pods have a kubelet, wherever its own settings are.
  const isPod = (content: Content): boolean => content.kind === "settings" && content.form === "static-pod";
  if (files.some(({ file }) => file.contents.some(isPod))) ids.add("kubelet");
  const scopes = new Set([...ids].map((id) => catalog.components[id].runsOn));
  if (scopes.has("control-plane")) scopes.add("first-control-plane");
  const onHost = (scope: string): boolean => scope === "cluster" || [...scopes].some((one) => one === scope);
  return (role) => {
    const [kind = "", id = ""] = split(role);
    if (kind === "trust" || kind === "trust-key") {
      const { holder, scopes: slotScopes } = catalog.slots[id as keyof typeof catalog.slots];
      const isProgram = catalog.components[holder].runsOn !== "user";
      // A component that could be told and is not: its flags leave the slot out.
      return (ids.has(holder) || !isProgram || !canRun(holder, catalog)) && slotScopes.some(onHost);
    }
    if (kind.startsWith("signer-")) return onHost(catalog.signers[id as keyof typeof catalog.signers].scope);
    return true;
  };
}

/** Whether a component has flags at all. */
const canRun = (component: string, { settings }: Catalog): boolean =>
  settings.some((setting) => setting.component === component && setting.flag !== undefined);

/** Files that a kubeconfig names are its credential's. */
function referenced(
  { file, claims }: Claimed,
  byFile: ReadonlyMap<ActualFile, Claimed>,
  fileAt: (path: string, from?: ActualFile) => ActualFile | undefined,
  { catalog, note }: RoleScene,
): void {
  const credentials = claims.flatMap(({ role }) =>
    role.startsWith("kubeconfig/") ? [split(role)[1] as CredentialId] : [],
  );
  const take = (material: KubeconfigMaterial | undefined, roles: readonly (FileRole | undefined)[]): void => {
    if (material?.by !== "file") return;
    const place = { ...file.place, ...material.within };
    const target = fileAt(material.path, file);
    if (target === undefined) {
      const message = `the kubeconfig names ${material.path}, which is not here`;
      note({ code: "missing-file", place, message, path: material.path });
      return;
    }
    const claimed = byFile.get(target);
    for (const role of roles)
      if (role !== undefined && claimed !== undefined) claim(claimed, { role, by: "setting", place });
  };
  for (const { users, clusters } of kubeconfigsIn(file)) {
    for (const { certificate, key } of users) {
      take(
        certificate,
        credentials.map((id) => `cert/${id}` as const),
      );
      take(
        key,
        credentials.map((id) => `key/${id}` as const),
      );
    }
    const slots = credentials.map((id) => catalog.credentials[id].trust);
    for (const { authorities } of clusters)
      take(
        authorities,
        slots.map((slot) => slot && (`trust/${slot}` as const)),
      );
  }
}

/** By what files hold: certificates by their names, keys by the certificates and keys that they belong to. */
export function ownRoles(files: readonly Claimed[], { portraits }: RoleScene): void {
  const rolesOfKey = new Map<string, Set<ActualRole>>();
  const ofKey = (key: Uint8Array, roles: readonly ActualRole[]): void => {
    const text = keyText(key);
    rolesOfKey.set(text, new Set([...(rolesOfKey.get(text) ?? []), ...roles]));
  };
  for (const one of files) {
    const { file } = one;
    const say = (role: ActualRole): void => claim(one, { role, by: "content", place: file.place });
    const certificate = presentedBy(file);
    if (certificate !== undefined && isAuthority(certificate)) {
      const id = portraits.authorityOf(certificate);
      if (id !== undefined && one.claims.length === 0) say(`authority/${id}`);
      if (id !== undefined) ofKey(certificate.publicKey, [`authority-key/${id}`]);
    } else if (certificate !== undefined) {
      const ids = identities(one, portraits.credentialsOf(certificate));
      const inKubeconfig = kubeconfigsIn(file).length > 0;
      if (one.claims.length === 0) for (const id of ids) say(inKubeconfig ? `kubeconfig/${id}` : `cert/${id}`);
      // One file with both, as a kubelet keeps them: it is as much the key's as the certificate's.
      if (!inKubeconfig && one.claims.every(({ by }) => by === "content") && holdsKeyOf(file, certificate))
        for (const id of ids) say(`key/${id}`);
      ofKey(
        certificate.publicKey,
        ids.map((id) => `key/${id}` as const),
      );
    }
    for (const content of file.contents) {
      if (content.kind === "private-key" && content.key !== undefined)
        ofKey(
          content.key.publicKey,
          one.claims.map(({ role }) => role).filter((role) => /^(key|authority-key)\//.test(role)),
        );
      if (one.claims.length > 0) continue;
      if (content.kind === "settings" && content.component !== undefined) say(`settings/${content.component}`);
      if (content.kind === "object") say("objects");
    }
  }
  for (const one of files) {
    if (one.claims.length > 0) continue;
    for (const content of one.file.contents) {
      const key = content.kind === "private-key" ? content.key?.publicKey : undefined;
      const shown = content.kind === "public-key" ? content.publicKey : undefined;
      for (const role of (key && rolesOfKey.get(keyText(key))) ?? [])
        claim(one, { role, by: "content", place: one.file.place });
      if (shown !== undefined && rolesOfKey.get(keyText(shown))?.has("key/sa") === true)
        claim(one, { role: "public-key/sa", by: "content", place: one.file.place });
    }
  }
}

const holdsKeyOf = ({ contents }: ActualFile, { publicKey }: Certificate): boolean =>
  contents.some(
    (content) => content.kind === "private-key" && content.key && keyText(content.key.publicKey) === keyText(publicKey),
  );

const keyText = (key: Uint8Array): string => Buffer.from(key).toString("base64");

/** The credentials that a file is claimed to be of already, or else those that it may be of. */
function identities({ claims }: Claimed, likely: readonly CredentialId[]): readonly CredentialId[] {
  const known = claims.flatMap(({ role }) => {
    const [kind, id] = split(role);
    return kind === "cert" || kind === "kubeconfig" ? [id as CredentialId] : [];
  });
  return known.length > 0 ? known : likely;
}
