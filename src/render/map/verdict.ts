/** How a verdict is said and marked: never by colour alone. */
import type { Outcome } from "../../trust/predict.ts";
import type { Colour } from "./colours.ts";
import type { MapEdge, MapVerdict } from "./model.ts";

export type Fault = Exclude<Outcome, "works">;

/** The worst first. */
export const FAULTS: readonly Fault[] = ["fails", "unknown", "unverified"];

export const MARKS: Readonly<Record<Fault, string>> = { fails: "×", unknown: "?", unverified: "!" };

/** Of marks, and of broken lines. On both grounds, with a contrast of 4.5 at least. */
export const FAULT_COLOURS: Readonly<Record<Fault, Colour>> = {
  fails: { light: "#cf222e", dark: "#ff6a63", terminal: 203 },
  unknown: { light: "#57606a", dark: "#b1bac4", terminal: 249 },
  unverified: { light: "#8a5a00", dark: "#e3b341", terminal: 179 },
};

export const FAULT_MEANINGS: Readonly<Record<Fault, string>> = {
  fails: "does not work",
  unknown: "what decides was not read",
  unverified: "works, and believes whoever answers",
};

const WORDS: Readonly<Record<Outcome, [one: string, many: string]>> = {
  fails: ["fails", "fail"],
  unknown: ["unknown", "unknown"],
  unverified: ["unverified", "unverified"],
  works: ["works", "work"],
};

export const faultOf = ({ verdict }: Pick<MapEdge, "verdict">): Fault | undefined =>
  verdict === undefined || verdict.outcome === "works" ? undefined : verdict.outcome;

/** The worst of several edges. */
export const worstOf = (edges: readonly MapEdge[]): Fault | undefined =>
  FAULTS.find((fault) => edges.some((edge) => faultOf(edge) === fault));

/** `fails`, `1 of 3 fails`, `2 of 3 fail`, `all 3 fail`. */
export function verdictText({ outcome, pairs, count }: MapVerdict): string {
  const [one, many] = WORDS[outcome];
  if (pairs === 1) return one;
  return count === pairs ? `all ${pairs} ${many}` : `${count} of ${pairs} ${count === 1 ? one : many}`;
}

/** `cp-1 to cp-2 and 3 more: why`, one for each reason. */
export const reasonTexts = ({ reasons }: MapVerdict): string[] =>
  reasons.map(({ reason, between, more }) => `${between.join(", ")}${more > 0 ? ` and ${more} more` : ""}: ${reason}`);
