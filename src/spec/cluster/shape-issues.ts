/** What is wrong with a document's shape, in words. */
import type { Report } from "../../source/report.ts";
import { below, type Path, type Place } from "../../source/source-document.ts";
import { list, suggest } from "../grammar/near-name.ts";
import { checkShape, type Fault } from "./check-shape.ts";
import { type ClusterDocument, clusterSchema } from "./schema.ts";
import type { Shape } from "./shape.ts";

/**
 * Reports what is wrong with the shape. The document comes back without the faulty parts, so that the rest of it can
 * be judged as well: every issue is reported at once.
 */
export function readDocument(place: Place, report: Report): Partial<ClusterDocument> {
  const { value } = place.document;
  const faults: Fault[] = [];
  const checked = checkShape(value, clusterSchema, [], faults);
  if (faults.length === 0) return checked as ClusterDocument;
  const sound = structuredClone(value) as Record<string, unknown>;
  for (const path of faults.flatMap((fault) => reportFault(fault, [], place, report))) remove(sound, path);
  return compact(sound) as Partial<ClusterDocument>;
}

/** Whether a branch was not meant at all: the value is of another type. */
const isOtherType = ({ is, at }: Fault, isText: boolean): boolean =>
  at.length === 0 && (is === "type" || (is === "words" && !isText));

/** Reports a fault; one of several branches by that which the value's type was meant for. Returns where the faults are. */
function reportFault(fault: Fault, above: Path, root: Place, report: Report): readonly Path[] {
  const path = [...above, ...fault.at];
  const value = valueAt(root.document.value, path);
  const error = (message: string, remedy?: string): readonly Path[] => {
    report.error(below(root, ...path), message, remedy);
    return [path];
  };
  switch (fault.is) {
    case "either": {
      const isText = typeof value === "string";
      const meant = fault.branches.find((faults) => !faults.some((inner) => isOtherType(inner, isText)));
      if (meant !== undefined) return meant.flatMap((inner) => reportFault(inner, path, root, report));
      // A branch of fixed words wants a text.
      const expected = fault.branches.map(([first]) => (first?.is === "type" ? TYPE_NAMES[first.expected] : "text"));
      return error(wrongType([...new Set(expected)].join(" or "), value));
    }
    case "unknown":
      for (const key of fault.keys) {
        report.errorAtKey(below(root, ...path, key), `unknown field \`${key}\``, suggest(key, fault.allowed));
      }
      return fault.keys.map((key) => [...path, key]);
    case "missing": {
      const name = String(path.at(-1) ?? "");
      return error(`the field \`${name}\` is missing`, MISSING[name]);
    }
    case "type":
      return error(wrongType(TYPE_NAMES[fault.expected], value), quoteRemedy(fault.expected, value));
    case "words":
      if (typeof value === "object") return error(wrongType("text", value), `allowed: ${list(fault.allowed)}`);
      return error(
        `\`${String(value)}\` is not allowed here`,
        typeof value === "string" ? withAllowed(value, fault.allowed) : `allowed: ${list(fault.allowed)}`,
      );
    case "empty":
      return error("the field is empty", "write a value or leave the field out");
  }
}

const MISSING: Readonly<Record<string, string>> = {
  hosts: "list the machines: hosts: [{name: cp-1, roles: [control-plane], addresses: [10.0.0.11]}]",
  namespace: "write the namespace of the Service",
};

function withAllowed(value: string, allowed: readonly string[]): string {
  const near = suggest(value, allowed);
  return near.startsWith("allowed") || allowed.length === 1 ? near : `${near} allowed: ${list(allowed)}`;
}

/** Types in words a person uses for YAML. */
const TYPE_NAMES: Readonly<Record<Shape["is"], string>> = {
  text: "text",
  string: "text",
  words: "text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  list: "a list",
  mapping: "a mapping",
  map: "a mapping",
  either: "something else",
};

const wrongType = (expected: string, value: unknown): string => `expected ${expected}, found ${describe(value)}`;

export function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string") return "text";
  return typeof value === "number" ? `the number ${value}` : String(value);
}

const quoteRemedy = (expected: Shape["is"], value: unknown): string | undefined =>
  (expected === "text" || expected === "string") && typeof value !== "object"
    ? `put it in quotes: "${String(value)}"`
    : undefined;

function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const step of path)
    at = typeof at === "object" && at !== null ? (at as Record<string, unknown>)[step] : undefined;
  return at;
}

function remove(root: unknown, path: Path): void {
  const parent = valueAt(root, path.slice(0, -1));
  const last = path.at(-1);
  if (last === undefined || typeof parent !== "object" || parent === null) return;
  (parent as Record<string, unknown>)[last] = undefined;
}

/** Without fields that were taken out; entries of lists stay as holes, so that the others keep their place. */
function compact(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(compact);
  const kept = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(kept.map(([key, field]) => [key, compact(field)]));
}
