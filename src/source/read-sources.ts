import { readJson } from "./json-document.ts";
import { LineIndex } from "./line-index.ts";
import { tooDeepAt } from "./nesting.ts";
import type { Report } from "./report.ts";
import type { SourceDocument } from "./source-document.ts";
import { readYaml } from "./yaml-document.ts";

/** A file's name as the user gave it, and its text. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** Bytes of UTF-8 in one source. Ranges keep even a fleet's specification far below. */
const MAX_SOURCE_BYTES = 1024 * 1024;

/** All documents of all sources, in order; what cannot be read is reported. */
export function readSources(
  sources: readonly Source[],
  report: Report,
  startRemedy = START_REMEDY,
): readonly SourceDocument[] {
  const documents = sources.flatMap(({ file, text }) => readSource(file, text, report, startRemedy));
  return documents.filter((document) => {
    if (typeof document.value === "object" && document.value !== null && !Array.isArray(document.value)) return true;
    const what = Array.isArray(document.value) ? "a list" : "plain text";
    report.error({ document, path: [] }, `the document is ${what}, not a mapping of fields`, startRemedy);
    return false;
  });
}

const START_REMEDY = "start with `apiVersion: kubepki/v1` and `kind: Cluster`; `kubepki init` writes an example";

function readSource(file: string, text: string, report: Report, startRemedy: string): readonly SourceDocument[] {
  const whole = (
    message: string,
    remedy: string,
    position = { file, line: 1, column: 1 },
  ): readonly SourceDocument[] => {
    report.add({ severity: "error", field: "", message, remedy, position });
    return [];
  };
  if (byteLength(text) > MAX_SOURCE_BYTES) {
    return whole(
      "the file is larger than 1 MiB, the most that is read",
      'write hosts as ranges, "worker-[001-500]", or give several files',
    );
  }
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const deep = tooDeepAt(plain);
  if (deep !== undefined) {
    return whole(
      "the document is nested too deeply",
      "write it with fewer levels",
      new LineIndex(plain).position(file, deep),
    );
  }
  const json = readJson(file, plain, report);
  if (json !== undefined) return [json];
  const before = report.failed;
  const documents = readYaml(file, plain, report);
  if (documents.length === 0 && (before || !report.failed)) return whole("the file is empty", startRemedy);
  return documents;
}

/** A character is at least one byte and at most three in UTF-8 for each unit of the text: most texts need no encoding. */
function byteLength(text: string): number {
  if (text.length > MAX_SOURCE_BYTES || text.length * 3 <= MAX_SOURCE_BYTES) return text.length;
  return new TextEncoder().encode(text).length;
}
