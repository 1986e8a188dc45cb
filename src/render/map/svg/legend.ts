/** What colours, letters, kinds of lines and numbers mean. */
import type { ConnectionId } from "../../../catalog/types.ts";
import type { TrustMap } from "../model.ts";
import { drawTag, text } from "./draw.ts";

const LINE = 18;
const COLUMN = 400;

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

/** Authorities and kinds of lines side by side, the connections' titles below them in as many columns as fit. */
function shape(
  map: TrustMap,
  width: number,
): { readonly head: number; readonly columns: number; readonly rows: number } {
  const columns = Math.max(1, Math.floor(width / COLUMN));
  const head = Math.max(map.authorities.length, KINDS.length);
  return { head, columns, rows: Math.ceil(titlesOf(map).length / columns) };
}

export function legendHeight(map: TrustMap, width: number): number {
  const { head, rows } = shape(map, width);
  return (head + rows + 2) * LINE + 16;
}

export function drawLegend(map: TrustMap, x: number, y: number, width: number): string {
  const { authorities } = map;
  const { head, rows } = shape(map, width);
  const second = x + (authorities.length === 0 ? 0 : COLUMN);
  const at = (i: number): number => y + 14 + (i + 1) * LINE + 4;
  const tags = authorities.map(({ id, letter, title, parent }, i) => {
    const above = authorities.find((one) => one.id === parent);
    const words = `${id}: ${title}${above === undefined ? "" : `, below ${above.letter}`}`;
    return `${drawTag(id, letter, x, at(i))}<text x="${x + 34}" y="${at(i)}">${text(words)}</text>`;
  });
  const kinds = KINDS.map(
    ([style, words], i) =>
      `<path class="line none${style}" d="M${second} ${at(i) - 4}h36"/><text x="${second + 46}" y="${at(i)}">${words}</text>`,
  );
  const titles = titlesOf(map).map(([id, title], i) => {
    const left = x + Math.floor(i / rows) * COLUMN;
    const top = at(head + (i % rows)) + 16;
    return `<text class="number" x="${left}" y="${top}">${id}</text><text x="${left + 34}" y="${top}">${text(title)}</text>`;
  });
  return `<g>
<text class="small dim" x="${x}" y="${y + 14}">${READING}</text>
${[...tags, ...kinds, ...titles].join("\n")}
</g>`;
}
