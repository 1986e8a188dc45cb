/** Lines between rows: out of the row, along a track of a channel, into the row. Each track is for one line at a time. */
import type { Line, Side } from "./boxes.ts";
import { BOX_WIDTH, type Columns, type PlacedGroup, TRACK } from "./place.ts";

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface RoutedLine {
  readonly line: Line;
  readonly points: readonly Point[];
}

/** Lines on one track keep so far from each other, lest they look like one. */
const SHARING = 30;

/** Channels: left of the left column, between the columns, right of the right column. */
type Channel = "outer-left" | "left" | "right" | "outer-right";

interface Run {
  readonly channel: Channel;
  readonly from: number;
  readonly to: number;
  track: number;
}

interface Plan {
  readonly line: Line;
  readonly start: { readonly side: Side; readonly y: number };
  readonly end: { readonly side: Side; readonly y: number };
  readonly runs: Run[];
  /** Which of the ways over the middle column it takes. */
  readonly lane?: number;
}

export interface Route {
  readonly plans: readonly Plan[];
  /** How many tracks each channel has. */
  readonly tracks: Readonly<Record<Channel, number>>;
}

/** Lines that pass the middle column. */
export const passing = (lines: readonly Line[], sideOf: (key: string) => Side): Line[] =>
  lines.filter(({ from, to }) => sideOf(from) !== sideOf(to) && sideOf(from) !== "middle" && sideOf(to) !== "middle");

export function plan(groups: readonly PlacedGroup[], lines: readonly Line[]): Route {
  const at = new Map(
    groups.flatMap(({ side, boxes }) =>
      boxes.flatMap(({ rows }) => rows.map(({ row, anchor }) => [row.key, { side, y: anchor }] as const)),
    ),
  );
  const middle = groups.find(({ side }) => side === "middle");
  const over = passing(lines, (key) => at.get(key)?.side ?? "left");
  const plans = lines.flatMap((line): Plan[] => {
    const start = at.get(line.from);
    const end = at.get(line.to);
    if (start === undefined || end === undefined) return [];
    const lane = over.indexOf(line);
    if (lane < 0) return [{ line, start, end, runs: [run(channelOf(start.side, end.side), start.y, end.y)] }];
    const y = laneHeight(middle, lane);
    const [first, second] = start.side === "left" ? (["left", "right"] as const) : (["right", "left"] as const);
    return [{ line, start, end, lane, runs: [run(first, start.y, y), run(second, y, end.y)] }];
  });
  const channels = ["outer-left", "left", "right", "outer-right"] as const;
  const tracks = channels.map((channel) => {
    const runs = plans.flatMap((one) => one.runs).filter((one) => one.channel === channel);
    return [channel, assignTracks(runs)] as const;
  });
  return { plans, tracks: Object.fromEntries(tracks) as Route["tracks"] };
}

const run = (channel: Channel, from: number, to: number): Run => ({ channel, from, to, track: 0 });

function channelOf(a: Side, b: Side): Channel {
  if (a === b) return a === "left" ? "outer-left" : a === "right" ? "outer-right" : "right";
  return a === "left" || b === "left" ? "left" : "right";
}

const laneHeight = (middle: PlacedGroup | undefined, lane: number): number => (middle?.y ?? 0) - TRACK * (lane + 1.5);

/**
 * Lines that climb take tracks from the left in the order of their heights, lines that descend from the right: then
 * lines whose ends are in the same order on both sides do not cross.
 */
function assignTracks(runs: Run[]): number {
  const climbs = ({ from, to }: Run): boolean => to < from;
  const top = ({ from, to }: Run): number => Math.min(from, to);
  const bottom = ({ from, to }: Run): number => Math.max(from, to);
  const sorted = [
    ...runs.filter(climbs).sort((a, b) => top(a) - top(b)),
    ...runs.filter((one) => !climbs(one)).sort((a, b) => bottom(b) - bottom(a)),
  ];
  const ends: { from: number; to: number }[][] = [];
  for (const one of sorted) {
    const free = ends.findIndex((taken) =>
      taken.every(({ from, to }) => bottom(one) + SHARING < from || top(one) - SHARING > to),
    );
    one.track = free < 0 ? ends.length : free;
    const span = { from: top(one), to: bottom(one) };
    if (free < 0) ends.push([span]);
    else ends[free]?.push(span);
  }
  return ends.length;
}

/** Room for a channel with its tracks. */
export const channelWidth = (tracks: number): number => (tracks === 0 ? 24 : (tracks + 1) * TRACK + 24);

/** The planned lines as points, once it is known where the columns are. */
export function draw({ plans, tracks }: Route, columns: Columns, groups: readonly PlacedGroup[]): RoutedLine[] {
  const middle = groups.find(({ side }) => side === "middle");
  const right = (side: Side): number => columns[side] + BOX_WIDTH;
  const start: Readonly<Record<Channel, number>> = {
    "outer-left": columns.left - 16 - tracks["outer-left"] * TRACK,
    left: right("left") + 16,
    right: right("middle") + 16,
    "outer-right": right("right") + 16,
  };
  const trackX = ({ channel, track }: Run): number => start[channel] + (track + 0.5) * TRACK;
  const edgeX = (side: Side, channel: Channel): number =>
    channel === "outer-left" || (side === "middle" && channel === "left") || (side === "right" && channel === "right")
      ? columns[side]
      : right(side);
  return plans.map(({ line, start, end, runs, lane }) => {
    const [first, second = first] = runs;
    if (first === undefined || second === undefined) return { line, points: [] };
    const a = trackX(first);
    const b = trackX(second);
    const over =
      lane === undefined
        ? []
        : [laneHeight(middle, lane)].flatMap((y) => [
            { x: a, y },
            { x: b, y },
          ]);
    return {
      line,
      points: [
        { x: edgeX(start.side, first.channel), y: start.y },
        { x: a, y: start.y },
        ...over,
        { x: b, y: end.y },
        { x: edgeX(end.side, second.channel), y: end.y },
      ],
    };
  });
}
