import type { CommandContext, StricliProcess } from "@stricli/core";

/** What a command gets from the process it runs in; tests bring their own. */
export interface CliContext extends CommandContext {
  readonly process: StricliProcess & { exitCode?: number | string | null };
  readonly stdin: () => Promise<Buffer>;
  /** Standard input as lines, of any length in all; a single line is cut at `longest` characters. */
  readonly stdinLines: (longest: number) => AsyncIterable<string>;
  /** Whether standard input is a person at a keyboard. */
  readonly stdinIsTerminal: boolean;
  /** Whether a person sits at both ends, so that a question can be asked. */
  readonly interactive: boolean;
  /** Undefined when there was no answer. */
  readonly ask: (question: string) => Promise<string | undefined>;
  readonly stdoutIsTerminal: boolean;
  /** Columns of the terminal on stderr; undefined when it is none. */
  readonly stderrColumns: number | undefined;
  /** Whether the answer on stdout may have colours. */
  readonly colour: boolean;
}
