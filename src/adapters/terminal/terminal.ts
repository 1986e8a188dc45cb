/**
 * The terminal's rules: the answer goes to stdout, everything else to stderr; progress only on a terminal, on one line
 * that is wiped before anything else is written; no colour when NO_COLOR is set or stderr is no terminal.
 */
import type { Terminal } from "../../ports.ts";

export interface TerminalOptions {
  readonly write: (text: string) => void;
  /** Columns of the terminal; undefined when it is none, and then no progress is drawn. */
  readonly columns: number | undefined;
  /** Milliseconds, for pacing the progress line. */
  readonly ticks: () => number;
}

const PROGRESS_EVERY_MS = 80;
const PROGRESS_AFTER_MS = 300;

export function terminal(options: TerminalOptions): Terminal {
  const { write, columns, ticks } = options;
  const start = ticks();
  let drawn = false;
  let last = 0;
  const wipe = (): void => {
    if (drawn) write("\r\x1b[2K");
    drawn = false;
  };
  return {
    note(line) {
      wipe();
      write(`${line}\n`);
    },
    progress(done, total, what) {
      if (columns === undefined) return;
      if (done >= total) return wipe();
      const now = ticks();
      if (now - start < PROGRESS_AFTER_MS || now - last < PROGRESS_EVERY_MS) return;
      last = now;
      drawn = true;
      write(`\r\x1b[2K${`${what} ${done} of ${total}`.slice(0, columns - 1)}`);
    },
  };
}
