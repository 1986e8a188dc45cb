// What must not be possible: refused in a right tree, and said where a tree allows it.
import { expect, it } from "vitest";
import { catalog, connectionsOf, readActual, type TreeEntry } from "../../../src/index.ts";
import { attack } from "../../../src/trust/attacks.ts";
import { judgeChain } from "../../../src/trust/chain.ts";
import { writtenTree } from "../inventory/written.ts";
import { bytesOf, replaced } from "../render/map/actual-maps.ts";

const SPEC = `endpoint: api.example.com:6443
hosts: [{ name: "cp-[1-3]", roles: [control-plane, worker], addresses: "10.0.0.[11-13]" }]
`;
const AT = new Date("2026-11-26");
const [{ entries }, other] = await Promise.all([writtenTree(SPEC), writtenTree(SPEC)]);
// Authorities of the same names with other keys: what a man in the middle makes himself.
const twins = connectionsOf(await readActual(other.entries), catalog);
const forged = {
  chain: () => twins.find(({ server }) => server.component === "kube-apiserver")?.server.pair?.chain,
  token: () => "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.AAAA",
};

async function accepted(tree: readonly TreeEntry[]): Promise<Record<string, number>> {
  const connections = connectionsOf(await readActual(tree), catalog);
  const results = attack(connections, AT, forged, judgeChain);
  expect(results.filter(({ tried }) => tried === 0).map(({ id }) => id)).toEqual([]);
  return Object.fromEntries(
    results.flatMap(({ id, accepted: [...list] }) => (list.length > 0 ? [[id, list.length]] : [])),
  );
}
const edited = (path: string, from: RegExp, to: string): TreeEntry[] => {
  const text = Buffer.from(bytesOf(entries, path)).toString();
  if (!from.test(text)) throw new Error(`${path} has no ${from}`);
  return replaced(entries, path, text.replace(from, to));
};

/** kubeadm's one authority for etcd: its clients are let in at the peer port, too. */
const SHARED = "etcd-client-as-peer";

it("each kind is tried on a right tree, and none comes off but what etcd's one authority allows", async () => {
  expect(Object.keys(await accepted(entries))).toEqual([SHARED]);
});

it("an API server that verifies no kubelet believes a man in the middle", async () => {
  const manifest = "hosts/cp-1/etc/kubernetes/manifests/kube-apiserver.yaml";
  const blind = edited(manifest, /.*--kubelet-certificate-authority=.*\n/, "");
  expect(Object.keys(await accepted(blind))).toEqual(["man-in-the-middle", SHARED]);
});

it("an API server that takes every user's authority for the front proxies' lets users name others", async () => {
  const manifest = "hosts/cp-1/etc/kubernetes/manifests/kube-apiserver.yaml";
  const both = edited(
    manifest,
    /--requestheader-client-ca-file=\S+/,
    "--requestheader-client-ca-file=/etc/kubernetes/pki/ca.crt",
  );
  const open = replaced(
    both,
    manifest,
    Buffer.from(bytesOf(both, manifest))
      .toString()
      .replace(/.*--requestheader-allowed-names=.*\n/, ""),
  );
  expect(Object.keys(await accepted(open))).toContain("client-with-headers");
});
