/**
 * The YAML that programs write: block mappings and lists of one-line values, as in kubeconfigs, static pods and
 * configuration files. Read by a way of its own, because the general parser takes thirty times as long, and a fleet has a
 * kubeconfig for each node. Whatever is not surely of this kind is left to the general parser: its answer counts.
 */
import { LineIndex } from "./line-index.ts";
import { type Path, type SourceDocument, withoutEmpty } from "./source-document.ts";

/** A value with where it stands: `at` as the general parser has it, the first key of a mapping, the first dash of a list. */
interface Node {
  readonly at: number;
  readonly value: unknown;
  /** Of a scalar, as written, without its quotes. */
  readonly source?: string;
  readonly fields?: ReadonlyMap<string, { readonly at: number; readonly node: Node }>;
  readonly items?: readonly Node[];
}

/** A line with something on it: the column of its first character, and where that and the line's end are. */
interface Line {
  readonly indent: number;
  readonly start: number;
  readonly end: number;
}

const KEY = /^([A-Za-z_][\w./-]{0,127}):(?: |$)/;
const NO_TEXT = /^(?:true|True|TRUE|false|False|FALSE|null|Null|NULL|__proto__)$/;
/** Printable ASCII that begins no other kind of value. */
const PLAIN = /^[A-Za-z0-9_./$+-][\x20-\x7e]*$/;
const INTEGER = /^[-+]?[0-9]{1,15}$/;
/** Every other number of YAML's core schema begins so. */
const OTHER_NUMBER =
  /^[-+]?(?:[0-9]+$|\.[0-9]|[0-9]+\.[0-9]*(?:[eE][-+]?[0-9]+)?$|[0-9]+[eE][-+]?[0-9]+$|0[ox]|\.(?:inf|nan)$)/i;
const QUOTED = /^(?:"[^"\\]*"|'[^']*')$/;
const MOST_DEPTH = 50;

/** Thrown inside, for a text that is not of this kind. */
class Elsewhere extends Error {}

/** Undefined for a text that the general parser has to read. Documents without content are left out. */
export function readPlainYaml(file: string, text: string): SourceDocument[] | undefined {
  if (/[^\x20-\x7e\n]/.test(text)) return undefined;
  try {
    const lines = new LineIndex(text);
    return linesOf(text)
      .filter((document) => document.length > 0)
      .map((document) => sourceDocument(file, new PlainReader(text, document).whole(), lines));
  } catch (error) {
    if (error instanceof Elsewhere) return undefined;
    throw error;
  }
}

/** The lines of each document. */
function linesOf(text: string): Line[][] {
  let lines: Line[] = [];
  const documents = [lines];
  for (let from = 0; from < text.length; ) {
    const newline = text.indexOf("\n", from);
    const end = newline < 0 ? text.length : newline;
    let start = from;
    while (start < end && text[start] === " ") start++;
    if (start === from && text.startsWith("---", from)) {
      if (end !== from + 3) throw new Elsewhere();
      lines = [];
      documents.push(lines);
    } else if (text[start] === "%" || (start === from && text.startsWith("...", from))) throw new Elsewhere();
    else if (start < end && text[start] !== "#") lines.push({ indent: start - from, start, end });
    from = end + 1;
  }
  return documents;
}

class PlainReader {
  readonly #text: string;
  readonly #lines: Line[];
  #next = 0;

  constructor(text: string, lines: Line[]) {
    this.#text = text;
    this.#lines = lines;
  }

  whole(): Node {
    const node = this.#block(0);
    if (this.#next < this.#lines.length) throw new Elsewhere();
    return node;
  }

  #isItem({ start, end }: Line): boolean {
    return this.#text[start] === "-" && (start + 1 === end || this.#text[start + 1] === " ");
  }

  /** What begins at the next line. */
  #block(depth: number): Node {
    const line = this.#lines[this.#next];
    if (line === undefined || depth > MOST_DEPTH) throw new Elsewhere();
    return this.#isItem(line) ? this.#list(line, depth) : this.#mapping(line, depth);
  }

  #list({ indent, start: at }: Line, depth: number): Node {
    const items: Node[] = [];
    for (;;) {
      const line = this.#lines[this.#next];
      if (line === undefined || line.indent !== indent || !this.#isItem(line)) break;
      let start = line.start + 1;
      while (start < line.end && this.#text[start] === " ") start++;
      const rest = { indent: indent + start - line.start, start, end: line.end };
      if (start === line.end || this.#isItem(rest)) throw new Elsewhere();
      if (KEY.test(this.#text.slice(start, Math.min(line.end, start + 130)))) {
        this.#lines[this.#next] = rest;
        items.push(this.#mapping(rest, depth + 1));
      } else {
        this.#next++;
        items.push(this.#scalar(start, line.end));
      }
      this.#endsBefore(indent);
    }
    return { at, value: items.map(({ value }) => value), items };
  }

  #mapping({ indent, start: at }: Line, depth: number): Node {
    const fields = new Map<string, { at: number; node: Node }>();
    const value: Record<string, unknown> = {};
    for (;;) {
      const line = this.#lines[this.#next];
      if (line === undefined || line.indent !== indent || this.#isItem(line)) break;
      const key = KEY.exec(this.#text.slice(line.start, Math.min(line.end, line.start + 130)))?.[1];
      if (key === undefined || NO_TEXT.test(key) || fields.has(key)) throw new Elsewhere();
      this.#next++;
      const node = this.#valueOf(line, line.start + key.length + 1, depth);
      fields.set(key, { at: line.start, node });
      value[key] = node.value;
      this.#endsBefore(indent);
    }
    return { at, value, fields };
  }

  /** On the key's own line, or in the lines below it. */
  #valueOf({ indent, start: keyAt, end }: Line, from: number, depth: number): Node {
    let start = from;
    while (start < end && this.#text[start] === " ") start++;
    if (start < end) return this.#scalar(start, end);
    const below = this.#lines[this.#next];
    // A list may stand in its key's own column.
    const isBelow = below !== undefined && (below.indent > indent || (below.indent === indent && this.#isItem(below)));
    return isBelow ? this.#block(depth + 1) : { at: keyAt, value: null, source: "" };
  }

  /** What is further to the right would go on with a value that is over. */
  #endsBefore(indent: number): void {
    if ((this.#lines[this.#next]?.indent ?? 0) > indent) throw new Elsewhere();
  }

  #scalar(at: number, end: number): Node {
    const text = this.#text.slice(at, end);
    if (text === "{}") return { at, value: {}, fields: new Map() };
    if (text === "[]") return { at, value: [], items: [] };
    if (QUOTED.test(text)) return { at, value: text.slice(1, -1), source: text.slice(1, -1) };
    if (!PLAIN.test(text) || /: | #|[: ]$|^-(?: |$)/.test(text)) throw new Elsewhere();
    return { at, value: plainValue(text), source: text };
  }
}

/** YAML 1.2.2 section 10.3.2, the core schema. */
function plainValue(text: string): unknown {
  if (/^(?:true|True|TRUE)$/.test(text)) return true;
  if (/^(?:false|False|FALSE)$/.test(text)) return false;
  if (/^(?:null|Null|NULL)$/.test(text)) return null;
  if (INTEGER.test(text)) return Number(text);
  if (OTHER_NUMBER.test(text)) throw new Elsewhere();
  return text;
}

function sourceDocument(file: string, root: Node, lines: LineIndex): SourceDocument {
  return {
    file,
    value: withoutEmpty(root.value),
    position: (path, part) => lines.position(file, locate(root, path, part)),
    writtenText(path) {
      let node: Node | undefined = root;
      for (const step of path) node = typeof step === "string" ? node?.fields?.get(step)?.node : node?.items?.[step];
      return node?.source;
    },
  };
}

function locate(root: Node, path: Path, part: "key" | "value"): number {
  let node = root;
  for (const [i, step] of path.entries()) {
    const field = typeof step === "string" ? node.fields?.get(step) : undefined;
    const next = field?.node ?? (typeof step === "number" ? node.items?.[step] : undefined);
    if (next === undefined) return node.at;
    // A value that is empty is shown by its key.
    const isKey = part === "key" || next.source === "";
    if (field !== undefined && isKey && i === path.length - 1) return field.at;
    node = next;
  }
  return node.at;
}
