/** Messages of one meaning, whichever program prints them. */
import type { CauseId } from "./cause.ts";
import type { Seen } from "./seen.ts";

/**
 * Who turned whom away. `peer`: the printing side refused the other one; `us`: the other side refused the printing one;
 * `rights`: the connection stands, the identity or its rights do not do; `ours`: the program's own files or settings;
 * `nobody`: the two do not speak the same protocol.
 */
export type Verdict = "peer" | "us" | "rights" | "ours" | "nobody";

/** What in the line shifts the order of the causes. */
export interface Shift {
  /** For people: "when a server prints it". */
  readonly when: string;
  readonly holds: (seen: Seen) => boolean;
  readonly causes: readonly CauseId[];
}

export interface Family {
  readonly id: string;
  readonly title: string;
  /** Any of them. Without nested repetition and with bounded gaps, so that a hostile line costs no more than its length. */
  readonly patterns: readonly RegExp[];
  readonly verdict: Verdict;
  /** What happened, in plain words; placeholders as in causes. */
  readonly happened: string;
  /** Those that give this text, the likeliest first. */
  readonly causes: readonly CauseId[];
  /** The first that holds takes the place of `causes`. */
  readonly shifts?: readonly Shift[];
  /** A reading that people fall for. */
  readonly note?: string;
}

export const byServer = (causes: readonly CauseId[]): Shift => ({
  when: "printed by the server",
  holds: ({ side }) => side === "server",
  causes,
});
