/** The published JSON Schema, from the shape that documents are checked by. */
import { clusterSchema } from "./schema.ts";
import { SCHEMA_ID } from "./schema-id.ts";
import type { Fields, Shape } from "./shape.ts";

type JsonSchema = Record<string, unknown>;

/** Draft 2020-12, with a description of every field, as editors show it. */
export function clusterJsonSchema(): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: SCHEMA_ID,
    title: "kubepki Cluster",
    description: "What the trust of a Kubernetes cluster is made from.",
    ...jsonSchemaOf(clusterSchema),
  };
}

function jsonSchemaOf(shape: Shape): JsonSchema {
  switch (shape.is) {
    case "text":
      return { type: "string", minLength: 1 };
    case "integer":
      return { type: "integer", minimum: Number.MIN_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER };
    case "words":
      return { type: "string", ...(shape.words.length === 1 ? { const: shape.words[0] } : { enum: shape.words }) };
    case "list":
      return { type: "array", items: jsonSchemaOf(shape.of) };
    case "map":
      return { type: "object", propertyNames: { type: "string" }, additionalProperties: jsonSchemaOf(shape.of) };
    case "mapping":
      return { type: "object", ...propertiesOf(shape.fields), additionalProperties: false };
    case "either":
      return { anyOf: shape.of.map(jsonSchemaOf) };
    default:
      return { type: shape.is };
  }
}

function propertiesOf(fields: Fields): JsonSchema {
  const entries = Object.entries(fields);
  const properties = entries.map(([name, { meta, shape }]) => [name, { ...meta, ...jsonSchemaOf(shape) }] as const);
  const required = entries.filter(([, { needed }]) => needed).map(([name]) => name);
  return { properties: Object.fromEntries(properties), ...(required.length === 0 ? {} : { required }) };
}

/** The text of the file. */
export const clusterJsonSchemaText = (): string => `${JSON.stringify(clusterJsonSchema(), undefined, 2)}\n`;
