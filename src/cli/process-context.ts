/** What a command sees of the real process. */
import type { CliContext } from "./context.ts";

export function processContext(process: NodeJS.Process): CliContext {
  const { stdin, stdout, stderr, env } = process;
  const terminal = stderr.isTTY === true;
  surviveReaders(process);
  return {
    process: {
      stdout: { write: (text: string) => void stdout.write(text) },
      stderr: { write: (text: string) => void stderr.write(text) },
      env,
      get exitCode() {
        return process.exitCode ?? null;
      },
      set exitCode(code: number | string | null) {
        process.exitCode = code ?? undefined;
      },
    },
    // What only some commands need is loaded when they need it: help has a budget of a few milliseconds.
    async stdin() {
      const { readBounded, STDIN } = await import("../adapters/source-reader.ts");
      return readBounded(STDIN, stdin);
    },
    interactive: stdin.isTTY === true && terminal,
    async ask(question) {
      const { createInterface } = await import("node:readline/promises");
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await lines.question(question);
      } catch {
        // Ctrl-C or Ctrl-D: no answer is a no.
        stderr.write("\n");
        return undefined;
      } finally {
        lines.close();
      }
    },
    stdoutIsTerminal: stdout.isTTY === true,
    stderrColumns: terminal ? stderr.columns || 80 : undefined,
    colour: stdout.isTTY === true && !env.NO_COLOR && env.TERM !== "dumb",
  };
}

/**
 * A reader that has seen enough (`| head`) is no failure, and must not stop a run half way. An answer that cannot be
 * written (`> /dev/full`) is one.
 */
function surviveReaders(process: NodeJS.Process): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.stderr.write(`kubepki: error: the answer cannot be written to standard output (${error.code})\n`);
    process.exit(4);
  });
}
