/** What a command sees of the real process. */
import type { CliContext } from "./context.ts";

/**
 * Node makes each of the standard streams when it is first asked for, which takes milliseconds. Help has a budget of a
 * few: nothing is asked for before it is needed, and what only some commands need is loaded by them.
 */
export function processContext(process: NodeJS.Process): CliContext {
  const { env } = process;
  const stdout = once(() => surviveReaders(process));
  const stderr = once(() => process.stderr.on("error", () => {}));
  const terminal = once(() => stderr().isTTY === true);
  return {
    process: {
      stdout: { write: (text: string) => void stdout().write(text) },
      stderr: { write: (text: string) => void stderr().write(text) },
      env,
      get exitCode() {
        return process.exitCode ?? null;
      },
      set exitCode(code: number | string | null) {
        process.exitCode = code ?? undefined;
      },
    },
    async stdin() {
      const { readBounded, STDIN } = await import("../adapters/source-reader.ts");
      return readBounded(STDIN, process.stdin);
    },
    async *stdinLines(longest) {
      const { linesOf } = await import("../adapters/line-reader.ts");
      yield* linesOf(process.stdin, longest);
    },
    get stdinIsTerminal() {
      return process.stdin.isTTY === true;
    },
    get interactive() {
      return process.stdin.isTTY === true && terminal();
    },
    async ask(question) {
      const { createInterface } = await import("node:readline/promises");
      const lines = createInterface({ input: process.stdin, output: stderr() });
      try {
        return await lines.question(question);
      } catch {
        // Ctrl-C or Ctrl-D: no answer is a no.
        stderr().write("\n");
        return undefined;
      } finally {
        lines.close();
      }
    },
    get stdoutIsTerminal() {
      return stdout().isTTY === true;
    },
    get stderrColumns() {
      return terminal() ? stderr().columns || 80 : undefined;
    },
    get colour() {
      return stdout().isTTY === true && !env.NO_COLOR && env.TERM !== "dumb";
    },
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/**
 * A reader that has seen enough (`| head`) is no failure, and must not stop a run half way. An answer that cannot be
 * written (`> /dev/full`) is one.
 */
function surviveReaders(process: NodeJS.Process): NodeJS.Process["stdout"] {
  return process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    process.stderr.write(`kubepki: error: the answer cannot be written to standard output (${error.code})\n`);
    process.exit(4);
  });
}
