/** What colours, letters, kinds of lines and numbers mean; and in words what does not work. */
import type { ConnectionId } from "../../../catalog/types.ts";
import type { TrustMap } from "../model.ts";
import { FAULT_MEANINGS, FAULTS, type Fault, faultOf, reasonTexts, verdictText } from "../verdict.ts";
import { cut, drawMark, drawTag, text } from "./draw.ts";

const LINE = 18;
const COLUMN = 400;
/** Average width of a letter, on the safe side. */
const LETTER = 7;
const MARK_ROOM = 18;

const KINDS = [
  ["", "shows a certificate, in the colour of who vouches for it"],
  [" token", "shows a token"],
  [" open", "shows nothing"],
] as const;

const READING =
  "A line goes from who dials to the door where it is let in; each end shows something, and checks the other's.";

const titlesOf = ({ edges }: TrustMap): [ConnectionId, string][] => [
  ...new Map(edges.map(({ connection, title }) => [connection, title])),
];

const faultsOn = ({ edges }: TrustMap): Fault[] =>
  FAULTS.filter((fault) => edges.some((edge) => faultOf(edge) === fault));

/** A line of the list of what does not work. */
interface FaultLine {
  /** On the first line of each edge. */
  readonly fault?: Fault;
  readonly words: string;
}

/** Edge by edge, the worst first, in lines that fit. */
function faultLines(map: TrustMap, width: number): FaultLine[] {
  return faultsOn(map).flatMap((fault) =>
    map.edges.flatMap((edge) => {
      if (edge.verdict === undefined || faultOf(edge) !== fault) return [];
      const { connection, client, server, verdict } = edge;
      const head = `${connection} ${client} to ${server}: ${verdictText(verdict)}`;
      const lines = [head, ...reasonTexts(verdict)].flatMap((words) => fitting(words, (width - MARK_ROOM) / LETTER));
      return lines.map((words, i): FaultLine => (i === 0 ? { fault, words } : { words }));
    }),
  );
}

/** Lines of at most so many letters, broken between words where that is possible. */
function fitting(words: string, letters: number): string[] {
  const most = Math.floor(letters);
  const lines: string[] = [];
  let rest = words;
  while (rest.length > most) {
    const space = rest.lastIndexOf(" ", most);
    const end = space > 0 ? space : most;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, rest];
}

/** Authorities and kinds of lines side by side, the connections' titles below them in as many columns as fit. */
function shape(map: TrustMap, width: number) {
  const columns = Math.max(1, Math.floor(width / COLUMN));
  const head = Math.max(map.authorities.length, KINDS.length + faultsOn(map).length);
  const rows = Math.ceil(titlesOf(map).length / columns);
  return { head, columns, rows, faults: faultLines(map, width) };
}

export function legendHeight(map: TrustMap, width: number): number {
  const { head, rows, faults } = shape(map, width);
  return (head + rows + 2 + (faults.length === 0 ? 0 : faults.length + 1)) * LINE + 16;
}

export function drawLegend(map: TrustMap, x: number, y: number, width: number): string {
  const { authorities } = map;
  const { head, rows, faults } = shape(map, width);
  const second = x + (authorities.length === 0 ? 0 : COLUMN);
  const at = (i: number): number => y + 14 + (i + 1) * LINE + 4;
  const tags = authorities.map(({ id, letter, title, parent }, i) => {
    const above = authorities.find((one) => one.id === parent);
    const words = `${id}: ${title}${above === undefined ? "" : `, below ${above.letter}`}`;
    return `${drawTag(id, letter, x, at(i))}<text x="${x + 34}" y="${at(i)}">${text(cut(words, COLUMN - 40))}</text>`;
  });
  const kinds = KINDS.map(
    ([style, words], i) =>
      `<path class="line none${style}" d="M${second} ${at(i) - 4}h36"/><text x="${second + 46}" y="${at(i)}">${words}</text>`,
  );
  const marks = faultsOn(map).map((fault, i) => {
    const top = at(KINDS.length + i);
    return `${drawMark(fault, second + 18, top - 4).join("")}<text x="${second + 46}" y="${top}">${FAULT_MEANINGS[fault]}</text>`;
  });
  const titles = titlesOf(map).map(([id, title], i) => {
    const left = x + Math.floor(i / rows) * COLUMN;
    const top = at(head + (i % rows)) + 16;
    return `<text class="number" x="${left}" y="${top}">${id}</text><text x="${left + 34}" y="${top}">${text(title)}</text>`;
  });
  const list = faults.map(({ fault, words }, i) => {
    const top = at(head + rows + i) + 32;
    const mark = fault === undefined ? "" : drawMark(fault, x + 6, top - 4).join("");
    return `${mark}<text x="${x + MARK_ROOM}" y="${top}">${text(words)}</text>`;
  });
  return `<g>
<text class="small dim" x="${x}" y="${y + 14}">${READING}</text>
${[...tags, ...kinds, ...marks, ...titles, ...list].join("\n")}
</g>`;
}
