/** Errors for people on stderr, or for programs on stdout. */
import { KubepkiError } from "../errors.ts";
import type { Issue } from "../spec/issue.ts";
import type { CliContext } from "./context.ts";

/** Print an error and set the exit code. Anything that is not a KubepkiError is a bug, with its stack. */
export function printError(context: CliContext, error: unknown, output: "text" | "json"): void {
  const { stderr, stdout } = context.process;
  if (!(error instanceof KubepkiError)) {
    context.process.exitCode = 70;
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    stderr.write(`kubepki: this is a bug, please report it with the lines below\n${text}\n`);
    return;
  }
  context.process.exitCode = error.exitCode;
  if (output === "json") {
    const { code, message, remedy, details } = error;
    const document = {
      apiVersion: "kubepki/v1",
      kind: "Error",
      code,
      message,
      ...(remedy === undefined ? {} : { remedy }),
      details,
    };
    stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
    return;
  }
  stderr.write(`kubepki: error: ${error.message}\n`);
  if (error.remedy !== undefined) stderr.write(`kubepki: remedy: ${error.remedy}\n`);
}

/** One issue as a line: file, line and column first, as compilers write and editors understand. */
export function issueLine(issue: Issue): string {
  const { position, field, message, remedy, severity } = issue;
  const where = position === undefined ? "" : `${position.file}:${position.line}:${position.column}: `;
  const what = field === "" ? message : `${field}: ${message}`;
  return `${where}${severity}: ${what}${remedy === undefined ? "" : ` (${remedy})`}`;
}

/** Issues, one line each, on stderr. */
export function printIssues(context: CliContext, issues: readonly Issue[]): void {
  for (const issue of issues) context.process.stderr.write(`${issueLine(issue)}\n`);
}

/** The issues that an error of a specification carries; none for any other error. */
export function issuesOf(error: unknown): readonly Issue[] {
  const issues = error instanceof KubepkiError ? error.details.issues : undefined;
  return Array.isArray(issues) ? (issues as readonly Issue[]) : [];
}
