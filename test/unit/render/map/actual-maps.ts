/** Maps of trees that were read, right and broken: of one host, of three, of ten; and with names that nobody should choose. */

import { actualMap, catalog, connectionsOf, predict, readActual, type TreeEntry } from "../../../../src/index.ts";
import type { TrustMap } from "../../../../src/render/map/model.ts";
import { grantedBindings } from "../../../../src/trust/rights.ts";
import { encodeName } from "../../../../src/x509/name.ts";
import { entry, writtenTree } from "../../inventory/written.ts";

const AT = new Date("2026-12-01");

const HOSTS = {
  one: `hosts: [{ name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }]`,
  three: `endpoint: api.example.com:6443
hosts: [{ name: "cp-[1-3]", roles: [control-plane], addresses: "10.0.0.[11-13]" }]`,
  ten: `endpoint: api.example.com:6443
authorities: five
hosts:
  - { name: "cp-[1-3]", roles: [control-plane], addresses: "10.0.0.[11-13]" }
  - { name: "node-[1-7]", addresses: "10.0.0.[21-27]" }
extras: [metrics-scraper, konnectivity]`,
};

export async function mapOf(entries: readonly TreeEntry[]): Promise<TrustMap> {
  const actual = await readActual(entries);
  return actualMap(predict(connectionsOf(actual, catalog), AT, { bindings: grantedBindings(catalog) }), AT, catalog);
}

const PKI = "hosts/cp-1/etc/kubernetes/pki";

export const treeOf = async (hosts: keyof typeof HOSTS): Promise<readonly TreeEntry[]> =>
  (await writtenTree(`name: demo\n${HOSTS[hosts]}\n`)).entries;

/** Another file's bytes in the place of one. */
export function replaced(entries: readonly TreeEntry[], path: string, by: string | Uint8Array): TreeEntry[] {
  if (!entries.some((one) => one.path === path)) throw new Error(`no ${path}`);
  return entries.map((one) => (one.path === path ? entry(path, by) : one));
}

export const bytesOf = (entries: readonly TreeEntry[], path: string): Uint8Array => {
  const content = entries.find((one) => one.path === path)?.content;
  if (content === undefined || !("bytes" in content)) throw new Error(`no ${path}`);
  return content.bytes;
};

/** etcd's authority is another one on cp-1, its scheduler believes everybody, its API server's certificate is not there. */
export function broken(entries: readonly TreeEntry[]): TreeEntry[] {
  const stranger = replaced(entries, `${PKI}/etcd/ca.crt`, bytesOf(entries, `${PKI}/ca.crt`));
  const scheduler = "hosts/cp-1/etc/kubernetes/scheduler.conf";
  const open = Buffer.from(bytesOf(entries, scheduler))
    .toString()
    .replace(/certificate-authority-data:.*/, "insecure-skip-tls-verify: true");
  return replaced(stranger, scheduler, open).filter(({ path }) => path !== `${PKI}/front-proxy-client.crt`);
}

/** The name of the cluster's authority, in its own certificate and in all that it issued, by another of the same length. */
function renamed(entries: readonly TreeEntry[]): TreeEntry[] {
  const [from, to] = ["kubernetes", '\u001b[2J<"\u202e\u0000'].map((commonName) =>
    Buffer.from(encodeName({ commonName, organizations: [] })),
  );
  if (from === undefined || to === undefined) throw new Error("no names");
  return entries.map((one) => {
    const text = Buffer.from("bytes" in one.content ? one.content.bytes : "").toString();
    const other = text.replace(
      /-----BEGIN CERTIFICATE-----\n([\s\S]*?)-----END CERTIFICATE-----/g,
      (_, body: string) => {
        const der = Buffer.from(body, "base64");
        for (let at = der.indexOf(from); at >= 0; at = der.indexOf(from, at + 1)) to.copy(der, at);
        return `-----BEGIN CERTIFICATE-----\n${der.toString("base64").replace(/(.{64})/g, "$1\n")}\n-----END CERTIFICATE-----`;
      },
    );
    return other === text ? one : entry(one.path, other);
  });
}

export async function actualMaps(): Promise<[name: string, map: TrustMap][]> {
  const trees = await Promise.all((["one", "three", "ten"] as const).map(async (n) => [n, await treeOf(n)] as const));
  const [[, one] = ["one", []]] = trees;
  const maps = trees.flatMap(([name, entries]) => [
    [`${name} host right`, entries] as const,
    [`${name} host broken`, broken(entries)] as const,
  ]);
  const all = [...maps, ["awkward names", renamed(one)] as const];
  return Promise.all(all.map(async ([name, entries]): Promise<[string, TrustMap]> => [name, await mapOf(entries)]));
}
