/** The schema's findings in our own words. */
import * as z from "zod/mini";
import type { Report } from "../../source/report.ts";
import { below, type Path, type Place } from "../../source/source-document.ts";
import { list, suggest } from "../grammar/near-name.ts";
import { type ClusterDocument, clusterSchema } from "./schema.ts";

type ZodIssue = z.core.$ZodIssue;

/**
 * Reports what is wrong with the shape. The document comes back without the faulty parts, so that the rest of it can
 * be judged as well: every issue is reported at once.
 */
export function checkShape(place: Place, report: Report): Partial<ClusterDocument> {
  const { value } = place.document;
  const result = z.safeParse(clusterSchema, value, { jitless: true });
  if (result.success) return result.data;
  const sound = structuredClone(value) as Record<string, unknown>;
  const faulty: Path[] = [];
  for (const issue of result.error.issues) {
    for (const { path, keys } of reportIssue(issue, [], place, report)) {
      faulty.push(...(keys === undefined ? [path] : keys.map((key) => [...path, key])));
    }
  }
  for (const path of faulty) remove(sound, path);
  return compact(sound) as Partial<ClusterDocument>;
}

/** Whether a branch of a union was not meant at all: the value is of another type. */
const isOtherType = ({ code, path }: ZodIssue, isText: boolean): boolean =>
  path.length === 0 && (code === "invalid_type" || (code === "invalid_value" && !isText));

interface Fault {
  readonly path: Path;
  readonly keys?: readonly string[];
}

/** Reports an issue; a union's by the branch that the value's type was meant for. Returns where the faults are. */
function reportIssue(issue: ZodIssue, above: Path, root: Place, report: Report): readonly Fault[] {
  const path = [...above, ...(issue.path as Path)];
  if (issue.code === "invalid_union") {
    const isText = typeof valueAt(root.document.value, path) === "string";
    const meant = issue.errors.find((errors) => !errors.some((inner) => isOtherType(inner, isText)));
    if (meant !== undefined) return meant.flatMap((inner) => reportIssue(inner, path, root, report));
    // A branch of fixed words says so by its values, the others by their type.
    const expected = issue.errors.map(([first]) =>
      first !== undefined && "expected" in first ? typeName(first.expected) : "text",
    );
    report.error(below(root, ...path), wrongType([...new Set(expected)].join(" or "), path, root));
    return [{ path }];
  }
  if (issue.code === "unrecognized_keys") {
    const allowed = issue.message.split(" ");
    for (const key of issue.keys) {
      report.errorAtKey(below(root, ...path, key), `unknown field \`${key}\``, suggest(key, allowed));
    }
    return [{ path, keys: issue.keys }];
  }
  const value = valueAt(root.document.value, path);
  if (value === undefined) {
    const name = String(path.at(-1) ?? "");
    report.error(below(root, ...path), `the field \`${name}\` is missing`, MISSING[name]);
  } else if (issue.code === "invalid_value" && typeof value === "object") {
    report.error(below(root, ...path), wrongType("text", path, root), `allowed: ${list(issue.values.map(String))}`);
  } else if (issue.code === "invalid_type") {
    report.error(
      below(root, ...path),
      wrongType(typeName(issue.expected), path, root),
      quoteRemedy(issue.expected, value),
    );
  } else if (issue.code === "invalid_value") {
    const allowed = issue.values.map(String);
    const remedy = typeof value === "string" ? withAllowed(value, allowed) : `allowed: ${list(allowed)}`;
    report.error(below(root, ...path), `\`${String(value)}\` is not allowed here`, remedy);
  } else {
    report.error(below(root, ...path), "the field is empty", "write a value or leave the field out");
  }
  return [{ path }];
}

const MISSING: Readonly<Record<string, string>> = {
  hosts: "list the machines: hosts: [{name: cp-1, roles: [control-plane], addresses: [10.0.0.11]}]",
  namespace: "write the namespace of the Service",
};

function withAllowed(value: string, allowed: readonly string[]): string {
  const near = suggest(value, allowed);
  return near.startsWith("allowed") || allowed.length === 1 ? near : `${near} allowed: ${list(allowed)}`;
}

/** The schema's type names in words a person uses for YAML. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a mapping",
  record: "a mapping",
};
const typeName = (expected: string): string => TYPE_NAMES[expected] ?? expected;

function wrongType(expected: string, path: Path, root: Place): string {
  return `expected ${expected}, found ${describe(valueAt(root.document.value, path))}`;
}

export function describe(value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (value === null || value === undefined) return "nothing";
  if (typeof value === "object") return "a mapping";
  if (typeof value === "string") return "text";
  return typeof value === "number" ? `the number ${value}` : String(value);
}

const quoteRemedy = (expected: string, value: unknown): string | undefined =>
  expected === "string" && typeof value !== "object" ? `put it in quotes: "${String(value)}"` : undefined;

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
