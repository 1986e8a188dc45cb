import { LONGEST_LINE } from "../../audit/explain/clean-line.ts";
import { type LogAnswer, logReader } from "../../audit/explain/log.ts";
import { catalog } from "../../catalog/index.ts";
import { KubepkiError } from "../../errors.ts";
import type { CliContext } from "../context.ts";
import { explanationText } from "../explain-text.ts";
import { printError } from "../print-error.ts";

interface ExplainFlags {
  readonly all?: boolean;
  readonly output: "text" | "json";
}

export default async function runExplain(this: CliContext, flags: ExplainFlags, ...texts: string[]): Promise<void> {
  try {
    if (texts.length === 0 && this.stdinIsTerminal) {
      throw new KubepkiError("ERR_USAGE", "there is no text to explain", {
        remedy: "give a line of a log in quotes, or a log on standard input",
      });
    }
    const answer = await read(this, texts);
    if (answer.matched === 0) this.process.exitCode = 1;
    const bold = (text: string): string => (this.colour ? `\x1b[1m${text}\x1b[0m` : text);
    this.process.stdout.write(
      flags.output === "json"
        ? `${JSON.stringify({ apiVersion: "kubepki/v1", kind: "Explanations", ...answer }, undefined, 2)}\n`
        : explanationText(answer, { bold, all: flags.all === true }),
    );
  } catch (error) {
    printError(this, error, flags.output);
  }
}

async function read(context: CliContext, texts: readonly string[]): Promise<LogAnswer> {
  const reader = logReader(catalog);
  // Without quotes, a shell makes words of a line.
  const whole = texts.join(" ");
  if (texts.length > 0) for (const line of whole.split(/\r?\n/)) reader.line(line);
  else for await (const line of context.stdinLines(LONGEST_LINE)) reader.line(line);
  return reader.answer();
}
