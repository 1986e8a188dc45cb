import type { CommandContext, StricliProcess } from "@stricli/core";

/** What a command gets from the process it runs in; tests bring their own. */
export interface CliContext extends CommandContext {
  readonly process: StricliProcess & { exitCode?: number | string | null };
  readonly stdin: () => Promise<string>;
  /** Whether a person sits at both ends, so that a question can be asked. */
  readonly interactive: boolean;
  readonly ask: (question: string) => Promise<string>;
  /** Columns of the terminal on stderr; undefined when it is none. */
  readonly stderrColumns: number | undefined;
  readonly colour: boolean;
}
