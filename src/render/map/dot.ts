/** The map in Graphviz' DOT language (graphviz.org/doc/info/lang.html). */
import { type Colour, coloursOf, NO_COLOUR } from "./colours.ts";
import { edgeColour, edgeLabel, edgeStyle } from "./edge-label.ts";
import type { MapAuthority, MapEdge, TrustMap } from "./model.ts";
import { faultOf } from "./verdict.ts";
import { lettersOf, mapTitle, PLACE_TITLES, placeText } from "./words.ts";

/** A quoted identifier: only quotes and backslashes mean anything in it; lines end with \l, that is on the left. */
const quoted = (value: string): string => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
const lines = (values: readonly string[]): string => `"${values.map((v) => `${quoted(v).slice(1, -1)}\\l`).join("")}"`;

const STYLE = { solid: "solid", dashed: "dashed", dotted: "dotted" } as const;

export function renderMapDot(map: TrustMap): string {
  const letters = lettersOf(map);
  const colours = coloursOf(map);
  const doors = new Map(map.doors.map((door) => [door.id, door]));
  const places = new Set(map.nodes.map(({ place }) => PLACE_TITLES[place]));
  const clusters = [...places].map((title, i) => {
    const nodes = map.nodes.filter(({ place }) => PLACE_TITLES[place] === title);
    const drawn = nodes.map((node) => `    ${quoted(node.id)} [label=${quoted(`${node.id}\n${placeText(node)}`)}];`);
    return [`  subgraph cluster_${i} {`, `    label=${quoted(title)};`, ...drawn, "  }"].join("\n");
  });
  const edges = map.edges.map((edge: MapEdge) => {
    const { light } = edgeColour(edge, colours);
    const width = faultOf(edge) === "fails" ? ", penwidth=3" : "";
    const label = lines(edgeLabel(edge, doors.get(edge.door), letters));
    return `  ${quoted(edge.client)} -> ${quoted(edge.server)} [label=${label}, color=${quoted(light)}, fontcolor=${quoted(light)}, style=${STYLE[edgeStyle(edge)]}${width}];`;
  });
  return `digraph trust {
  label=${quoted(mapTitle(map))};
  labelloc=t;
  rankdir=LR;
  graph [fontname="Helvetica", style="rounded", color="#d0d7de"];
  node [fontname="Helvetica", shape=box, style="rounded"];
  edge [fontname="Helvetica", fontsize=10];
${[...clusters, ...edges, ...legend(map.authorities, colours)].join("\n")}
}
`;
}

function legend(authorities: readonly MapAuthority[], colours: ReadonlyMap<MapAuthority["id"], Colour>): string[] {
  const entries = authorities.map(({ id, letter, title }) => {
    const { light } = colours.get(id) ?? NO_COLOUR;
    return `    ${quoted(`authority ${id}`)} [label=${quoted(`[${letter}] ${id}: ${title}`)}, shape=plaintext, fontcolor=${quoted(light)}];`;
  });
  return ["  subgraph cluster_legend {", '    label="authorities";', ...entries, "  }"];
}
