// Real components on every topology beyond kubeadm's three and one: authorities apart for signers, five of them, offline
// roots with chains, limits of names. With KUBEPKI_TEST_REPORT set, every check is printed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../judges/judge.ts";
import { CLUSTER_JUDGES, KUBELET_JUDGES, proveCluster } from "../lab/kubernetes-case.ts";
import { makeOutput, stepsLeft, writeSpec } from "./output.ts";
import { TOPOLOGY_CASES, topologyDocument } from "./topology-cases.ts";

describeWith([...CLUSTER_JUDGES, ...KUBELET_JUDGES], "topologies", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-topologies-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(TOPOLOGY_CASES.map((one, i) => ({ ...one, i })))(
    "$layout: $authorities",
    { timeout: 180_000 },
    async ({ i, ...one }) => {
      const own = join(folder, String(i));
      const file = writeSpec(own, topologyDocument(one));
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
