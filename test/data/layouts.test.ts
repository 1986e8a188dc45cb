import { describe, expect, test } from "vitest";
import { type Catalog, catalog } from "../../src/catalog/index.ts";
import type { CredentialId, CredentialPlace, Layout, LayoutId, NotInLayout, Scope } from "../../src/catalog/types.ts";
import { rolesOf } from "../../src/inventory/roles/layout-paths.ts";
import { placeIn } from "../../src/spec/resolve/place.ts";

const { credentials, layouts } = catalog;
const ids = Object.keys(layouts) as LayoutId[];

/** Left out on purpose, with a reason. */
const isAbsent = (place: object | string | undefined): place is NotInLayout =>
  typeof place === "object" && "none" in place && place.none !== "";

/** File roles that a layout gives no path. */
function pathless(layout: Layout, { credentials, slots, signers, configs }: Catalog): string[] {
  const missing: string[] = [];
  const want = (role: string, path: string | undefined): void => {
    if (path === undefined || path === "") missing.push(role);
  };
  for (const [id, { kubeconfig, purpose }] of Object.entries(credentials)) {
    if (id in layout.credentials && placeIn(layout, id as CredentialId) === undefined) continue;
    const place = layout.credentials[id as CredentialId] as CredentialPlace | undefined;
    if (purpose !== undefined) want(`cert/${id}`, place?.certificate);
    want(`key/${id}`, place?.key);
    if (kubeconfig !== undefined) want(`kubeconfig/${id}`, place?.kubeconfig);
  }
  for (const [id, { where }] of Object.entries(slots)) {
    // Objects in the cluster and pins are no files.
    if (/^(ConfigMap|JoinConfiguration|APIService|webhook)/.test(where)) continue;
    const place = layout.trust[id as keyof Layout["trust"]];
    if (isAbsent(place)) continue;
    want(`trust/${id}`, place?.path);
    want(`trust/${id}, apart`, place?.apart);
  }
  for (const id of Object.keys(signers) as (keyof typeof signers)[]) {
    const place = layout.signers[id];
    if (isAbsent(place)) continue;
    for (const part of ["certificate", "key"] as const) {
      want(`signer-${part}/${id}`, place?.[part].path);
      want(`signer-${part}/${id}, apart`, place?.[part].apart);
    }
  }
  for (const id of Object.keys(configs) as (keyof typeof configs)[]) {
    const path = layout.configs[id];
    if (!isAbsent(path)) want(`config/${id}`, path);
  }
  want("public-key/sa", layout.serviceAccountPublicKey);
  return missing;
}

/** Credentials that share a file though they can be in the same folder. */
function shared(layout: Layout): string[] {
  const seen = new Map<string, string>();
  const faults: string[] = [];
  for (const [id, { scope, kubeconfig }] of Object.entries(credentials)) {
    // Users, jobs and services have a folder each.
    if ((["cluster", "user", "service"] as Scope[]).includes(scope)) continue;
    const place = placeIn(layout, id as CredentialId);
    if (place === undefined) continue;
    const { certificate, key, kubeconfig: path } = place;
    for (const file of [...new Set([certificate, key]), ...(kubeconfig === undefined ? [] : [path ?? ""])]) {
      const other = seen.get(file);
      if (other !== undefined) faults.push(`${id} and ${other} meet at ${file}`);
      seen.set(file, id);
    }
  }
  return faults;
}

describe.each(ids)("the layout %s", (id) => {
  const layout = layouts[id];

  test("gives every file role a path, and no two credentials the same", () => {
    expect(pathless(layout, catalog)).toEqual([]);
    expect(shared(layout)).toEqual([]);
  });

  test("keeps keys and kubeconfigs to their owner", () => {
    expect([layout.modes.key, layout.modes.kubeconfig]).toEqual([0o600, 0o600]);
    for (const mode of Object.values(layout.modes)) expect(mode & 0o022, mode.toString(8)).toBe(0);
  });

  test("a role without a path is found, and two at one", () => {
    const { apiserver: _, ...rest } = layout.credentials;
    const cut = { ...layout, credentials: rest as Layout["credentials"], serviceAccountPublicKey: "" };
    expect(pathless(cut, catalog)).toEqual(["cert/apiserver", "key/apiserver", "public-key/sa"]);
    const doubled = {
      ...layout,
      credentials: { ...layout.credentials, "etcd-peer": layout.credentials["etcd-server"] },
    };
    expect(shared(doubled)).toHaveLength(2);
  });
});

test("what a program passes is settings of the catalogue, and the layout has the file of each", () => {
  const passed = Object.entries(catalog.layouts).flatMap(([id, layout]) =>
    (layout.passes ?? []).map((one) => [id, layout, one] as const),
  );
  expect(passed.length).toBeGreaterThan(0);
  for (const [id, layout, { component, files, shownBy }] of passed) {
    const roles = files.map((name) => {
      const setting = catalog.settings.find(
        (one) => one.component === component && (one.flag === name || one.field?.path === name) && "file" in one.value,
      );
      return setting !== undefined && "file" in setting.value ? setting.value.file : `no setting ${name}`;
    });
    const has = new Set([...rolesOf(layout)].map(([, role]) => role as string));
    expect(
      [...roles, ...shownBy].filter((role) => !has.has(role)),
      `${id} ${component}`,
    ).toEqual([]);
  }
});
