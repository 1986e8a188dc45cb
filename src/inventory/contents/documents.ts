/** YAML and JSON of any file: bounded before it is parsed, faults as notes. */
import { readJson } from "../../source/json-document.ts";
import { LineIndex } from "../../source/line-index.ts";
import { tooDeepAt } from "../../source/nesting.ts";
import { readPlainYaml } from "../../source/plain-yaml.ts";
import { Report } from "../../source/report.ts";
import type { SourceDocument } from "../../source/source-document.ts";
import { readYaml } from "../../source/yaml-document.ts";
import type { LocalNote } from "./finding.ts";

/** Characters. A kubeconfig with ten clusters has 100,000; parsing takes about a second for a million. */
const MOST_CHARACTERS = 1 << 20;

/** Characters up to which keys that stand twice are looked for. */
const MOST_UNIQUE = 1 << 16;

/** A document that is a mapping: what every file of Kubernetes is. */
export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function readDocuments(text: string): { documents: readonly SourceDocument[]; notes: readonly LocalNote[] } {
  const note = (code: LocalNote["code"], message: string, line?: number) => ({
    documents: [],
    notes: [{ code, message, within: line === undefined ? {} : { line } }],
  });
  if (text.length > MOST_CHARACTERS) return note("too-large", "a document of more than 1 MiB is not read");
  const deep = tooDeepAt(text);
  if (deep !== undefined)
    return note("damaged-document", "the document is nested too deeply", new LineIndex(text).position("", deep).line);
  const report = new Report();
  try {
    const plain = readPlainYaml("", text);
    if (plain !== undefined) return { documents: plain, notes: [] };
    const json = readJson("", text, report);
    const documents = json === undefined ? readYaml("", text, report, text.length <= MOST_UNIQUE) : [json];
    const notes = report.sorted([""]).map(
      ({ message, position }): LocalNote => ({
        code: "damaged-document",
        message,
        within: position === undefined ? {} : { line: position.line },
      }),
    );
    return { documents, notes: notes.slice(0, 10) };
  } catch (error) {
    return note("damaged-document", error instanceof Error ? error.message : "the document cannot be read");
  }
}
