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
      "[kubeadm files](../guide/kubeadm-files.md). A `*` stands for each of the fields above it that are mappings of one shape.",
    ...Object.entries(schema.properties ?? {}).map(([name, field]) =>
      section(`## ${name}`, list(fieldLines(name, field, required.has(name)))),
    ),
  );
}

/** The field itself, then every field below it. */
function fieldLines(path: string, schema: Schema, required: boolean, before?: Schema): string[] {
  const { description = "", default: standard, examples = [] } = schema;
  const parts = [
    `${code(path)}: ${typeAfter(schema, before)}${required ? ", required" : ""}.`,
    description,
    standard === undefined ? "" : `Default ${code(plain(standard))}.`,
    examples.length === 0 ? "" : `For example ${codes(examples.map(plain))}.`,
  ];
  return [parts.filter((part) => part !== "").join(" "), ...belowLines(path, schema)];
}

function belowLines(path: string, schema: Schema): string[] {
  const { properties = {}, required = [], items, anyOf = [], additionalProperties: others } = schema;
  return [
    ...Object.entries(properties).flatMap(([name, field], i, fields) => {
      const own = `${path}.${name}`;
      if (!isOneOfMany(fields, i)) return fieldLines(own, field, required.includes(name), fields[i - 1]?.[1]);
      const [line = ""] = fieldLines(own, field, required.includes(name));
      return isOneOfMany(fields, i + 1) ? [line] : [line, ...belowLines(`${path}.*`, field)];
    }),
    ...(items === undefined ? [] : belowLines(`${path}[]`, items)),
    ...anyOf.flatMap((one) => belowLines(path, one)),
    ...(typeof others === "object" ? belowLines(`${path}.<name>`, others) : []),
  ];
}

/** Whether a mapping is one of a row of mappings of the same shape: what is below them is then said once, as `*`. */
function isOneOfMany(fields: readonly (readonly [string, Schema])[], i: number): boolean {
  const shape = (at: number): string | undefined => {
    const properties = fields[at]?.[1].properties;
    return properties === undefined ? undefined : JSON.stringify(properties);
  };
  const own = shape(i);
  return own !== undefined && (shape(i - 1) === own || shape(i + 1) === own);
}

/** A long choice of words is said once for fields in a row. */
function typeAfter(schema: Schema, before: Schema | undefined): string {
  const text = typeText(schema);
  return text.length > 80 && before !== undefined && typeText(before) === text ? "the same words" : text;
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
