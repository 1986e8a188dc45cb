/** The shape of a lesson: what is tried, the openssl commands for it, and what happened. Lessons are data. */
import type {
  Clock,
  Entropy,
  FileStore,
  KeyMaker,
  Loopback,
  Programs,
  PublicKeyCipher,
  ScratchFolder,
  SignerFor,
} from "../../ports.ts";

/** What lessons need of the world. */
export interface Bench {
  readonly folder: ScratchFolder;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly keyMaker: KeyMaker;
  readonly signerFor: SignerFor;
  readonly cipher: PublicKeyCipher;
  readonly loopback: Loopback;
  readonly programs: Programs;
  /** The output folder of a cluster of kubepki's own, below the lessons' folder. */
  storeAt(folder: string): FileStore;
}

/** Lines for bash, in the lesson's folder. */
export interface Command {
  readonly line: string;
  /** The status that it ends with; 0 when absent. */
  readonly exit?: number;
  /** A part of what it prints, on either stream. */
  readonly prints?: string;
}

export type Outcome = "works" | "refused";

/** One thing that was tried. */
export interface Observation {
  readonly tried: string;
  readonly outcome: Outcome;
  readonly expected: Outcome;
  /** What was printed, read or complained about, in the words of whoever said it. */
  readonly said: string;
  /** What those words mean. */
  readonly meaning?: string;
}

export interface Lesson {
  readonly id: string;
  readonly title: string;
  /** What is tried. */
  readonly about: string;
  /** Why it matters in a cluster. */
  readonly inCluster: string;
  /** What is often told otherwise, and what is right. */
  readonly often?: string;
  readonly commands: readonly Command[];
  /** Programs that it cannot do without. */
  readonly needs?: readonly string[];
  run(bench: Bench): Promise<readonly Observation[]>;
}

/** An observation by whether it came off. */
export const observed = (
  tried: string,
  expected: Outcome,
  came: { readonly off: boolean; readonly said: string },
  meaning?: string,
): Observation => ({
  tried,
  expected,
  outcome: came.off ? "works" : "refused",
  said: came.said,
  ...(meaning === undefined ? {} : { meaning }),
});
