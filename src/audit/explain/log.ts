/** A whole log, line by line: the same message again is counted and not told again. */
import type { Catalog } from "../../catalog/index.ts";
import { type Explanation, explainLine } from "./explain.ts";

export interface Told extends Explanation {
  readonly count: number;
  /** Number of the line, from 1, where it was seen first and last. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** The time at the beginning of those lines, as it stands there; undefined when there is none. */
  readonly firstSeen: string | undefined;
  readonly lastSeen: string | undefined;
}

export interface LogAnswer {
  /** Lines read. */
  readonly lines: number;
  /** Lines that are about certificates. */
  readonly matched: number;
  readonly explanations: readonly Told[];
  /** Lines that were explained, but not kept: more than `MOST_KEPT` different messages. */
  readonly dropped: number;
}

/** A log that never says the same twice must not fill the memory. */
const MOST_KEPT = 1000;

export interface LogReader {
  line(text: string): void;
  answer(): LogAnswer;
}

export function logReader(catalog: Catalog): LogReader {
  const kept = new Map<string, { -readonly [K in keyof Told]: Told[K] }>();
  let lines = 0;
  let matched = 0;
  let dropped = 0;
  return {
    line(text) {
      lines++;
      const explanation = explainLine(text, catalog);
      if (explanation === undefined) return;
      matched++;
      const key = keyOf(explanation);
      const before = kept.get(key);
      const seen = timeOf(explanation.text);
      if (before !== undefined) {
        before.count++;
        before.lastLine = lines;
        before.lastSeen = seen ?? before.lastSeen;
      } else if (kept.size >= MOST_KEPT) {
        dropped++;
      } else {
        kept.set(key, { ...explanation, count: 1, firstLine: lines, lastLine: lines, firstSeen: seen, lastSeen: seen });
      }
    },
    answer: () => ({ lines, matched, explanations: [...kept.values()], dropped }),
  };
}

/** A client's port, the time and a serial number change from line to line; these make a message another one. */
const TELLING = ["name", "names", "file", "user", "authority", "address", "limit", "host"];

const keyOf = ({ message, program, side, causes, values }: Explanation): string =>
  JSON.stringify([message, program, side, causes[0]?.id, ...TELLING.map((name) => values[name])]);

const TIMES: readonly RegExp[] = [
  /"ts":"?([\dT:.Z+-]{10,40})/,
  /\b[IWEF](\d{4} \d\d:\d\d:\d\d\.\d{1,9})/,
  /^.{0,40}?\b(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[\d.,]{0,12}Z?)/,
  /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d)/,
  /^([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)/,
];

function timeOf(text: string): string | undefined {
  const head = text.slice(0, 300);
  for (const time of TIMES) {
    const found = time.exec(head)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
