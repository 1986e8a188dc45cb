/** The entry point: the real process around the command table. */
import { createInterface } from "node:readline/promises";
import { proposeCompletions, run } from "@stricli/core";
import { application } from "./app.ts";
import type { CliContext } from "./context.ts";
import { VERSION } from "./version.ts";

/** Run one command line. Sets the exit code; never throws, never calls exit. */
export async function main(argv: readonly string[], process: NodeJS.Process): Promise<void> {
  // A reader that has seen enough (`| head`) ends us quietly.
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") process.exit(0);
    throw error;
  });
  const context = contextOf(process);
  const app = application(VERSION, context.colour);
  if (argv[0] === COMPLETE) {
    const words = argv.slice(1);
    const proposals = await proposeCompletions(app, words, context);
    process.stdout.write(proposals.map((proposal) => `${proposal.completion}\t${proposal.brief}\n`).join(""));
    return;
  }
  await run(app, argv.length === 0 ? ["--help"] : argv, context);
  context.process.exitCode = exitCode(context.process.exitCode);
}

/** What completion scripts call; takes the words after the program's name. */
export const COMPLETE = "__complete";

/** The parser's own codes are negative, and all of them mean bad usage but the one for a command that threw. */
function exitCode(code: CliContext["process"]["exitCode"]): number {
  const number = Number(code ?? 0);
  if (number >= 0 && number < 200) return number;
  const signed = number > 127 ? number - 256 : number;
  return signed === -4 || signed === -5 ? 2 : 70;
}

function contextOf(process: NodeJS.Process): CliContext {
  const { stdin, stdout, stderr, env } = process;
  const terminal = stderr.isTTY === true;
  return {
    process: {
      stdout: {
        write: (text: string) => void stdout.write(text),
        getColorDepth: () => (stdout.isTTY && !env.NO_COLOR ? 4 : 1),
      },
      stderr: {
        write: (text: string) => void stderr.write(text),
        getColorDepth: () => (terminal && !env.NO_COLOR ? 4 : 1),
      },
      env,
      get exitCode() {
        return process.exitCode ?? null;
      },
      set exitCode(code: number | string | null) {
        process.exitCode = code ?? undefined;
      },
    },
    async stdin() {
      const chunks: Buffer[] = [];
      for await (const chunk of stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks).toString("utf8");
    },
    interactive: stdin.isTTY === true && terminal,
    async ask(question) {
      const lines = createInterface({ input: stdin, output: stderr });
      try {
        return await lines.question(question);
      } finally {
        lines.close();
      }
    },
    stderrColumns: terminal ? stderr.columns : undefined,
    colour: terminal && !env.NO_COLOR,
  };
}
