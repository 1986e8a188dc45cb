/** The entry point: the real process around the command table. */
import { basename } from "node:path";
import { proposeCompletions, run } from "@stricli/core";
import { KubepkiError } from "../errors.ts";
import { application } from "./app.ts";
import type { CliContext } from "./context.ts";
import { wrapHelp } from "./help-text.ts";
import { errorDocument, errorText } from "./print-error.ts";
import { processContext } from "./process-context.ts";
import { usageTexts } from "./usage-errors.ts";
import { VERSION } from "./version.ts";

/** What completion scripts call; takes the words after the program's name. */
const COMPLETE = "__complete";

/** The name under which kubectl asks a plugin for completions; the words follow at once. */
const KUBECTL_COMPLETE = "kubectl_complete-pki";

/** What kubectl wants as the last line: 4 for no files beside what was proposed, 0 for files. */
const directive = (lines: readonly string[]): string => (lines.length > 0 ? ":4\n" : ":0\n");

/** Run one command line. Sets the exit code; never throws. */
export async function main(argv: readonly string[], process: NodeJS.Process): Promise<void> {
  const complaints: KubepkiError[] = [];
  const texts = usageTexts((error) => {
    complaints.push(error);
    return errorText(error);
  });
  const app = application(VERSION, texts);
  const context = processContext(process);
  const name = basename(process.argv[1] ?? "");
  const forKubectl = name === KUBECTL_COMPLETE;
  if (forKubectl || argv[0] === COMPLETE) {
    const proposals = await proposeCompletions(app, forKubectl ? argv : argv.slice(1), context);
    const lines = proposals.map(({ completion, brief }) => `${completion}\t${brief}\n`);
    process.stdout.write(lines.join("") + (forKubectl ? directive(lines) : ""));
    return;
  }
  const words = inFull(argv);
  const plugin = name.startsWith("kubectl-");
  await run(app, words, asksForHelp(words) ? helpContext(context, process.stdout.columns, plugin) : context);
  const code = exitCode(context.process.exitCode);
  // There 2 says that there is something to do.
  context.process.exitCode = code === 2 && complaints.length > 0 && words.includes("--detailed-exitcode") ? 1 : code;
  if (complaints.length > 0 && wantsJson(words)) context.process.stdout.write(errorDocument(united(complaints)));
}

/** `kubepki`, `kubepki help plan` and `kubepki version` mean what they seem to. */
function inFull(argv: readonly string[]): readonly string[] {
  const [first, ...others] = argv;
  if (first === undefined || first === "help") return [...others, "--help"];
  return first === "version" && others.length === 0 ? ["--version"] : argv;
}

const flagsOf = (argv: readonly string[]): readonly string[] =>
  argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;

const asksForHelp = (argv: readonly string[]): boolean =>
  flagsOf(argv).some((word) => word === "--help" || word === "-h" || word === "--help-all");

/** Whether an answer in JSON is asked for; looked up by hand where the flags are too wrong to be parsed. */
function wantsJson(argv: readonly string[]): boolean {
  const flags = flagsOf(argv);
  return flags.some((word, i) => word === "--output=json" || (word === "--output" && flags[i + 1] === "json"));
}

/** Help as wide as the terminal, in the words that the program was called by. */
function helpContext(context: CliContext, columns: number | undefined, plugin: boolean): CliContext {
  const { stdout } = context.process;
  const named = (text: string): string =>
    plugin ? text.replace(/\bkubepki (?=-|init|plan|apply|show|map|learn|schema|completion)/g, "kubectl pki ") : text;
  const write = (text: string): void => stdout.write(wrapHelp(named(text), columns));
  // The exit code is behind a getter and a setter: the process is passed on, not copied.
  const process = Object.create(context.process, { stdout: { value: { ...stdout, write } } });
  // So are the getters of the context.
  return Object.create(context, { process: { value: process } });
}

function united(complaints: readonly KubepkiError[]): KubepkiError {
  const [first] = complaints;
  if (complaints.length === 1 && first !== undefined) return first;
  const message = complaints.map((error) => error.message).join("; ");
  const errors = complaints.map(({ message, remedy = "" }) => ({ message, remedy }));
  return new KubepkiError("ERR_USAGE", message, { details: { errors } });
}

/** The parser's own codes are negative, and all of them mean bad usage but the one for a command that threw. */
function exitCode(code: CliContext["process"]["exitCode"]): number {
  const number = Number(code ?? 0);
  if (number >= 0 && number < 200) return number;
  const signed = number > 127 ? number - 256 : number;
  return signed === -4 || signed === -5 ? 2 : 70;
}
