/** What stands beside an arrow in the languages that draw by themselves. */
import type { AuthorityId } from "../../catalog/types.ts";
import type { MapDoor, MapEdge } from "./model.ts";
import { checkedText, type Letters, portText, shownText } from "./words.ts";

/** A few lines: number and port, what the client shows and checks, what the server shows and checks. */
export function edgeLabel(edge: MapEdge, door: MapDoor | undefined, letters: Letters): string[] {
  const port = door === undefined ? "" : portText(door);
  return [
    `${edge.connection} ${port}`.trim(),
    `client shows ${shownText(edge.shows, letters)}`,
    `client checks ${checkedText(edge.checks, letters, true)}`,
    `server shows ${shownText(door?.shows ?? [], letters)}`,
    `server checks ${checkedText(door?.checks ?? [], letters, true)}`,
  ];
}

/** The authority that vouches for the client; a line has its colour. */
export function vouching({ shows }: MapEdge): AuthorityId | undefined {
  return shows.flatMap((shown) => (shown.kind === "certificate" ? [shown.authority] : []))[0];
}

/** Solid for a certificate, dashed for a token, dotted for nothing. */
export function edgeStyle(edge: MapEdge): "solid" | "dashed" | "dotted" {
  if (vouching(edge) !== undefined) return "solid";
  return edge.shows.some(({ kind }) => kind === "token") ? "dashed" : "dotted";
}
