/**
 * JSON by a way of its own: the YAML parser takes ten times as long for a generated file with thousands of hosts.
 * Values come from the engine's parser; a walk over the text finds duplicate keys and remembers where things stand.
 */
import { LineIndex } from "./line-index.ts";
import type { Report } from "./report.ts";
import { type Path, type SourceDocument, withoutEmpty } from "./source-document.ts";

interface JsonNode {
  readonly at: number;
  readonly end: number;
  readonly fields?: ReadonlyMap<string, { readonly at: number; readonly node: JsonNode }>;
  readonly items?: readonly JsonNode[];
}

/** Undefined when the text is not JSON (it may still be YAML). The text is one whose nesting was looked at. */
export function readJson(file: string, text: string, report: Report): SourceDocument | undefined {
  if (!/^\s*[{[]/.test(text)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const lines = new LineIndex(text);
  const walk = new JsonWalk(text, (key, at) => {
    const position = lines.position(file, at);
    report.add({
      severity: "error",
      field: key,
      message: `\`${key}\` is written twice`,
      remedy: "keep one of them",
      position,
    });
  });
  const root = walk.value(0);
  return {
    file,
    value: withoutEmpty(value),
    position: (path, part) => lines.position(file, locate(root, path, part)),
    writtenText: (path) => {
      const node = nodeAt(root, path);
      return node === undefined ? undefined : text.slice(node.at, node.end);
    },
  };
}

function locate(root: JsonNode, path: Path, part: "key" | "value"): number {
  let node = root;
  for (const [i, step] of path.entries()) {
    const field = typeof step === "string" ? node.fields?.get(step) : undefined;
    const next = field?.node ?? (typeof step === "number" ? node.items?.[step] : undefined);
    if (next === undefined) return node.at;
    if (field !== undefined && part === "key" && i === path.length - 1) return field.at;
    node = next;
  }
  return node.at;
}

function nodeAt(root: JsonNode, path: Path): JsonNode | undefined {
  let node: JsonNode | undefined = root;
  for (const step of path) node = typeof step === "string" ? node?.fields?.get(step)?.node : node?.items?.[step];
  return node;
}

/** Walks over a text that is known to be valid JSON. */
class JsonWalk {
  readonly #text: string;
  readonly #duplicate: (key: string, at: number) => void;

  constructor(text: string, duplicate: (key: string, at: number) => void) {
    this.#text = text;
    this.#duplicate = duplicate;
  }

  value(from: number): JsonNode {
    const at = this.#space(from);
    const open = this.#text[at];
    if (open === "{") return this.#object(at);
    if (open === "[") return this.#array(at);
    if (open === '"') return { at, end: this.#string(at) };
    let end = at;
    while (end < this.#text.length && !",]} \t\r\n".includes(this.#text[end] ?? "")) end++;
    return { at, end };
  }

  #object(at: number): JsonNode {
    const fields = new Map<string, { at: number; node: JsonNode }>();
    let next = this.#space(at + 1);
    while (this.#text[next] !== "}") {
      const end = this.#string(next);
      const key = JSON.parse(this.#text.slice(next, end)) as string;
      if (fields.has(key)) this.#duplicate(key, next);
      const node = this.value(this.#space(end) + 1);
      fields.set(key, { at: next, node });
      next = this.#afterComma(node.end);
    }
    return { at, end: next + 1, fields };
  }

  #array(at: number): JsonNode {
    const items: JsonNode[] = [];
    let next = this.#space(at + 1);
    while (this.#text[next] !== "]") {
      const node = this.value(next);
      items.push(node);
      next = this.#afterComma(node.end);
    }
    return { at, end: next + 1, items };
  }

  #afterComma(end: number): number {
    const next = this.#space(end);
    return this.#text[next] === "," ? this.#space(next + 1) : next;
  }

  #string(at: number): number {
    let end = at + 1;
    while (this.#text[end] !== '"') end += this.#text[end] === "\\" ? 2 : 1;
    return end + 1;
  }

  #space(from: number): number {
    let at = from;
    while (" \t\r\n".includes(this.#text[at] ?? "-")) at++;
    return at;
  }
}
