import type { CommandContext, StricliProcess } from "@stricli/core";

/** What a command gets from the process it runs in; tests bring their own. */
export interface CliContext extends CommandContext {
  readonly process: StricliProcess & { exitCode?: number | string | null };
  readonly stdin: () => Promise<Buffer>;
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
