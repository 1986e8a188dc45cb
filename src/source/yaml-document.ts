import { type Document, isMap, isNode, isScalar, isSeq, type Node, parseAllDocuments, type YAMLError } from "yaml";
import type { Issue, SourcePosition } from "./issue.ts";
import { LineIndex } from "./line-index.ts";
import type { Report } from "./report.ts";
import { type Path, type SourceDocument, withoutEmpty } from "./source-document.ts";

/** More uses of aliases than a hand-written file has; a bomb has millions (their count multiplies when they nest). */
const MAX_ALIASES = 100;

/** Every document of a YAML source, whose nesting was looked at; documents without content are left out, faulty ones reported and left out. Looking for keys that stand twice takes the square of their number. */
export function readYaml(file: string, text: string, report: Report, uniqueKeys = true): SourceDocument[] {
  const lines = new LineIndex(text);
  const whole = (message: string, remedy: string, at = 0): void =>
    report.add({ severity: "error", field: "", message, remedy, position: lines.position(file, at) });
  // By itself the parser warns on stderr, with pieces of the text.
  const all = parseAllDocuments(text, { prettyErrors: false, merge: true, uniqueKeys, logLevel: "error" });
  const parsed: readonly Document.Parsed[] = Array.isArray(all) ? all : [];
  const documents: SourceDocument[] = [];
  for (const document of parsed) {
    // A warning of the parser is a tag that it does not know: the value is not what its author meant.
    const faults = [...document.errors, ...document.warnings];
    const syntax = faults.find(({ code }) => code !== "DUPLICATE_KEY");
    for (const { code, pos } of document.errors) {
      if (code === "DUPLICATE_KEY") report.add(duplicateKey(text, pos[0], lines.position(file, pos[0])));
    }
    // What follows the first fault of syntax mostly follows from it.
    if (syntax !== undefined) whole(...explain(syntax));
    if (syntax !== undefined || document.contents === null) continue;
    const start = document.contents.range?.[0] ?? 0;
    try {
      const value = withoutEmpty(document.toJS({ maxAliasCount: MAX_ALIASES }));
      if (value !== null) documents.push(sourceDocument(file, value, document, lines));
    } catch (error) {
      if (error instanceof ReferenceError) {
        whole(`aliases stand for more than ${MAX_ALIASES} nodes`, "write the values out in place of *aliases", start);
      } else whole("aliases are nested too deeply", "write the values out in place of *aliases", start);
    }
  }
  return documents;
}

function duplicateKey(text: string, at: number, position: SourcePosition): Issue {
  const key = /^["']?([^\s"':]+)/.exec(text.slice(at, at + 200))?.[1] ?? "";
  return {
    severity: "error",
    field: key,
    message: `\`${key}\` is written twice`,
    remedy: "keep one of them",
    position,
  };
}

/** The parser's words made ours where people meet them. */
function explain({ code, message, pos }: YAMLError): [message: string, remedy: string, at: number] {
  const at = pos[0];
  if (code === "TAB_AS_INDENT") return ["a tab is used for indentation", "indent with spaces", at];
  if (code === "BAD_INDENT") {
    return ["the indentation is wrong", "fields of one mapping and entries of one list start in the same column", at];
  }
  const sentence = (message.split("\n")[0] ?? "").replace(/[.:]$/, "");
  return [`not YAML: ${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`, "correct the YAML or JSON syntax", at];
}

function sourceDocument(file: string, value: unknown, document: Document.Parsed, lines: LineIndex): SourceDocument {
  return {
    file,
    value,
    position: (path, part) => lines.position(file, locate(document.contents, path, part)),
    writtenText: (path) => {
      const node: unknown = document.getIn(path, true);
      return isScalar(node) ? (node.source ?? String(node.value)) : undefined;
    },
  };
}

/** Offset of what stands at the path, or of the nearest thing around it. */
function locate(root: Node | null, path: Path, part: "key" | "value"): number {
  let node: unknown = root;
  let offset = root?.range?.[0] ?? 0;
  for (const [i, step] of path.entries()) {
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      if (pair === undefined) return offset;
      const keyOffset = isNode(pair.key) ? pair.key.range?.[0] : undefined;
      const isLast = i === path.length - 1;
      // A value that is left empty has its offset behind the line's end.
      const empty = isScalar(pair.value) && pair.value.source === "";
      if (isLast && (part === "key" || !isNode(pair.value) || empty)) return keyOffset ?? offset;
      node = pair.value;
      offset = (isNode(node) ? node.range?.[0] : undefined) ?? keyOffset ?? offset;
    } else if (isSeq(node) && typeof step === "number" && node.items[step] !== undefined) {
      node = node.items[step];
      offset = (isNode(node) ? node.range?.[0] : undefined) ?? offset;
    } else return offset;
  }
  return offset;
}
