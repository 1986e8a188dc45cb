// Programs that will not start take everything of theirs down; others are not touched by it.
import { beforeAll, expect, it } from "vitest";
import { catalog, connectionsOf, type Prediction, predict, readActual, type TreeEntry } from "../../../../src/index.ts";
import { writtenTree } from "../../inventory/written.ts";
import { bytesOf, replaced } from "../../render/map/actual-maps.ts";

const PKI = "hosts/cp-1/etc/kubernetes/pki";
const MANIFEST = "hosts/cp-1/etc/kubernetes/manifests/kube-apiserver.yaml";

let tree: readonly TreeEntry[];
beforeAll(async () => {
  const hosts = `hosts: [{ name: "cp-[1-2]", roles: [control-plane], addresses: "10.0.0.[11-12]" }]`;
  tree = (await writtenTree(`name: demo\nendpoint: api.example.com:6443\n${hosts}\n`)).entries;
});

const told = (from: RegExp, to: string): TreeEntry[] => {
  const text = Buffer.from(bytesOf(tree, MANIFEST)).toString();
  return replaced(tree, MANIFEST, text.replace(from, to));
};

const stopped = async (entries: readonly TreeEntry[]): Promise<Prediction[]> =>
  predict(connectionsOf(await readActual(entries), catalog), new Date("2026-12-01"), { bindings: [] }).filter(
    ({ step }) => step === "start",
  );

it("a right tree starts", async () => {
  expect(await stopped(tree)).toEqual([]);
});

it("no key of tokens in the file: nothing to or from that API server works", async () => {
  const all = await stopped(replaced(tree, `${PKI}/sa.pub`, ""));
  expect(new Set(all.map(({ serverPrints, clientPrints }) => serverPrints ?? clientPrints))).toEqual(
    new Set(["data does not contain any valid RSA or ECDSA public keys"]),
  );
  const ends = all.map(({ connection: { id, client, server } }) => `${id} ${client.host ?? ""} ${server.host}`);
  expect(ends).toEqual(expect.arrayContaining(["E3 cp-1 cp-1", "E10 cp-1 cp-1", "E9 cp-1 cp-2", "E19 cp-2 cp-1"]));
  expect(ends).not.toContain("E3 cp-2 cp-2");
  expect(all.every(({ outcome }) => outcome === "fails")).toBe(true);
});

it("one authority for users and front proxies, and any name: as long as names are asked for it starts", async () => {
  const one = /--requestheader-client-ca-file=\S+/;
  expect(await stopped(told(one, "--requestheader-client-ca-file=/etc/kubernetes/pki/ca.crt"))).toEqual([]);
  const any = told(/ +- --requestheader-allowed-names=\S+\n/, "");
  expect(await stopped(any)).toEqual([]);
  const text = Buffer.from(bytesOf(any, MANIFEST)).toString();
  const both = replaced(any, MANIFEST, text.replace(one, "--requestheader-client-ca-file=/etc/kubernetes/pki/ca.crt"));
  expect((await stopped(both))[0]?.reason).toBe(
    "kube-apiserver does not start: it would take every user for a front proxy, by /etc/kubernetes/pki/ca.crt",
  );
});
