/** A value against a shape: what is wrong, as data. */
import type { Path } from "../../source/source-document.ts";
import type { Fields, Shape } from "./shape.ts";

/** `at` is where, seen from the value that was checked. */
export type Fault = { readonly at: Path } & (
  | { readonly is: "type"; readonly expected: Shape["is"] }
  | { readonly is: "words"; readonly allowed: readonly string[] }
  | { readonly is: "empty" | "missing" }
  | { readonly is: "unknown"; readonly keys: readonly string[]; readonly allowed: readonly string[] }
  /** No branch fits; the faults of each. */
  | { readonly is: "either"; readonly branches: readonly (readonly Fault[])[] }
);

/**
 * The value, its fields in the order of the shape whatever the order in the document. Faults are added to `faults`; what
 * comes back then is of no use.
 */
export function checkShape(value: unknown, shape: Shape, at: Path, faults: Fault[]): unknown {
  switch (shape.is) {
    case "mapping":
      if (isMapping(value)) return checkFields(value, shape.fields, at, faults);
      break;
    case "map":
      if (isMapping(value)) {
        const entries = Object.entries(value);
        return Object.fromEntries(
          entries.map(([key, item]) => [key, checkShape(item, shape.of, [...at, key], faults)]),
        );
      }
      break;
    case "list":
      if (Array.isArray(value)) return value.map((item, i) => checkShape(item, shape.of, [...at, i], faults));
      break;
    case "either":
      return checkBranches(value, shape.of, at, faults);
    case "words":
      if (!(shape.words as readonly unknown[]).includes(value)) {
        faults.push({ at, is: "words", allowed: shape.words });
      }
      return value;
    default:
      if (fits(value, shape.is)) {
        if (value === "" && shape.is === "text") faults.push({ at, is: "empty" });
        return value;
      }
      if (shape.is === "integer" && !Number.isFinite(value)) {
        faults.push({ at, is: "type", expected: "number" });
        return value;
      }
  }
  faults.push({ at, is: "type", expected: shape.is });
  return value;
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function fits(value: unknown, type: "text" | "string" | "number" | "integer" | "boolean"): boolean {
  if (type === "integer") return Number.isSafeInteger(value);
  if (type === "number") return Number.isFinite(value);
  return typeof value === (type === "text" ? "string" : type);
}

function checkFields(value: Record<string, unknown>, fields: Fields, at: Path, faults: Fault[]): unknown {
  const checked: Record<string, unknown> = {};
  let known = 0;
  for (const name in fields) {
    const field = fields[name];
    if (field === undefined) continue;
    if (Object.hasOwn(value, name)) {
      known++;
      checked[name] = checkShape(value[name], field.shape, [...at, name], faults);
    } else if (field.needed) faults.push({ at: [...at, name], is: "missing" });
  }
  const keys = Object.keys(value);
  if (keys.length > known) {
    const unknown = keys.filter((key) => !Object.hasOwn(fields, key));
    faults.push({ at, is: "unknown", keys: unknown, allowed: Object.keys(fields) });
  }
  return checked;
}

function checkBranches(value: unknown, shapes: readonly Shape[], at: Path, faults: Fault[]): unknown {
  const branches: Fault[][] = [];
  for (const shape of shapes) {
    const own: Fault[] = [];
    const checked = checkShape(value, shape, [], own);
    if (own.length === 0) return checked;
    branches.push(own);
  }
  faults.push({ at, is: "either", branches });
  return value;
}
