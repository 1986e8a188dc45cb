/** The part of a map that concerns one component. */
import type { ComponentId } from "../../catalog/types.ts";
import type { Checked, MapAuthority, MapDoor, MapEdge, Shown, TrustMap } from "./model.ts";

/** Its connections, in both directions, and who stands at their other ends. */
export function mapPart(map: TrustMap, component: ComponentId): TrustMap {
  const edges = map.edges.filter(({ client, server }) => client === component || server === component);
  const present = new Set([component, ...edges.flatMap(({ client, server }) => [client, server])]);
  const used = new Set(edges.map(({ door }) => door));
  const doors = map.doors.filter(({ id }) => used.has(id));
  return {
    ...map,
    component,
    authorities: authoritiesIn(map.authorities, doors, edges),
    nodes: map.nodes.filter(({ id }) => present.has(id)),
    doors,
    edges,
  };
}

/** Those that vouch for something there, or are believed there, and the roots above them. */
function authoritiesIn(
  authorities: readonly MapAuthority[],
  doors: readonly MapDoor[],
  edges: readonly MapEdge[],
): MapAuthority[] {
  const ends = [...doors, ...edges];
  const ids = new Set([
    ...ends.flatMap(({ shows }) => shows).flatMap(vouchedBy),
    ...ends.flatMap(({ checks }) => checks).flatMap(believed),
  ]);
  for (const { id, parent } of authorities) if (ids.has(id) && parent !== undefined) ids.add(parent);
  return authorities.filter(({ id }) => ids.has(id));
}

const vouchedBy = (shown: Shown) => (shown.kind === "certificate" ? [shown.authority] : []);
const believed = (checked: Checked) => (checked.kind === "authorities" ? checked.authorities : []);
