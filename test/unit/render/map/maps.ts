/** Maps to try: every topology in general, whole and for each component, and some specifications. */
import { readFileSync } from "node:fs";
import { trustMap } from "../../../../src/app/trust-map.ts";
import { topologies } from "../../../../src/catalog/authorities.ts";
import type { TopologyId } from "../../../../src/catalog/types.ts";
import type { TrustMap } from "../../../../src/render/map/model.ts";
import { parseSpec } from "../../../../src/spec/parse-spec.ts";
import type { Spec } from "../../../../src/spec/spec.ts";

export const TOPOLOGIES = Object.keys(topologies) as TopologyId[];

export function specOf(text: string): Spec {
  const { spec, issues } = parseSpec([{ file: "map.yaml", text }]);
  if (spec === undefined) throw new Error(JSON.stringify(issues));
  return spec;
}

/** Offline roots, ranges of hosts, another port. */
export const ROOTS = `apiVersion: kubepki/v1
kind: Cluster
name: roots
endpoint: api.example.com:8443
authorities: { topology: five, roots: each }
hosts:
  - { name: "cp-[1-3]", roles: [control-plane], addresses: "10.0.0.[11-13]" }
  - { name: "worker-[1-9]", addresses: "10.0.0.[21-29]" }
extras: [metrics-scraper, konnectivity]
`;

/** No document may give such a name; a user of the library can. */
const AWKWARD = 'quotes " <tags> & #1; {curly} | \\ end';

export function allMaps(): [name: string, map: TrustMap][] {
  const maps: [string, TrustMap][] = [];
  for (const topology of TOPOLOGIES) {
    const whole = trustMap({ topology });
    maps.push([topology, whole]);
    for (const { id } of whole.nodes) maps.push([`${topology} ${id}`, trustMap({ topology, component: id })]);
  }
  for (const name of ["single", "ha", "external-etcd", "extras"]) {
    maps.push([name, trustMap({ spec: specOf(readFileSync(`examples/${name}.yaml`, "utf8")) })]);
  }
  const spec = specOf(ROOTS);
  maps.push(["roots", trustMap({ spec })], ["awkward", trustMap({ spec: { ...spec, name: AWKWARD } })]);
  return maps;
}
