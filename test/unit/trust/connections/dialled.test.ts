// Which name is asked for: a node's address where the API server is told so, its name where it is not.
import { expect, it } from "vitest";
import { catalog, connectionsOf, readActual, type TreeEntry } from "../../../../src/index.ts";
import { writtenTree } from "../../inventory/written.ts";
import { bytesOf, replaced } from "../../render/map/actual-maps.ts";

const MANIFEST = "hosts/cp-1/etc/kubernetes/manifests/kube-apiserver.yaml";

const named = async (entries: readonly TreeEntry[], id: string): Promise<string[]> => [
  ...new Set(
    connectionsOf(await readActual(entries), catalog)
      .filter((one) => one.id === id)
      .map(({ client, server, name }) => `${client.component} to ${server.component} as ${name}`),
  ),
];

it("the first of --kubelet-preferred-address-types; the node's name without it", async () => {
  const hosts = `hosts: [{ name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }]`;
  const { entries } = await writtenTree(`name: demo\n${hosts}\n`);
  expect(await named(entries, "E9")).toEqual(["kube-apiserver to kubelet as 10.0.0.11"]);
  const text = Buffer.from(bytesOf(entries, MANIFEST)).toString();
  const silent = replaced(entries, MANIFEST, text.replace(/ +- --kubelet-preferred-address-types=\S+\n/, ""));
  expect(await named(silent, "E9")).toEqual(["kube-apiserver to kubelet as cp-1"]);
});

it("a kubeconfig says where the API server is, and nothing of other servers", async () => {
  const hosts = `endpoint: api.example.com:6443
hosts: [{ name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }]
extras: [metrics-scraper]`;
  const { entries } = await writtenTree(`name: demo\n${hosts}\n`);
  expect(await named(entries, "E22")).toEqual([
    "metrics-scraper to kube-controller-manager as 10.0.0.11",
    "metrics-scraper to kube-scheduler as 10.0.0.11",
  ]);
});
