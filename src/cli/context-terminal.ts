import { terminal } from "../adapters/terminal/terminal.ts";
import type { Terminal } from "../ports.ts";
import type { CliContext } from "./context.ts";

/** Commentary of a command: on stderr, progress only where that is a terminal. */
export const terminalOf = (context: CliContext): Terminal =>
  terminal({
    write: (text) => context.process.stderr.write(text),
    columns: context.stderrColumns,
    ticks: () => performance.now(),
  });
