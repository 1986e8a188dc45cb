import type { SourcePosition } from "./issue.ts";
import { MAX_DEPTH } from "./nesting.ts";

/** The way to a field: keys and list indices. */
export type Path = readonly (string | number)[];

/** One document of a source, read into plain values, that still knows where each of them stood. */
export interface SourceDocument {
  readonly file: string;
  /** Plain values as of JSON. A field that is written but left empty (null) is taken as not written, as Kubernetes does. */
  readonly value: unknown;
  /** Of a value, or of the key before it; the nearest enclosing one when there is nothing at the path. */
  position(path: Path, part: "key" | "value"): SourcePosition;
  /** A scalar as it is written: 1.40 is the number 1.4, and a version. */
  writtenText(path: Path): string | undefined;
}

/** A field in a document. */
export interface Place {
  readonly document: SourceDocument;
  readonly path: Path;
}

export const below = (place: Place, ...path: Path): Place => ({
  document: place.document,
  path: [...place.path, ...path],
});

/** `hosts[2].addresses[0]`; a key with unusual characters is quoted. */
export function fieldText(path: Path): string {
  let text = "";
  for (const part of path) {
    if (typeof part === "number") text += `[${part}]`;
    else if (/^[\w-]+$/.test(part)) text += text === "" ? part : `.${part}`;
    else text += `[${JSON.stringify(part)}]`;
  }
  return text;
}

/**
 * Without the fields that are written but empty; the list or mapping itself when it has none. Throws a RangeError when
 * it is nested too deeply, which a chain of aliases can be.
 */
export function withoutEmpty(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) throw new RangeError("nested too deeply");
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = withoutEmpty(value[i], depth + 1);
    return value;
  }
  if (typeof value !== "object" || value === null) return value;
  const fields = value as Record<string, unknown>;
  for (const key of Object.keys(fields)) {
    if (fields[key] === null || fields[key] === undefined) delete fields[key];
    else fields[key] = withoutEmpty(fields[key], depth + 1);
  }
  return fields;
}
