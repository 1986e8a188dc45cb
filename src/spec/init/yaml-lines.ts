/** A document's text: mappings as blocks two levels deep, what is inside them on one line each. */
import type { Plain } from "../plain.ts";

/** Texts that YAML takes for something else when they are not quoted. */
const NOT_TEXT = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
const WORD = /^[A-Za-z/][\w./@+-]*(?::[\w./@+-]+)*$/;
const ADDRESS = /^\d+\.\d+\.\d+\.\d+(?:\/\d+)?$/;
const DURATION = /^\d+[ywdhms]$/;

/** Plain where every YAML reader takes it for this text, quoted otherwise. */
export function scalar(value: string): string {
  const plain = (WORD.test(value) && !NOT_TEXT.test(value)) || ADDRESS.test(value) || DURATION.test(value);
  return plain ? value : JSON.stringify(value);
}

const isList = (value: Plain): value is readonly Plain[] => Array.isArray(value);

/** On one line: `[a, b]`, `{name: cp-1, roles: [control-plane]}`. */
export function flow(value: Plain): string {
  if (typeof value === "string") return scalar(value);
  if (typeof value !== "object") return String(value);
  if (isList(value)) return `[${value.map(flow).join(", ")}]`;
  return `{${Object.entries(value)
    .map(([key, one]) => `${scalar(key)}: ${flow(one)}`)
    .join(", ")}}`;
}

/** The lines of one field. Lists of mappings have a line for each. */
export function fieldLines(key: string, value: Plain, depth = 0): string[] {
  const indent = "  ".repeat(depth);
  const head = `${indent}${scalar(key)}:`;
  if (typeof value === "object" && isList(value) && value.some((one) => typeof one === "object")) {
    return [head, ...value.map((one) => `${indent}  - ${flow(one)}`)];
  }
  const isBlock = typeof value === "object" && !isList(value) && depth < 2 && Object.keys(value).length > 0;
  if (!isBlock) return [`${head} ${flow(value)}`];
  return [head, ...Object.entries(value).flatMap(([inner, one]) => fieldLines(inner, one, depth + 1))];
}

/** A comment, broken at words. */
export function commentLines(text: string, width = 100): string[] {
  const lines: string[] = [];
  let line = "#";
  for (const word of text.split(" ")) {
    if (line.length + 1 + word.length > width && line !== "#") {
      lines.push(line);
      line = "#";
    }
    line += ` ${word}`;
  }
  return [...lines, line];
}
