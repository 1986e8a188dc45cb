// Real components on every topology beyond kubeadm's three and one: authorities apart for signers, five of them, offline
// roots with chains, limits of names. With KUBEPKI_TEST_REPORT set, every check is printed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../judges/judge.ts";
import { CLUSTER_JUDGES, KUBELET_JUDGES, proveCluster } from "../lab/kubernetes-case.ts";
import { makeOutput, stepsLeft, writeSpec } from "./output.ts";

interface TopologyCase {
  readonly layout: "kubeadm" | "hard-way";
  readonly authorities: string;
  readonly keys?: string;
  readonly members?: number;
  readonly more?: string;
}

const CASES: readonly TopologyCase[] = [
  { layout: "kubeadm", authorities: "five", members: 3 },
  { layout: "hard-way", authorities: "{ topology: five, roots: each }", keys: "RSA-2048" },
  { layout: "hard-way", authorities: "signers" },
  { layout: "kubeadm", authorities: "{ topology: signers, roots: shared }", keys: "ECDSA-P384" },
  { layout: "kubeadm", authorities: "{ topology: kubelets, roots: each, keys: apart }" },
  { layout: "hard-way", authorities: "{ roots: shared }", members: 3 },
  {
    layout: "kubeadm",
    authorities:
      "{ roots: each, ca: { nameConstraints: { dns: [cp-1, node-1, example.com], networks: [10.20.0.0/16] } } }",
  },
  {
    layout: "hard-way",
    authorities: "{ topology: one, roots: each }",
    keys: "Ed25519",
    more: "kubeconfigs: reference",
  },
];

const documentOf = ({ layout, authorities, keys = "ECDSA-P256", members = 1, more = "" }: TopologyCase): string =>
  `apiVersion: kubepki/v1
kind: Cluster
name: topologies
layout: ${layout}
endpoint: api.example.com:6443
authorities: ${authorities}
keys: ${keys}
${more}
hosts:
  - { name: "cp-${members === 1 ? "1" : `[1-${members}]`}", roles: [control-plane], addresses: "10.20.0.${members === 1 ? "11" : `[11-${10 + members}]`}" }
  - { name: node-1, addresses: 10.20.0.21 }
`;

describeWith([...CLUSTER_JUDGES, ...KUBELET_JUDGES], "topologies", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-topologies-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(CASES.map((one, i) => ({ ...one, i })))(
    "$layout: $authorities",
    { timeout: 180_000 },
    async ({ i, ...one }) => {
      const own = join(folder, String(i));
      const file = writeSpec(own, documentOf(one));
      const { out, spec } = await makeOutput(join(own, "out"), [file]);
      expect(await stepsLeft(out, [file])).toEqual([]);
      const hosts = Object.fromEntries(spec.hosts.map(({ name, addresses, names }) => [name, { addresses, names }]));
      const report = await proveCluster({ out, layout: one.layout, hosts, kubelet: "node-1" });
      if (process.env.KUBEPKI_TEST_REPORT) console.info(report.text());
      report.assertHolds();
      const left = report.checks.filter(({ outcome }) => outcome === "not tried").map(({ name }) => name);
      expect(left).toEqual(spec.authorityKeys === "hosts" ? [] : ["the certificates API issues certificates"]);
    },
  );
});
