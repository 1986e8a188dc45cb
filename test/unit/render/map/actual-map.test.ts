// The map of what was read: one box a component, one line a connection, and on it what is wrong between which hosts.
import { expect, test } from "vitest";
import type { MapEdge, TrustMap } from "../../../../src/render/map/model.ts";
import { renderMap } from "../../../../src/render/map/render.ts";
import { actualMaps, broken, mapOf, treeOf } from "./actual-maps.ts";

const edge = ({ edges }: TrustMap, id: string, server?: string): MapEdge => {
  const found = edges.find((one) => one.connection === id && (server === undefined || one.server === server));
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
};

test("a right tree: every line works, and who vouches is who was read", async () => {
  const map = await mapOf(await treeOf("three"));
  expect(map.read).toEqual({ hosts: ["cp-1", "cp-2", "cp-3"], at: "2026-12-01T00:00:00Z" });
  expect(map.edges.filter(({ verdict }) => verdict?.outcome !== "works")).toEqual([]);
  expect(map.authorities.map(({ id, letter, title }) => [id, letter, title])).toEqual([
    ["kubernetes", "A", "ca.crt, until 2036-11-22"],
    ["front-proxy-ca", "B", "front-proxy-ca.crt, until 2036-11-22"],
    ["etcd-ca", "C", "ca.crt, until 2036-11-22"],
  ]);
  const [shown] = edge(map, "E10").shows;
  expect(shown).toEqual({ kind: "certificate", credential: "apiserver-etcd-client.crt", authority: "etcd-ca" });
  expect(map.nodes.find(({ id }) => id === "etcd")?.hosts).toEqual(["cp-1", "cp-2", "cp-3"]);
});

test("a broken one: what fails, between whom and why; what is unverified is something else", async () => {
  const map = await mapOf(broken(await treeOf("three")));
  expect(edge(map, "E10").verdict).toEqual({
    outcome: "fails",
    pairs: 3,
    count: 1,
    reasons: [
      {
        reason: "kube-apiserver refuses the server's certificate: unknown-authority",
        between: ["cp-1 to cp-1"],
        more: 0,
      },
    ],
  });
  expect(edge(map, "E11").verdict?.reasons.map(({ between }) => between)).toEqual([
    ["cp-1 to cp-2", "cp-1 to cp-3"],
    ["cp-2 to cp-1", "cp-3 to cp-1"],
  ]);
  expect(edge(map, "E3").verdict).toMatchObject({ outcome: "unverified", pairs: 3, count: 1 });
  expect(edge(map, "E2").verdict?.outcome).toBe("works");
});

test("no colour alone: a fault has a sign and words in every form", async () => {
  const map = await mapOf(broken(await treeOf("three")));
  const svg = renderMap(map, "svg");
  const fails = map.edges.filter(({ verdict }) => verdict?.outcome === "fails");
  expect(fails.length).toBeGreaterThan(0);
  expect(svg.match(/class="line fails/g)).toHaveLength(fails.length);
  expect(svg).toContain("E10 kube-apiserver to etcd: 1 of 3 fails");
  expect(svg).toContain('<circle class="fill unverified"');
  for (const format of ["text", "dot", "mermaid"] as const) {
    const text = renderMap(map, format);
    expect(text).toContain("× 1 of 3 fails");
    expect(text).toContain("! 1 of 3 unverified");
  }
  expect(renderMap(map, "dot").match(/penwidth=3/g)).toHaveLength(fails.length);
  expect(renderMap(map, "mermaid").match(/stroke-width:4px/g)).toHaveLength(fails.length);
});

test("names that others chose move no cursor, and end no element", async () => {
  const maps = new Map(await actualMaps());
  const map = maps.get("awkward names");
  if (map === undefined) throw new Error("no map");
  expect(map.authorities).toContainEqual(expect.objectContaining({ id: "ca-2j", commonName: ' [2J<"  ' }));
  for (const format of ["text", "svg", "dot", "mermaid"] as const)
    expect(renderMap(map, format)).not.toMatch(/(?!\n)[\p{Cc}\p{Bidi_C}]|\p{Cs}/u);
});
