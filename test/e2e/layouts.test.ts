// Real components on the trees of the further layouts, with what else a specification can ask for spread over them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../judges/judge.ts";
import { CLUSTER_JUDGES, KUBELET_JUDGES, proveCluster } from "../lab/kubernetes-case.ts";
import { LAYOUT_CASES, layoutDocument } from "./layout-cases.ts";
import { makeOutput, stepsLeft, writeSpec } from "./output.ts";

describeWith([...CLUSTER_JUDGES, ...KUBELET_JUDGES], "clusters of further layouts", () => {
  let folder: string;
  const lines: string[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-layouts-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    console.info(lines.join("\n"));
  });

  for (const [i, one] of LAYOUT_CASES.entries()) {
    const { name, layout, kubelet, places } = one;
    it(`${layout}: ${name}`, { timeout: 180_000 }, async () => {
      const own = join(folder, String(i));
      const file = writeSpec(own, layoutDocument(one));
      const { out, spec } = await makeOutput(join(own, "out"), [file]);
      expect(await stepsLeft(out, [file])).toEqual([]);
      const hosts = Object.fromEntries(spec.hosts.map(({ name: host, ...rest }) => [host, rest]));
      const report = await proveCluster({ out, layout, hosts, kubelet, ...(places ? { places } : {}) });
      lines.push(`${report.checks.length} checks: ${layout}: ${name}`);
      if (process.env.KUBEPKI_TEST_REPORT) console.info(report.text());
      report.assertHolds();
      expect(report.checks.filter(({ outcome }) => outcome === "not tried")).toEqual([]);
    });
  }
});
