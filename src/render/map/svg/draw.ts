/** Boxes, rows and lines as SVG elements. */
import type { Checked, MapAuthorityId, MapEdge, Shown } from "../model.ts";
import { type Fault, faultOf, MARKS, reasonTexts, verdictText, worstOf } from "../verdict.ts";
import { checkedText, type Letters, onlyText, portText, shownText } from "../words.ts";
import type { Row } from "./boxes.ts";
import { BOX_WIDTH, GROUP_HEAD, type PlacedBox, type PlacedGroup, type PlacedRow, TEXT_LINE } from "./place.ts";
import type { Point, RoutedLine } from "./route.ts";
import { colourClass } from "./style.ts";

/** Text as XML. */
export const text = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** From the box's edge, before the first track. */
const MARK_AT = 8;
const NUMBER_AT = 10;
const LABEL_AT = 62;
const VALUE_AT = 106;
/** Average width of a letter, for cutting what is too long; the whole of it is in the row's title. */
const LETTER = 6.8;

export function drawGroup({ title, x, y, width, height, boxes }: PlacedGroup, letters: Letters): string {
  return `<g>
<rect class="group" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>
<text class="small dim" x="${x + 10}" y="${y + GROUP_HEAD - 4}">${text(title)}</text>
${boxes.map((box) => drawBox(box, letters)).join("\n")}
</g>`;
}

function drawBox({ box, x, y, height, rows }: PlacedBox, letters: Letters): string {
  const { id, hosts = [], why } = box.node;
  const where =
    hosts.length === 0 ? "" : hosts.length > 2 ? `${hosts[0]} and ${hosts.length - 1} more` : hosts.join(", ");
  return `<g>
<title>${text(`${id}: ${why}`)}</title>
<rect class="box" x="${x}" y="${y}" width="${BOX_WIDTH}" height="${height}" rx="5"/>
<text class="name" x="${x + 10}" y="${y + 17}">${text(id)}</text>
<text class="small dim" x="${x + BOX_WIDTH - 10}" y="${y + 17}" text-anchor="end">${text(where)}</text>
${rows.map((row) => drawRow(row, x, letters)).join("\n")}
</g>`.replace(/\n<text[^>]*><\/text>/g, "");
}

function drawRow({ row, y }: PlacedRow, x: number, letters: Letters): string {
  const end = row.kind === "door" ? row.door : row.edge;
  const line = (i: number): number => y + 15 + i * TEXT_LINE;
  const head = row.kind === "door" ? portText(row.door) || "-" : row.edge.connection;
  const first = [
    `<path class="rule" d="M${x} ${y}H${x + BOX_WIDTH}"/>`,
    `<title>${text(rowTitle(row, letters))}</title>`,
    `<text class="number" x="${x + NUMBER_AT}" y="${line(0)}">${text(head)}</text>`,
    ...labelled("shows", end.shows.flatMap(shownTags), plainShown(end.shows), x, line(0), letters),
    ...labelled("checks", end.checks.flatMap(checkedTags), plainChecked(end.checks), x, line(1), letters),
  ];
  const callers = row.kind === "door" ? [...labelled("for", [], connections(row.edges), x, line(2), letters)] : [];
  const fault = row.kind === "dial" ? faultLine(row.edges, x, line(2)) : [];
  return `<g>${[...first, ...callers, ...fault].join("")}</g>`;
}

/** The numbers of who comes, with the marks of what is wrong with them. */
const connections = (edges: readonly MapEdge[]): string =>
  [...new Set(edges.map((edge) => `${edge.connection}${markOf(faultOf(edge))}`))].join(" ");

const markOf = (fault: Fault | undefined): string => (fault === undefined ? "" : MARKS[fault]);

/** What is wrong with what is dialled from here: the worst of it. */
function faultLine(edges: readonly MapEdge[], x: number, y: number): string[] {
  const worst = worstOf(edges);
  const verdict = edges.find((edge) => faultOf(edge) === worst)?.verdict;
  if (worst === undefined || verdict === undefined) return [];
  const [reason = ""] = verdict.reasons.map((one) => one.reason);
  const words = cut(`${verdictText(verdict)}: ${reason}`, x + BOX_WIDTH - 8 - (x + LABEL_AT + 16));
  return [...drawMark(worst, x + LABEL_AT + 5, y - 4), `<text x="${x + LABEL_AT + 16}" y="${y}">${text(words)}</text>`];
}

/** A sign in a disc: what colour says, without colours. */
export const drawMark = (fault: Fault, x: number, y: number): string[] => [
  `<circle class="fill ${fault}" cx="${x}" cy="${y}" r="6"/>`,
  `<text class="mark" x="${x}" y="${y + 4}">${MARKS[fault]}</text>`,
];

/** As much of a text as fits; the whole of it is in the row's title. */
export function cut(value: string, width: number): string {
  const room = Math.floor(width / LETTER);
  return value.length > room ? `${value.slice(0, room - 1).trimEnd()}…` : value;
}

function rowTitle(row: Row, letters: Letters): string {
  const end = row.kind === "door" ? row.door : row.edge;
  const shows = `shows ${shownText(end.shows, letters)}`;
  const checks = `checks with ${checkedText(end.checks, letters)}`;
  if (row.kind === "door") return `${row.door.component} ${portText(row.door)} ${shows}; ${checks}`;
  const only = onlyText(row.edge);
  return `${row.edge.connection} ${row.edge.title}${only === "" ? "" : ` (${only})`}: ${shows}; ${checks}. Without: ${row.edge.without}${faultsText(row.edges)}`;
}

const faultsText = (edges: readonly MapEdge[]): string =>
  edges
    .flatMap(({ verdict, server }) =>
      verdict === undefined || verdict.outcome === "works"
        ? []
        : [`. ${server}: ${verdictText(verdict)}; ${reasonTexts(verdict).join("; ")}`],
    )
    .join("");

const shownTags = (shown: Shown): MapAuthorityId[] => (shown.kind === "certificate" ? [shown.authority] : []);
const checkedTags = (checked: Checked): readonly MapAuthorityId[] =>
  checked.kind === "authorities" ? checked.authorities : [];

const plainShown = (shows: readonly Shown[]): string =>
  shows
    .map((shown) =>
      shown.kind === "certificate" ? shown.credential : shown.kind === "nothing" ? "nothing" : shown.text,
    )
    .join(", ");
const plainChecked = (checks: readonly Checked[]): string =>
  checks
    .map((checked) =>
      checked.kind === "authorities" ? checked.slot : checked.kind === "nothing" ? "nothing" : checked.text,
    )
    .join(", ");

/** A word, the authorities' tags, and a text that is cut where the box ends. */
function labelled(
  label: string,
  authorities: readonly MapAuthorityId[],
  value: string,
  x: number,
  y: number,
  letters: Letters,
): string[] {
  const ids = [...new Set(authorities)];
  let at = x + VALUE_AT;
  const tags = ids.map((id) => {
    const letter = letters.get(id) ?? "?";
    const drawn = drawTag(id, letter, at, y);
    at += tagWidth(letter) + 4;
    return drawn;
  });
  return [
    `<text class="small dim" x="${x + LABEL_AT}" y="${y}">${label}</text>`,
    ...tags,
    `<text x="${at}" y="${y}">${text(cut(value, x + BOX_WIDTH - 8 - at))}</text>`,
  ];
}

const tagWidth = (letter: string): number => 9 + 7 * letter.length;

/** An authority's letter on its colour. */
export function drawTag(id: MapAuthorityId, letter: string, x: number, y: number): string {
  const width = tagWidth(letter);
  return `<rect class="fill ${colourClass(id)}" x="${x}" y="${y - 11}" width="${width}" height="14" rx="3"/><text class="tag on" x="${x + width / 2}" y="${y}">${letter}</text>`;
}

/**
 * In the colour of whoever vouches for the client; dashed for a token, dotted for nothing. A line passes over those drawn
 * before it with a gap on both sides; lines to one door run into each other without.
 */
export function drawLines(lines: readonly RoutedLine[]): string {
  const doors = new Map<string, RoutedLine[]>();
  for (const one of lines) doors.set(one.line.to, [...(doors.get(one.line.to) ?? []), one]);
  return [...doors.values()]
    .map((coming) => [...coming.map(({ points }) => halo(points)), ...worstLast(coming).map(drawLine)].join("\n"))
    .join("\n");
}

/** Where lines run into each other the broken one is to be seen. */
const worstLast = (lines: readonly RoutedLine[]): RoutedLine[] => {
  const rank = ({ line }: RoutedLine): number => (faultOf(line.edge) === "fails" ? 1 : 0);
  return lines.toSorted((a, b) => rank(a) - rank(b));
};

const pathOf = (points: readonly Point[]): string =>
  points.map(({ x, y }, i) => `${i === 0 ? "M" : "L"}${x} ${y}`).join("");

const halo = (points: readonly Point[]): string => `<path class="halo" d="${pathOf(points.slice(0, -1))}"/>`;

function drawLine({ line, points }: RoutedLine): string {
  const { shows, connection, client, server, verdict } = line.edge;
  const certificate = shows.flatMap(shownTags)[0];
  const style = certificate !== undefined ? "" : shows.some(({ kind }) => kind === "token") ? " token" : " open";
  const fault = faultOf(line.edge);
  const colour = fault === "fails" ? fault : colourClass(certificate);
  const [tip, before] = [points.at(-1), points.at(-2)];
  if (tip === undefined || before === undefined) return "";
  const back = tip.x > before.x ? -1 : 1;
  const shaft = [...points.slice(0, -1), { x: tip.x + 5 * back, y: tip.y }];
  const head = `M${tip.x} ${tip.y}l${8 * back} -4v8z`;
  const said = verdict === undefined ? "" : `: ${[verdictText(verdict), ...reasonTexts(verdict)].join("; ")}`;
  const [start, bend] = points;
  const mark =
    fault === undefined || start === undefined || bend === undefined
      ? []
      : drawMark(fault, start.x + (bend.x > start.x ? MARK_AT : -MARK_AT), start.y);
  return `<g><title>${text(`${connection}: ${client} dials ${server}${said}`)}</title><path class="line ${colour}${style}" d="${pathOf(shaft)}"/><path class="fill ${colour}" d="${head}"/>${mark.join("")}</g>`;
}
