// Every kind of connection of the catalogue is judged in some right tree, or has nothing to be judged by.
import { expect, it } from "vitest";
import { bindingsOf, catalog, connectionsOf, predict, readActual } from "../../../../src/index.ts";
import { writtenTree } from "../../inventory/written.ts";

const HOSTS = 'hosts: [{ name: "cp-[1-2]", roles: [control-plane, worker], addresses: "10.0.0.[11-12]" }]\n';
const TREES = [
  `endpoint: api.example.com:6443
bootstrap: { certificates: true }
identities: { kubeProxy: certificate }
${HOSTS}extras: [metrics-scraper, etcd-backup, konnectivity, cloud-controller-manager]
services:
  - { name: metrics, kind: aggregated-apiserver, service: metrics-server, namespace: kube-system }
  - { name: hook, kind: webhook, service: hook, namespace: default }
`,
  `layout: k3s\nendpoint: api.example.com:6443\n${HOSTS}`,
];

/** Nothing that a file of these trees says decides about them. */
const OUTSIDE = {
  E14: "plain HTTP",
  E15: "probes verify nobody and show nothing",
  E20: "a certificate in memory that nobody else sees",
  E21: "the scraper's token and what it verifies with are in its own configuration",
  E23: "plain HTTP",
  E26: "servers outside this trust",
  E28: "servers outside this trust",
  E32: "nginx's own configuration is not read",
  E33: "nginx's own configuration is not read",
};

const AT = new Date("2026-11-25T01:00:00Z");

it("every connection of the catalogue", async () => {
  const outcomes = new Map<string, Set<string>>();
  for (const tree of TREES) {
    const actual = await readActual((await writtenTree(tree)).entries);
    const options = { bindings: bindingsOf(actual, catalog) };
    for (const { connection, outcome, reason } of predict(connectionsOf(actual, catalog), AT, options)) {
      const seen = outcomes.get(connection.id) ?? new Set();
      outcomes.set(connection.id, seen.add(`${outcome}${reason === "" ? "" : `: ${reason}`}`));
    }
  }
  const judged = Object.keys(catalog.connections).filter((id) => !Object.hasOwn(OUTSIDE, id));
  expect(Object.fromEntries(judged.map((id) => [id, [...(outcomes.get(id) ?? ["not judged"])]]))).toEqual(
    Object.fromEntries(judged.map((id) => [id, ["works"]])),
  );
  expect(Object.keys(OUTSIDE).filter((id) => outcomes.has(id))).toEqual([]);
});
