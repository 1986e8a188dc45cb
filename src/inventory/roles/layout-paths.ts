/** The catalogue's layouts turned round: from a path to what a file there is for. */
import type { Catalog } from "../../catalog/index.ts";
import type {
  ComponentId,
  ConfigId,
  CredentialId,
  FileSlotId,
  Layout,
  LayoutId,
  SignerId,
  Template,
} from "../../catalog/types.ts";
import type { ActualRole } from "../actual.ts";

/** One layout's files. */
export interface LayoutPaths {
  readonly id: LayoutId;
  /** By path on the host. */
  readonly exact: ReadonlyMap<string, readonly ActualRole[]>;
  /** Paths with a part that differs from host to host. */
  readonly patterns: readonly { readonly pattern: RegExp; readonly role: ActualRole }[];
  /** Files in a folder of a user, job or service: relative paths. */
  readonly own: readonly { readonly pattern: RegExp; readonly role: ActualRole }[];
}

/** What stands around a name where a specification chooses; the defaults of `fileNames` are among them. */
const AROUND: Readonly<Record<string, string>> = {
  "certificate-before": "",
  "key-before": "",
  "kubeconfig-before": "",
  "certificate-after": ".crt",
  "key-after": ".key",
  "kubeconfig-after": ".kubeconfig",
};

export const layoutPaths = (catalog: Catalog): readonly LayoutPaths[] =>
  Object.entries(catalog.layouts).map(([id, layout]) => pathsOf(id as LayoutId, layout));

function pathsOf(id: LayoutId, layout: Layout): LayoutPaths {
  const exact = new Map<string, ActualRole[]>();
  const patterns: { pattern: RegExp; role: ActualRole }[] = [];
  const own: { pattern: RegExp; role: ActualRole }[] = [];
  const windows = "none" in layout.windows ? {} : layout.windows;
  const onWindows = Object.fromEntries(
    Object.entries(layout.roots).map(([name, path]) => [name, windows[name] ?? `C:${path}`]),
  );
  for (const [template, role] of rolesOf(layout)) {
    for (const roots of [layout.roots, onWindows]) {
      const path = fillKnown(template, { ...roots, ...AROUND });
      const absolute = /^(\/|[A-Z]:\/)/.test(path);
      if (absolute && !path.includes("{")) {
        const roles = exact.get(path) ?? [];
        if (!roles.includes(role)) exact.set(path, [...roles, role]);
      } else if (absolute) patterns.push({ pattern: patternOf(path), role });
      else if (roots === layout.roots) own.push({ pattern: patternOf(path), role });
    }
  }
  return { id, exact, patterns, own };
}

/** Every place of a layout with its role; a file of several roles stands there several times. */
export function* rolesOf(layout: Layout): Generator<readonly [Template, ActualRole]> {
  for (const [slot, place] of Object.entries(layout.trust)) {
    if ("none" in place) continue;
    yield [place.path, `trust/${slot as FileSlotId}`];
    if (place.apart !== place.path) yield [place.apart, `trust/${slot as FileSlotId}`];
  }
  for (const [id, place] of Object.entries(layout.signers)) {
    if ("none" in place) continue;
    for (const path of new Set([place.certificate.path, place.certificate.apart]))
      yield [path, `signer-cert/${id as SignerId}`];
    for (const path of new Set([place.key.path, place.key.apart])) yield [path, `signer-key/${id as SignerId}`];
  }
  for (const [name, place] of Object.entries(layout.credentials)) {
    if ("none" in place) continue;
    const id = name as CredentialId;
    // A bare key pair has a public key in place of a certificate.
    if (id !== "sa") yield [place.certificate, `cert/${id}`];
    yield [place.key, `key/${id}`];
    if (place.kubeconfig !== undefined) yield [place.kubeconfig, `kubeconfig/${id}`];
  }
  yield [layout.serviceAccountPublicKey, "public-key/sa"];
  for (const [id, path] of Object.entries(layout.configs))
    if (typeof path === "string") yield [path, `config/${id as ConfigId}`];
  for (const [id, form] of Object.entries(layout.settings))
    if (form !== undefined) yield [form.path, `settings/${id as ComponentId}`];
  for (const { slot, path } of layout.authorityKeys) yield [path, `trust-key/${slot}`];
}

const fillKnown = (template: Template, facts: Readonly<Record<string, string>>): string =>
  template.replace(/\{([a-z-]+)\}/g, (found, name: string) => facts[name] ?? found);

/** A placeholder is a part of one name. */
const patternOf = (path: string): RegExp =>
  new RegExp(
    `^${path
      .split(/\{[a-z-]+\}/)
      .map((part) => part.replace(/[.*+?^$()|[\]\\{}]/g, "\\$&"))
      .join("[^/]+")}$`,
  );

/** What a layout says of a path on a host. A pattern speaks where no exact path does, and of several the closest. */
export function rolesAt({ exact, patterns }: LayoutPaths, path: string): readonly ActualRole[] {
  const roles = exact.get(path);
  if (roles !== undefined) return roles;
  const fitting = patterns.filter(({ pattern }) => pattern.test(path));
  const closest = Math.max(...fitting.map(({ pattern }) => pattern.source.length));
  return fitting.filter(({ pattern }) => pattern.source.length === closest).map(({ role }) => role);
}

/** Where a layout has the file of a role; undefined where that differs from host to host. */
export function pathOf({ exact }: LayoutPaths, role: ActualRole): string | undefined {
  for (const [path, roles] of exact) if (roles.includes(role)) return path;
  return undefined;
}
