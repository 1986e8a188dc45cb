/** Errors: for people on stderr, always; for programs on stdout as well, when they asked for JSON. */
import { KubepkiError } from "../errors.ts";
import type { Issue } from "../source/issue.ts";
import type { CliContext } from "./context.ts";

/** Print an error and set the exit code. Anything that is not a KubepkiError is a bug, with its stack. */
export function printError(context: CliContext, thrown: unknown, output: "text" | "json"): void {
  const error = thrown instanceof KubepkiError ? thrown : bugOf(thrown);
  context.process.exitCode = error.exitCode;
  context.process.stderr.write(`${errorText(error)}\n`);
  if (output === "json") context.process.stdout.write(errorDocument(error));
}

function bugOf(thrown: unknown): KubepkiError {
  const text = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return new KubepkiError("ERR_BUG", `this is a bug in kubepki\n${text}`, {
    remedy: "report it with the lines above",
    cause: thrown,
  });
}

/** An error and its remedy, a line each. */
export function errorText(error: KubepkiError): string {
  const remedy = error.remedy === undefined ? "" : `\nkubepki: remedy: ${error.remedy}`;
  return `kubepki: error: ${error.message}${remedy}`;
}

/** The document of `--output json`; see schema/error.v1.json. */
export function errorDocument({ code, message, remedy, details }: KubepkiError): string {
  const document = {
    apiVersion: "kubepki/v1",
    kind: "Error",
    code,
    message,
    ...(remedy === undefined ? {} : { remedy }),
    details,
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
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
