/** The map as a Mermaid flowchart (mermaid.js.org/syntax/flowchart.html), which Markdown on the usual forges draws. */
import { coloursOf, NO_COLOUR } from "./colours.ts";
import { edgeColour, edgeLabel, edgeStyle } from "./edge-label.ts";
import type { TrustMap } from "./model.ts";
import { faultOf } from "./verdict.ts";
import { hostsText, lettersOf, mapTitle, PLACE_TITLES } from "./words.ts";

/** A quoted label: what would end it, or mean something in it, is written as an entity. */
const quoted = (values: readonly string[]): string =>
  `"${values.map((value) => value.replace(/["#<>&;]/g, (letter) => `#${letter.charCodeAt(0)};`)).join("<br>")}"`;

const DASHES = { solid: "", dashed: ",stroke-dasharray:6 3", dotted: ",stroke-dasharray:2 3" } as const;

export function renderMapMermaid(map: TrustMap): string {
  const letters = lettersOf(map);
  const colours = coloursOf(map);
  const doors = new Map(map.doors.map((door) => [door.id, door]));
  const places = new Set(map.nodes.map(({ place }) => PLACE_TITLES[place]));
  const groups = [...places].flatMap((title, i) => [
    `  subgraph place${i}[${quoted([title])}]`,
    ...map.nodes
      .filter(({ place }) => PLACE_TITLES[place] === title)
      .map(({ id, hosts = [] }) => `    ${id}[${quoted([id, ...(hosts.length === 0 ? [] : [hostsText(hosts)])])}]`),
    "  end",
  ]);
  const edges = map.edges.map(
    (edge) => `  ${edge.client} -->|${quoted(edgeLabel(edge, doors.get(edge.door), letters))}| ${edge.server}`,
  );
  const styles = map.edges.map((edge, i) => {
    const width = faultOf(edge) === "fails" ? ",stroke-width:4px" : "";
    return `  linkStyle ${i} stroke:${edgeColour(edge, colours).light}${width}${DASHES[edgeStyle(edge)]}`;
  });
  const legend = map.authorities.flatMap(({ id, letter, title }) => [
    `    authority-${id}[${quoted([`[${letter}] ${id}`, title])}]`,
    `    style authority-${id} stroke:${(colours.get(id) ?? NO_COLOUR).light},stroke-width:2px`,
  ]);
  return [
    "---",
    `title: ${JSON.stringify(mapTitle(map))}`,
    "---",
    "flowchart LR",
    ...groups,
    '  subgraph authorities["authorities"]',
    ...legend,
    "  end",
    ...edges,
    ...styles,
    "",
  ].join("\n");
}
