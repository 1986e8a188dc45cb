import { systemClock } from "../../adapters/system.ts";
import { treeReader } from "../../adapters/tree/tree-reader.ts";
import { readTree } from "../../app/read-tree.ts";
import { LONGEST_LINE } from "../../audit/explain/clean-line.ts";
import { explainHere, type Facts, factsIn } from "../../audit/explain/here/here.ts";
import { type LogAnswer, logReader } from "../../audit/explain/log.ts";
import { catalog } from "../../catalog/index.ts";
import { KubepkiError } from "../../errors.ts";
import { foundIn } from "../../inventory/found.ts";
import type { CliContext } from "../context.ts";
import { explanationText, type ToldHere } from "../explain-text.ts";
import { hereDocument } from "../here-document.ts";
import { printError } from "../print-error.ts";

interface ExplainFlags {
  readonly all?: boolean;
  readonly tree?: readonly string[];
  readonly at?: Date;
  readonly output: "text" | "json";
}

export default async function runExplain(this: CliContext, flags: ExplainFlags, ...texts: string[]): Promise<void> {
  try {
    if (texts.length === 0 && this.stdinIsTerminal) {
      throw new KubepkiError("ERR_USAGE", "there is no text to explain", {
        remedy: "give a line of a log in quotes, or a log on standard input",
      });
    }
    const facts = flags.tree === undefined ? undefined : await factsOf(flags.tree, flags.at ?? systemClock.now());
    const answer = await read(this, texts);
    if (answer.matched === 0) this.process.exitCode = 1;
    const explanations = answer.explanations.map(
      (told): ToldHere => (facts === undefined ? told : { ...told, ...explainHere(told, facts) }),
    );
    const bold = (text: string): string => (this.colour ? `\x1b[1m${text}\x1b[0m` : text);
    const tree = facts === undefined ? {} : { tree: { at: facts.at.toISOString(), faults: facts.facts.length } };
    const documents = explanations.map(({ here, ...told }) => ({
      ...told,
      ...(here === undefined ? {} : { here: hereDocument(here) }),
    }));
    this.process.stdout.write(
      flags.output === "json"
        ? `${JSON.stringify({ apiVersion: "kubepki/v1", kind: "Explanations", ...answer, ...tree, explanations: documents }, undefined, 2)}\n`
        : explanationText({ ...answer, explanations }, { bold, all: flags.all === true, at: facts?.at }),
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

async function factsOf(paths: readonly string[], at: Date): Promise<Facts> {
  const actual = await readTree({ paths }, treeReader);
  if (foundIn(actual).isNothing) {
    throw new KubepkiError("ERR_NOTHING_FOUND", `nothing of a cluster in ${paths.join(", ")}`, {
      remedy: "give the folder of a host, /etc/kubernetes, or what apply wrote",
    });
  }
  return factsIn(actual, catalog, at);
}
