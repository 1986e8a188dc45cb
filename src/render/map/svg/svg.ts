/** The map as a picture that stands on light and on dark grounds; its text can be selected, its fonts are the reader's. */
import type { TrustMap } from "../model.ts";
import { reasonTexts, verdictText } from "../verdict.ts";
import { type Letters, lettersOf, mapTitle } from "../words.ts";
import { type Diagram, diagramOf, type Side } from "./boxes.ts";
import { drawGroup, drawLines, text } from "./draw.ts";
import { drawLegend, legendHeight } from "./legend.ts";
import { BOX_WIDTH, type Columns, GROUP_PADDING, type PlacedGroup, place, TRACK } from "./place.ts";
import { channelWidth, draw, passing, plan, type Route } from "./route.ts";
import { styleSheet } from "./style.ts";

const MARGIN = 16;
const TITLE = 56;
/** Room for the legend, and for a letter of the title. */
const NARROWEST = 860;
const TITLE_LETTER = 11;

export function renderMapSvg(map: TrustMap): string {
  const letters = lettersOf(map);
  const diagram = diagramOf(map);
  const { columns, groups, route, width } = layout(diagram, mapTitle(map).length * TITLE_LETTER + 2 * MARGIN);
  const bottom = Math.max(...groups.map(({ y, height }) => y + height));
  const height = bottom + 2 * MARGIN + legendHeight(map, width - 2 * MARGIN);
  const lines = draw(route, columns, groups);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-labelledby="map-title map-description">
<title id="map-title">${text(mapTitle(map))}</title>
<desc id="map-description">${text(description(map, letters))}</desc>
${styleSheet(map)}
<rect class="page" width="${width}" height="${height}"/>
<text class="title" x="${MARGIN}" y="34">${text(mapTitle(map))}</text>
${groups.map((group) => drawGroup(group, letters)).join("\n")}
${drawLines(lines)}
${drawLegend(map, MARGIN, bottom + MARGIN, width - 2 * MARGIN)}
</svg>
`;
}

function layout(
  diagram: Diagram,
  titleWidth: number,
): { columns: Columns; groups: PlacedGroup[]; route: Route; width: number } {
  const sides = new Map(
    diagram.groups.flatMap(({ side, boxes }) =>
      boxes.flatMap(({ rows }) => rows.map(({ key }) => [key, side] as const)),
    ),
  );
  const sideOf = (key: string): Side => sides.get(key) ?? "left";
  const lanes = passing(diagram.lines, sideOf).length;
  const room = lanes === 0 ? 0 : (lanes + 2) * TRACK;
  // Heights come first: they say how many tracks each channel needs, and so where the columns are.
  const heights = place(diagram, { left: 0, middle: 0, right: 0 }, TITLE, room);
  const route = plan(heights, diagram.lines);
  const { tracks } = route;
  const has = (side: Side): boolean => diagram.groups.some((group) => group.side === side);
  const outer = (channel: "outer-left" | "outer-right"): number =>
    tracks[channel] === 0 ? 0 : tracks[channel] * TRACK + 14;
  const left = MARGIN + GROUP_PADDING + outer("outer-left");
  const middle = has("left") ? left + BOX_WIDTH + channelWidth(tracks.left) + 8 : left;
  const right = middle + BOX_WIDTH + channelWidth(tracks.right) + 8;
  const columns = { left, middle, right };
  const end = has("right") ? right + BOX_WIDTH + outer("outer-right") : middle + BOX_WIDTH + channelWidth(tracks.right);
  const width = Math.ceil(Math.max(end + GROUP_PADDING + MARGIN, NARROWEST, titleWidth));
  return { columns, groups: place(diagram, columns, TITLE, room), route, width };
}

function description({ nodes, edges, authorities }: TrustMap, letters: Letters): string {
  const counts = `${nodes.length} components, ${new Set(edges.map((edge) => edge.connection)).size} connections.`;
  const legend = authorities.map(({ id, title }) => `${letters.get(id)} is the ${title} ${id}`).join(", ");
  const list = edges.map(({ connection, client, server, verdict }) => {
    const said = verdict === undefined ? "" : `, ${[verdictText(verdict), ...reasonTexts(verdict)].join(", ")}`;
    return `${connection}: ${client} dials ${server}${said}`;
  });
  return `${counts} Authorities: ${legend}. ${list.join("; ")}.`;
}
