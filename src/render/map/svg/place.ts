/** Where boxes and rows stand, in pixels. */
import { worstOf } from "../verdict.ts";
import type { Box, Diagram, Row, Side } from "./boxes.ts";

export const BOX_WIDTH = 336;
export const HEAD = 26;
export const TEXT_LINE = 15;
const ROW_PADDING = 9;
const BOX_GAP = 12;
const GROUP_GAP = 22;
export const GROUP_HEAD = 20;
export const GROUP_PADDING = 10;
/** Between two tracks of a channel, and of anchors that must not meet on one height. */
export const TRACK = 9;

export interface PlacedRow {
  readonly row: Row;
  /** Top, and the height at which lines leave. */
  readonly y: number;
  readonly anchor: number;
  readonly height: number;
}

export interface PlacedBox {
  readonly box: Box;
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly rows: readonly PlacedRow[];
}

export interface PlacedGroup {
  readonly title: string;
  readonly side: Side;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
}

/** Left edges of the three columns' boxes. */
export type Columns = Readonly<Record<Side, number>>;

/** What is shown, what is checked; at a door for whom; where something does not work, that. */
export const rowLines = (row: Row): number => (row.kind === "door" || worstOf(row.edges) !== undefined ? 3 : 2);

const rowHeight = (row: Row): number => rowLines(row) * TEXT_LINE + ROW_PADDING;

const boxHeight = ({ rows }: Box): number => HEAD + rows.reduce((sum, row) => sum + rowHeight(row), 0) + 4;

const columnHeight = (diagram: Diagram, side: Side): number => {
  const groups = diagram.groups.filter((group) => group.side === side);
  const heights = groups.map(({ boxes }) => {
    const inner = boxes.reduce((sum, box) => sum + boxHeight(box) + BOX_GAP, -BOX_GAP);
    return inner + GROUP_HEAD + 2 * GROUP_PADDING;
  });
  return heights.reduce((sum, height) => sum + height + GROUP_GAP, -GROUP_GAP);
};

/** Columns begin at `top`; a shorter one stands in the middle of the height, below `lanes` pixels for lines that pass it. */
export function place(diagram: Diagram, columns: Columns, top: number, lanes: number): PlacedGroup[] {
  const sides = ["left", "middle", "right"] as const;
  const height = Math.max(...sides.map((side) => columnHeight(diagram, side) + (side === "middle" ? lanes : 0)));
  return sides.flatMap((side) => {
    const own = columnHeight(diagram, side);
    let y = top + (side === "middle" ? Math.max(lanes, (height - own) / 2) : (height - own) / 2);
    return diagram.groups
      .filter((group) => group.side === side)
      .map(({ title, boxes }): PlacedGroup => {
        const start = y;
        y += GROUP_HEAD + GROUP_PADDING;
        const placed = boxes.map((box) => {
          const one = placeBox(box, columns[side], y);
          y += one.height + BOX_GAP;
          return one;
        });
        y += GROUP_PADDING - BOX_GAP;
        const group = {
          title,
          side,
          x: columns[side] - GROUP_PADDING,
          y: start,
          width: BOX_WIDTH + 2 * GROUP_PADDING,
          height: y - start,
          boxes: placed,
        };
        y += GROUP_GAP;
        return group;
      });
  });
}

function placeBox(box: Box, x: number, top: number): PlacedBox {
  let y = top + HEAD;
  const rows = box.rows.map((row): PlacedRow => {
    const height = rowHeight(row);
    const anchor = snapped(y + height / 2, box.side);
    const placed = { row, y, anchor, height };
    y += height;
    return placed;
  });
  return { box, x, y: top, height: boxHeight(box), rows };
}

/** Lines from the middle leave between the heights of those from the sides, so that no two lie on each other. */
const snapped = (y: number, side: Side): number =>
  Math.round(y / TRACK) * TRACK + (side === "middle" ? Math.floor(TRACK / 2) : 0);
