// Every layout that has settings, every topology, every manner of roots and every family of keys: each two of them meet
// in a cluster that is started, here or in the files beside. With KUBEPKI_TEST_REPORT set, every check is printed.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalog } from "../../src/catalog/index.ts";
import { parseSpec } from "../../src/index.ts";
import { describeWith } from "../judges/judge.ts";
import { PLACES, type StartedLayout } from "../lab/case/case.ts";
import { CLUSTER_JUDGES, KUBELET_JUDGES, proveCluster } from "../lab/kubernetes-case.ts";
import { CLUSTER_CASES, documentOf, HEAD } from "./cluster-cases.ts";
import { LAYOUT_CASES, layoutDocument } from "./layout-cases.ts";
import { makeOutput, stepsLeft, writeSpec } from "./output.ts";
import { pairsOf, pairwise, rowsOf } from "./pairs.ts";
import { TOPOLOGY_CASES, topologyDocument } from "./topology-cases.ts";

const COLUMNS = {
  layout: Object.keys(PLACES),
  topology: Object.keys(catalog.topologies),
  roots: ["none", "shared", "each"],
  keys: ["RSA-2048", "ECDSA-P256", "ECDSA-P384", "Ed25519"],
};
type Row = (typeof possible)[number];

/** What parses is what works: the reasons for the rest are tried in test/unit. */
const possible = rowsOf(COLUMNS).filter((row) => parsed(textOf(row)) !== undefined);

function textOf({ layout, topology, roots, keys }: Record<keyof typeof COLUMNS, string>): string {
  return `${HEAD}
layout: ${layout}
authorities: { topology: ${topology}, roots: ${roots} }
keys: ${keys}
hosts: [{ name: cp-1, roles: [control-plane, worker], addresses: 10.20.0.11 }]
`;
}

function parsed(text: string) {
  return parseSpec([{ file: "cluster.yaml", text }]).spec;
}

/** What the clusters of the files beside let meet. */
const BESIDE: readonly Row[] = [
  ...TOPOLOGY_CASES.map(topologyDocument),
  ...LAYOUT_CASES.map(layoutDocument),
  ...CLUSTER_CASES.map(documentOf),
].flatMap((text) => {
  const spec = parsed(text);
  if (spec === undefined || spec.keys.authorities !== spec.keys.credentials) return [];
  return [{ layout: spec.layout, topology: spec.topology, roots: spec.roots, keys: spec.keys.credentials }];
});

const ROWS = pairwise(possible, BESIDE);
const titleOf = ({ layout, topology, roots, keys }: Row) => `${layout}, ${topology}, roots: ${roots}, ${keys}`;

describe("pairs", () => {
  it("every two that can meet do", () => {
    const met = new Set([...BESIDE, ...ROWS].flatMap(pairsOf));
    expect(possible.flatMap(pairsOf).filter((pair) => !met.has(pair))).toEqual([]);
  });

  it("what cannot meet is known", () => {
    const can = new Set(possible.flatMap(pairsOf));
    const cannot = new Set(
      rowsOf(COLUMNS)
        .flatMap(pairsOf)
        .filter((pair) => !can.has(pair)),
    );
    expect([...cannot]).toEqual([]);
  });
});

describeWith([...CLUSTER_JUDGES, ...KUBELET_JUDGES], "clusters of pairs", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-pairs-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(ROWS.map((row, i) => [titleOf(row), row, i] as const))("%s", { timeout: 180_000 }, async (_, row, i) => {
    const own = join(folder, String(i));
    const file = writeSpec(own, textOf(row));
    const { out, spec } = await makeOutput(join(own, "out"), [file]);
    expect(await stepsLeft(out, [file])).toEqual([]);
    const hosts = Object.fromEntries(spec.hosts.map(({ name, ...rest }) => [name, rest]));
    const report = await proveCluster({ out, layout: row.layout as StartedLayout, hosts, kubelet: "cp-1" });
    if (process.env.KUBEPKI_TEST_REPORT) console.info(report.text());
    report.assertHolds();
    expect(report.checks.filter(({ outcome }) => outcome === "not tried")).toEqual([]);
  });
});
