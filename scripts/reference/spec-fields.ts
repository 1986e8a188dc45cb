/** The fields of a specification, from its JSON Schema. */
import { code, codes, list, page, section } from "./markdown.ts";

/** As much of JSON Schema as the specification's uses. */
export interface Schema {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

export function specPage(schema: Schema): string {
  const required = new Set(schema.required);
  return page(
    "# Fields of a specification",
    "A specification is YAML or JSON. Fields that are not required have a default, so that a short document is a whole cluster.\n" +
      "The same as a JSON Schema: `kubepki schema`. kubeadm's files are a specification too: see\n" +
      "[kubeadm files](../guide/kubeadm-files.md).",
    ...Object.entries(schema.properties ?? {}).map(([name, field]) =>
      section(`## ${name}`, list(fieldLines(name, field, required.has(name)))),
    ),
  );
}

/** The field itself, then every field below it. */
function fieldLines(path: string, schema: Schema, required: boolean): string[] {
  const { description = "", default: standard, examples = [] } = schema;
  const parts = [
    `${code(path)}: ${typeText(schema)}${required ? ", required" : ""}.`,
    description,
    standard === undefined ? "" : `Default ${code(plain(standard))}.`,
    examples.length === 0 ? "" : `For example ${codes(examples.map(plain))}.`,
  ];
  return [parts.filter((part) => part !== "").join(" "), ...belowLines(path, schema)];
}

function belowLines(path: string, schema: Schema): string[] {
  const { properties = {}, required = [], items, anyOf = [], additionalProperties: others } = schema;
  return [
    ...Object.entries(properties).flatMap(([name, field]) =>
      fieldLines(`${path}.${name}`, field, required.includes(name)),
    ),
    ...(items === undefined ? [] : belowLines(`${path}[]`, items)),
    ...anyOf.flatMap((one) => belowLines(path, one)),
    ...(typeof others === "object" ? belowLines(`${path}.<name>`, others) : []),
  ];
}

function typeText(schema: Schema): string {
  const { type, enum: values, items, anyOf, additionalProperties: others } = schema;
  if (schema.const !== undefined) return code(String(schema.const));
  if (values !== undefined) return values.map((value) => code(String(value))).join(" or ");
  if (anyOf !== undefined) return [...new Set(anyOf.map(typeText))].join(" or ");
  if (type === "array") return `list of ${items === undefined ? "anything" : typeText(items)}`;
  if (type === "object") return typeof others === "object" ? `mapping of names to ${typeText(others)}` : "mapping";
  if (type === "string") return "text";
  return type ?? "anything";
}

const plain = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
