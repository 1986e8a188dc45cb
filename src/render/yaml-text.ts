/**
 * YAML for Go programs, written rather than printed by a library: the files are few in kind and many in number. What a
 * YAML 1.1 reader could take for something else than a text is quoted.
 */
import type { Plain } from "../spec/plain.ts";

const PLAIN = /^(?:--)?[A-Za-z/](?:[A-Za-z0-9._/@=,:-]*[A-Za-z0-9._/@=,-])?$/;
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|nan|inf|e\d+)$/i;

/** A text as a YAML scalar. */
export const yamlText = (text: string): string =>
  PLAIN.test(text) && !RESERVED.test(text) ? text : JSON.stringify(text).replace(UNPRINTABLE, escaped);

/** What JSON leaves as it is and YAML takes for a line end (1.1) or does not take at all (1.2 section 5.1). */
const UNPRINTABLE = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A value as block YAML, indented, ending in a line end. */
export function yamlBlock(value: Plain, indent = ""): string {
  if (typeof value === "string") return `${yamlText(value)}\n`;
  if (typeof value !== "object") return `${value}\n`;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]\n";
    return value.map((item) => `${indent}- ${nested(item, `${indent}  `, true)}`).join("");
  }
  const entries = Object.entries(value as Record<string, Plain>);
  if (entries.length === 0) return "{}\n";
  return entries.map(([key, item]) => `${indent}${yamlText(key)}:${nested(item, `${indent}  `, false)}`).join("");
}

/** Lines that stand as they are in a literal block: nothing before the first, nothing lost behind the last. */
const LITERAL = /^(?:[!-~][ -~]*\n)(?:[ -~]*\n)*$/;

/** A text of several lines, each below the other. */
function literal(text: string, indent: string): string {
  return `|\n${text.replace(/^(?=[^\n])/gm, indent)}`;
}

function nested(value: Plain, indent: string, inList: boolean): string {
  if (typeof value === "string" && LITERAL.test(value) && !value.endsWith("\n\n")) {
    return `${inList ? "" : " "}${literal(value, indent)}`;
  }
  const scalar = typeof value !== "object" || (Array.isArray(value) ? value : Object.keys(value)).length === 0;
  if (scalar) return inList ? yamlBlock(value) : ` ${yamlBlock(value)}`;
  // The first line of a mapping in a list stands behind the dash.
  if (inList) return yamlBlock(value, indent).slice(indent.length);
  return `\n${yamlBlock(value, Array.isArray(value) ? indent.slice(2) : indent)}`;
}
