import { expect, test } from "vitest";
import { renderMap } from "../../../../src/render/map/render.ts";
import { actualMaps } from "./actual-maps.ts";
import { allMaps } from "./maps.ts";

const maps = [...allMaps(), ...(await actualMaps())];

test("text: every connection, who dials and what is shown; 80 columns", () => {
  for (const [name, map] of maps) {
    const text = renderMap(map, "text");
    expect(text.split("\n").filter((line) => line.length > 80)).toEqual([]);
    const said = map.edges.map(({ connection, client, server }) =>
      client === map.component ? `${client} -> ${server}` : `<- ${connection.padEnd(4)}${client}`,
    );
    expect({ name, unsaid: said.filter((words) => !text.includes(words)) }).toEqual({ name, unsaid: [] });
    for (const { id, letter } of map.authorities) expect(text).toMatch(new RegExp(`^\\[${letter}\\] ${id} `, "m"));
  }
});

/**
 * What of Mermaid's flowchart language is used (mermaid.js.org/syntax/flowchart.html): a title, subgraphs of nodes with
 * quoted labels, links with quoted labels, styles. Quoted labels hold no quote; # begins an entity.
 */
const LABEL = String.raw`"(?:[^"#<>;]|#\d+;|<br>)*"`;
const ID = "[A-Za-z][A-Za-z0-9-]*";
const MERMAID = [
  /^---$/,
  /^title: ".*"$/,
  /^flowchart LR$/,
  new RegExp(`^  subgraph ${ID}\\[${LABEL}\\]$`),
  /^ {2}end$/,
  new RegExp(`^    ${ID}\\[${LABEL}\\]$`),
  new RegExp(`^    style ${ID} stroke:#[0-9a-f]{6},stroke-width:2px$`),
  new RegExp(`^  ${ID} -->\\|${LABEL}\\| ${ID}$`),
  /^ {2}linkStyle \d+ stroke:#[0-9a-f]{6}(,stroke-width:4px)?(,stroke-dasharray:[236] 3)?$/,
];

test("mermaid: nothing but the subset; each link between declared nodes, with a style", () => {
  for (const [name, map] of maps) {
    const lines = renderMap(map, "mermaid").trimEnd().split("\n");
    expect({ name, bad: lines.filter((line) => !MERMAID.some((one) => one.test(line))) }).toEqual({ name, bad: [] });
    const declared = new Set(lines.flatMap((line) => /^ {4}([a-z][\w-]*)\[/.exec(line)?.[1] ?? []));
    const links = lines.flatMap((line) => {
      const found = /^ {2}([\w-]+) -->.*\| ([\w-]+)$/.exec(line);
      return found === null ? [] : [[found[1] ?? "", found[2] ?? ""] as const];
    });
    expect(links).toEqual(map.edges.map(({ client, server }) => [client, server]));
    for (const id of links.flat()) expect(declared).toContain(id);
    expect(lines.filter((line) => line.startsWith("  linkStyle"))).toHaveLength(links.length);
  }
});

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Rectangles and lines as they stand in the picture. */
function shapesOf(svg: string): { boxes: Box[]; paths: [number, number][][] } {
  const boxes = [
    ...svg.matchAll(/<rect class="box" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/g),
  ].map(([, x, y, width, height]) => ({ x: Number(x), y: Number(y), width: Number(width), height: Number(height) }));
  const paths = [...svg.matchAll(/<path class="line (by-[\w-]+|none|fails)[^"]*/g)].map(({ index }) => {
    const path = /d="([^"]+)"/.exec(svg.slice(index))?.[1] ?? "";
    return [...path.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x, y]): [number, number] => [Number(x), Number(y)]);
  });
  return { boxes, paths: paths.filter((path) => path.length > 2) };
}

const crosses = (box: Box, [ax, ay]: [number, number], [bx, by]: [number, number]): boolean =>
  Math.max(ax, bx) > box.x + 1 &&
  Math.min(ax, bx) < box.x + box.width - 1 &&
  Math.max(ay, by) > box.y + 1 &&
  Math.min(ay, by) < box.y + box.height - 1;

test("svg: no line passes through a box, no two boxes meet, everything is on the page", () => {
  for (const [name, map] of maps) {
    const svg = renderMap(map, "svg");
    const { boxes, paths } = shapesOf(svg);
    expect({ name, boxes: boxes.length, paths: paths.length }).toEqual({
      name,
      boxes: map.nodes.length,
      paths: map.edges.length,
    });
    const through = paths.filter((path) =>
      path.some((point, i) => i > 0 && boxes.some((box) => crosses(box, path[i - 1] ?? point, point))),
    );
    expect({ name, through }).toEqual({ name, through: [] });
    const meeting = boxes.filter((a) =>
      boxes.some(
        (b) => a !== b && a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height,
      ),
    );
    expect({ name, meeting }).toEqual({ name, meeting: [] });
    const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg)?.map(Number) ?? [];
    const outside = paths.flat().filter(([x, y]) => x < 0 || y < 0 || x > (width ?? 0) || y > (height ?? 0));
    expect({ name, outside }).toEqual({ name, outside: [] });
  }
});

test("svg: no two lines lie on each other unless they come from one row or go to one door", () => {
  for (const [name, map] of maps) {
    const { paths } = shapesOf(renderMap(map, "svg"));
    const verticals = paths.map((path) =>
      path.flatMap(([x, y], i) => {
        const before = path[i - 1];
        return before === undefined || before[0] !== x
          ? []
          : [{ x, from: Math.min(y, before[1]), to: Math.max(y, before[1]) }];
      }),
    );
    const shared = verticals.flatMap((own, i) =>
      verticals
        .slice(i + 1)
        .flatMap((others) => own.filter((a) => others.some((b) => a.x === b.x && a.from < b.to && b.from < a.to))),
    );
    expect({ name, shared }).toEqual({ name, shared: [] });
  }
});
