/** What stands beside an arrow in the languages that draw by themselves. */

import { type Colour, NO_COLOUR } from "./colours.ts";
import type { MapAuthorityId, MapDoor, MapEdge } from "./model.ts";
import { FAULT_COLOURS, faultOf, MARKS, reasonTexts, verdictText } from "./verdict.ts";
import { checkedText, type Letters, portText, shownText } from "./words.ts";

/** A few lines: number and port, what the client shows and checks, what the server shows and checks. */
export function edgeLabel(edge: MapEdge, door: MapDoor | undefined, letters: Letters): string[] {
  const port = door === undefined ? "" : portText(door);
  const { verdict } = edge;
  const fault = faultOf(edge);
  const verdicts =
    verdict === undefined || fault === undefined
      ? []
      : [`${MARKS[fault]} ${verdictText(verdict)}`, ...reasonTexts(verdict)];
  return [
    `${edge.connection} ${port}`.trim(),
    ...verdicts,
    `client shows ${shownText(edge.shows, letters)}`,
    `client checks ${checkedText(edge.checks, letters, true)}`,
    `server shows ${shownText(door?.shows ?? [], letters)}`,
    `server checks ${checkedText(door?.checks ?? [], letters, true)}`,
  ];
}

/** The authority that vouches for the client; a line has its colour. */
export function vouching({ shows }: MapEdge): MapAuthorityId | undefined {
  return shows.flatMap((shown) => (shown.kind === "certificate" ? [shown.authority] : []))[0];
}

/** Of who vouches for the client; of the fault where it does not work. */
export function edgeColour(edge: MapEdge, colours: ReadonlyMap<MapAuthorityId, Colour>): Colour {
  if (faultOf(edge) === "fails") return FAULT_COLOURS.fails;
  const authority = vouching(edge);
  return (authority === undefined ? undefined : colours.get(authority)) ?? NO_COLOUR;
}

/** Solid for a certificate, dashed for a token, dotted for nothing. */
export function edgeStyle(edge: MapEdge): "solid" | "dashed" | "dotted" {
  if (vouching(edge) !== undefined) return "solid";
  return edge.shows.some(({ kind }) => kind === "token") ? "dashed" : "dotted";
}
