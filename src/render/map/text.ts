/** The map for a terminal of 80 columns: door by door, who comes there, with what. */
import type { MapDoor, MapEdge, MapNode, TrustMap } from "./model.ts";
import { FAULT_MEANINGS, FAULTS, faultOf, MARKS, reasonTexts, verdictText } from "./verdict.ts";
import { checkedText, type Letters, lettersOf, mapTitle, onlyText, placeText, portText, shownText } from "./words.ts";

const WIDTH = 80;

export function renderMapText(map: TrustMap): string {
  const letters = lettersOf(map);
  const { component, nodes, doors, edges } = map;
  const counts = `${count(map.authorities.length, "authority", "authorities")}, ${count(nodes.length, "component")}, ${count(connections(edges), "connection")}`;
  const about = nodes.filter(({ id }) => component === undefined || id === component);
  const lines = [
    ...wrap(mapTitle(map), 0),
    counts,
    ...(map.read === undefined ? [] : [...wrap(`At ${map.read.at}: ${tally(edges)}`, 0)]),
    "",
    ...legend(map),
    ...about.flatMap((node) => listens(node, doors, edges, letters, component !== undefined)),
    ...(component === undefined ? [] : dials(map, letters)),
  ];
  return `${lines.join("\n")}\n`;
}

const count = (number: number, one: string, many = `${one}s`): string => `${number} ${number === 1 ? one : many}`;

const connections = (edges: readonly MapEdge[]): number => new Set(edges.map(({ connection }) => connection)).size;

/** `12 work, 1 × does not work`. */
function tally(edges: readonly MapEdge[]): string {
  const of = (outcome: string): number => edges.filter(({ verdict }) => verdict?.outcome === outcome).length;
  const faults = FAULTS.filter((fault) => of(fault) > 0).map(
    (fault) => `${of(fault)} ${MARKS[fault]} ${FAULT_MEANINGS[fault]}`,
  );
  return [`${of("works")} work`, ...faults].join("; ");
}

function legend({ authorities }: TrustMap): string[] {
  const width = Math.max(...authorities.map(({ id, letter }) => id.length + letter.length));
  const lines = authorities.flatMap(({ id, letter, title, parent }) => {
    const name = `[${letter}] ${id}`.padEnd(width + 5);
    const above = authorities.find((one) => one.id === parent);
    return wrap(`${title}${above === undefined ? "" : `, below [${above.letter}]`}`, name.length, name);
  });
  return [...lines, ""];
}

/** What a component shows and checks at each of its doors, and who comes there. */
function listens(
  node: MapNode,
  doors: readonly MapDoor[],
  edges: readonly MapEdge[],
  letters: Letters,
  whole: boolean,
): string[] {
  const own = doors.filter(({ component }) => component === node.id);
  if (own.length === 0 && !whole) return [];
  const head = whole ? [node.id, ...wrap(node.why, 2), `  Runs: ${placeText(node)}`, ""] : [];
  return [
    ...head,
    ...own.flatMap((door) => {
      const coming = edges.filter((edge) => edge.door === door.id);
      const clients = coming.map((edge) => [edge.connection, edge.client] as const);
      const width = Math.max(...clients.map(([, client]) => client.length));
      return [
        `${door.component} ${portText(door)}`.trim(),
        ...labelled("shows", shownText(door.shows, letters)),
        ...labelled("checks", checkedText(door.checks, letters)),
        ...coming.flatMap((edge) => caller(edge, width, letters)),
        "",
      ];
    }),
  ];
}

function caller(edge: MapEdge, width: number, letters: Letters): string[] {
  const head = `  <- ${edge.connection.padEnd(4)}${edge.client.padEnd(width)}  `;
  const only = onlyText(edge);
  return [
    ...wrap(`shows  ${shownText(edge.shows, letters)}`, head.length + 7, head),
    ...wrap(`checks ${checkedText(edge.checks, letters, true)}`, head.length + 7, " ".repeat(head.length)),
    ...(only === "" ? [] : wrap(`(${only})`, head.length, " ".repeat(head.length))),
    ...verdictLines(edge, head.length),
  ];
}

/** `× 1 of 3 fails`, and why; nothing where all is well. */
function verdictLines(edge: MapEdge, indent: number): string[] {
  const { verdict } = edge;
  const fault = faultOf(edge);
  if (verdict === undefined || fault === undefined) return [];
  const margin = " ".repeat(indent);
  return [
    ...wrap(verdictText(verdict), indent + 2, `${margin}${MARKS[fault]} `),
    ...reasonTexts(verdict).flatMap((text) => wrap(text, indent + 2)),
  ];
}

/** The connections that the component makes itself, with what breaks without them. */
function dials({ component, edges, doors }: TrustMap, letters: Letters): string[] {
  return edges
    .filter(({ client }) => client === component)
    .flatMap((edge) => {
      const door = doors.find(({ id }) => id === edge.door);
      const only = onlyText(edge);
      return [
        `${edge.client} -> ${edge.server} ${door === undefined ? "" : portText(door)}`.trim(),
        ...wrap(`${edge.title}${only === "" ? "" : ` (${only})`}`, 7, `  ${edge.connection.padEnd(5)}`),
        ...labelled("shows", shownText(edge.shows, letters)),
        ...labelled("checks", checkedText(edge.checks, letters)),
        ...labelled("is shown", shownText(door?.shows ?? [], letters)),
        ...labelled("checked by", checkedText(door?.checks ?? [], letters)),
        ...(edge.dials.length === 0 ? [] : labelled("dials", edge.dials.join("; or "))),
        ...labelled("without", edge.without),
        ...verdictLines(edge, 2),
        "",
      ];
    });
}

const labelled = (label: string, text: string): string[] => wrap(text, 13, `  ${label.padEnd(11)}`);

/** Words in lines; the first line begins with `head`, the others with as many spaces as `hang` says. */
function wrap(text: string, hang: number, head = " ".repeat(hang)): string[] {
  const lines: string[] = [];
  let line = head;
  let empty = true;
  for (const word of text.split(" ")) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line.trimEnd());
      [line, empty] = [" ".repeat(hang), true];
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, line.trimEnd()];
}
