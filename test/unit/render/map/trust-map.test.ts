import { describe, expect, test } from "vitest";
import { trustMap } from "../../../../src/app/trust-map.ts";
import { catalog } from "../../../../src/catalog/index.ts";
import { COMPONENTS } from "../../../../src/cli/teaching-commands.ts";
import { allMaps, ROOTS, specOf, TOPOLOGIES } from "./maps.ts";

const idsOf = (map: ReturnType<typeof trustMap>): Set<string> => new Set(map.edges.map(({ connection }) => connection));

describe("in general", () => {
  test.each(TOPOLOGIES)("%s: every connection and every component of the catalogue", (topology) => {
    const map = trustMap({ topology });
    // k3s and RKE2 as clients of themselves are on the maps of their own clusters.
    const general = Object.entries(catalog.connections).filter(([, { when }]) => !when?.includes("distribution"));
    expect(idsOf(map)).toEqual(new Set(general.map(([id]) => id)));
    const components = Object.keys(catalog.components).filter((id) => !id.startsWith("distribution-"));
    expect(map.nodes.map(({ id }) => id)).toEqual(components);
    expect(COMPONENTS).toEqual(Object.keys(catalog.components));
  });

  test("k3s is on the map of its own cluster", () => {
    const hosts = "hosts: [{ name: a, roles: [control-plane], addresses: 10.0.0.1 }]";
    const map = trustMap({ spec: specOf(`{ apiVersion: kubepki/v1, kind: Cluster, layout: k3s, ${hosts} }`) });
    expect(idsOf(map)).toContain("E31");
    expect(map.nodes.map(({ id }) => id)).toEqual(
      expect.arrayContaining(["distribution-server", "distribution-agent"]),
    );
  });

  test("every door has somebody who comes there, every edge a door and two components, letters differ", () => {
    for (const [name, { nodes, doors, edges, authorities }] of allMaps()) {
      const known = new Set(nodes.map(({ id }) => id));
      const bad = edges.filter(({ client, server, door }) => {
        const at = doors.find(({ id }) => id === door);
        return at?.component !== server || !known.has(client) || !known.has(server);
      });
      expect({ name, bad }).toEqual({ name, bad: [] });
      expect(new Set(edges.map(({ door }) => door))).toEqual(new Set(doors.map(({ id }) => id)));
      expect(new Set(authorities.map(({ letter }) => letter)).size).toBe(authorities.length);
    }
  });

  test("identities that exclude each other never meet", () => {
    const { edges, doors } = trustMap({});
    const proxies = edges.filter(({ connection }) => connection === "E7");
    const met = proxies.map(({ shows, door }) => [
      shows[0]?.kind,
      doors.find(({ id }) => id === door)?.checks[0]?.kind,
    ]);
    expect(met).toEqual(
      expect.arrayContaining([
        ["certificate", "authorities"],
        ["token", "tokens"],
      ]),
    );
    expect(met).toHaveLength(2);
  });
});

/** Who vouches for each side of etcd's client port and of the front proxy, said here without the catalogue (facts 1.14). */
test.each([
  ["single", "ca", "ca", "ca"],
  ["kubeadm", "etcd-ca", "front-proxy-ca", "ca"],
  ["five", "etcd-ca", "front-proxy-ca", "client-ca"],
] as const)("%s: etcd by %s, the front proxy by %s, users by %s", (topology, etcd, proxy, users) => {
  const { edges, doors } = trustMap({ topology });
  const end = (id: string) => {
    const edge = edges.find(({ connection }) => connection === id);
    const door = doors.find((one) => one.id === edge?.door);
    const shown = edge?.shows[0];
    const checked = door?.checks[0];
    return {
      shown: shown?.kind === "certificate" ? shown.authority : undefined,
      checked: checked?.kind === "authorities" ? checked.authorities : undefined,
    };
  };
  expect(end("E10")).toEqual({ shown: etcd, checked: [etcd] });
  expect(end("E16")).toEqual({ shown: proxy, checked: [proxy] });
  const { shown, checked } = end("E3");
  expect(shown).toBe(users);
  expect(checked).toContain(users);
});

describe("of a specification", () => {
  const map = trustMap({ spec: specOf(ROOTS) });

  test("only what it has, on its hosts, at its ports", () => {
    expect(idsOf(map)).not.toContain("E27");
    expect(idsOf(map)).toContain("E24");
    expect(map.nodes.find(({ id }) => id === "kube-scheduler")?.hosts).toEqual(["cp-1", "cp-2", "cp-3"]);
    expect(map.nodes.find(({ id }) => id === "kubelet")?.hosts).toHaveLength(12);
    expect(map.edges.flatMap(({ when }) => when)).toEqual([]);
    const users = map.edges.filter(({ connection }) => connection === "E1").flatMap(({ shows }) => shows);
    expect(users).not.toContainEqual(expect.objectContaining({ credential: "user" }));
  });

  test("roots stand above what they vouch for, and in the slots", () => {
    const ca = map.authorities.find(({ id }) => id === "server-ca");
    expect(ca).toMatchObject({ letter: "A", parent: "server-ca-root", root: false });
    expect(map.authorities).toContainEqual(expect.objectContaining({ id: "server-ca-root", letter: "Ra", root: true }));
    const scheduler = map.edges.find(({ connection }) => connection === "E3");
    expect(scheduler?.checks).toEqual([
      expect.objectContaining({ slot: "cluster-root-ca", authorities: ["server-ca-root"] }),
    ]);
  });
});

describe("of one component", () => {
  test("its connections alone, with the letters of the whole", () => {
    const part = trustMap({ component: "etcd" });
    expect(part.edges.every(({ client, server }) => client === "etcd" || server === "etcd")).toBe(true);
    expect(part.authorities.map(({ letter, id }) => [letter, id])).toEqual([["C", "etcd-ca"]]);
  });

  test("that there is not: the near name; that this cluster has not: what it has", () => {
    expect(() => trustMap({ component: "kublet" })).toThrow(
      expect.objectContaining({ code: "ERR_USAGE", remedy: "did you mean `kubelet`?" }),
    );
    const spec = specOf(ROOTS.replace(", konnectivity]", "]"));
    expect(() => trustMap({ spec, component: "konnectivity-server" })).toThrow(
      /the cluster .* has no konnectivity-server/,
    );
  });
});
