/**
 * Boxes in columns: the component that most is about in the middle, whom it dials to the right of it, who else dials it
 * to the left. A box has a row for each door and for each connection that its component makes; lines join rows.
 */
import type { ComponentId } from "../../../catalog/types.ts";
import type { MapDoor, MapEdge, MapNode, TrustMap } from "../model.ts";
import { PLACE_TITLES } from "../words.ts";

export type Side = "left" | "middle" | "right";

/** A row of a box: a door with those who come there, or a connection that is made from here. */
export type Row =
  | { readonly key: string; readonly kind: "door"; readonly door: MapDoor; readonly edges: readonly MapEdge[] }
  /** `edges`: one for each door that is dialled so. */
  | { readonly key: string; readonly kind: "dial"; readonly edge: MapEdge; readonly edges: readonly MapEdge[] };

export interface Box {
  readonly node: MapNode;
  readonly side: Side;
  readonly rows: Row[];
}

/** Boxes of one place, one below the other in one frame. */
export interface Group {
  readonly title: string;
  readonly side: Side;
  readonly boxes: Box[];
}

/** A line: the row of the client, the row of the door. */
export interface Line {
  readonly from: string;
  readonly to: string;
  readonly edge: MapEdge;
}

export interface Diagram {
  readonly groups: Group[];
  readonly lines: readonly Line[];
}

/** What one client end does is one row, however many servers it dials. */
export const dialKey = ({ connection, client, shows, checks }: MapEdge): string =>
  JSON.stringify([connection, client, shows, checks]);

export function diagramOf(map: TrustMap): Diagram {
  const sides = sidesOf(map);
  const boxes = map.nodes.map(
    (node): Box => ({ node, side: sides.get(node.id) ?? "left", rows: rowsOf(map, node.id) }),
  );
  const groups: Group[] = [];
  for (const box of boxes) {
    const title = PLACE_TITLES[box.node.place];
    const group = groups.find((one) => one.title === title && one.side === box.side);
    if (group === undefined) groups.push({ title, side: box.side, boxes: [box] });
    else group.boxes.push(box);
  }
  const lines = map.edges.map((edge): Line => ({ from: dialKey(edge), to: edge.door, edge }));
  return { groups: untangled(groups, lines), lines };
}

function rowsOf({ doors, edges }: TrustMap, id: ComponentId): Row[] {
  const own = doors.filter(({ component }) => component === id);
  const dialled = new Map<string, MapEdge[]>();
  for (const edge of edges) {
    if (edge.client !== id) continue;
    const key = dialKey(edge);
    dialled.set(key, [...(dialled.get(key) ?? []), edge]);
  }
  return [
    ...own.map((door): Row => {
      const coming = edges.filter((edge) => edge.door === door.id);
      return { key: door.id, kind: "door", door, edges: coming };
    }),
    ...[...dialled].flatMap(([key, [edge, ...more]]): Row[] =>
      edge === undefined ? [] : [{ key, kind: "dial", edge, edges: [edge, ...more] }],
    ),
  ];
}

/** The middle is the component asked for, or the one with the most connections. */
function sidesOf({ component, nodes, edges }: TrustMap): Map<ComponentId, Side> {
  const degree = (id: ComponentId): number => edges.filter((e) => e.client === id || e.server === id).length;
  const [busiest] = nodes.map(({ id }) => id).sort((a, b) => degree(b) - degree(a));
  const middle = component ?? busiest;
  const sides = new Map<ComponentId, Side>();
  if (middle === undefined) return sides;
  sides.set(middle, "middle");
  for (const { client, server } of edges) if (client === middle && server !== middle) sides.set(server, "right");
  for (const { client, server } of edges) {
    if (server === middle && !sides.has(client)) sides.set(client, "left");
  }
  // Who has nothing to do with the middle stands with the first that it dials, or that dials it.
  for (const { id } of nodes) {
    if (sides.has(id)) continue;
    const other = edges.find((edge) => edge.client === id || edge.server === id);
    sides.set(id, sides.get(other?.client === id ? other.server : (other?.client ?? id)) ?? "right");
  }
  return sides;
}

/** Few crossings: rows, boxes and groups in the order of what they are joined to, a few times over. */
function untangled(groups: readonly Group[], lines: readonly Line[]): Group[] {
  let order = [...groups];
  for (let round = 0; round < 6; round++) {
    const at = positions(order);
    const pull = (key: string): number => {
      const others = lines.flatMap(({ from, to }) => (from === key ? [to] : to === key ? [from] : []));
      const places = others.flatMap((other) =>
        at.get(other)?.own === at.get(key)?.own ? [] : [at.get(other)?.y ?? 0],
      );
      // What joins its own box only stands at the end of it.
      return places.length === 0 ? Number.MAX_SAFE_INTEGER / 1e6 : mean(places);
    };
    const pullOf = (rows: readonly Row[]): number => {
      const pulls = rows.map(({ key }) => pull(key)).filter((y) => y < 1e6);
      return pulls.length === 0 ? 1e6 : mean(pulls);
    };
    order = order.map((group) => ({
      ...group,
      boxes: group.boxes
        .map((box) => ({ ...box, rows: box.rows.toSorted((a, b) => pull(a.key) - pull(b.key)) }))
        .sort((a, b) => pullOf(a.rows) - pullOf(b.rows)),
    }));
    order.sort((a, b) => pullOf(a.boxes.flatMap(({ rows }) => rows)) - pullOf(b.boxes.flatMap(({ rows }) => rows)));
  }
  return order;
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0) / numbers.length;

/** Where each row stands in its column, from 0 to 1, and in which box. */
function positions(groups: readonly Group[]): Map<string, { readonly y: number; readonly own: ComponentId }> {
  const at = new Map<string, { y: number; own: ComponentId }>();
  for (const side of ["left", "middle", "right"] as const) {
    const boxes = groups.filter((group) => group.side === side).flatMap((group) => group.boxes);
    const total = boxes.reduce((sum, { rows }) => sum + rows.length + 1, 0);
    let y = 0;
    for (const { node, rows } of boxes) {
      y++;
      for (const { key } of rows) at.set(key, { y: y++ / total, own: node.id });
    }
  }
  return at;
}
