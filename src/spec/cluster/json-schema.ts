/** The published JSON Schema, generated from the schema that checks documents. */
import * as z from "zod/mini";
import { clusterSchema } from "./schema.ts";
import { SCHEMA_ID } from "./schema-id.ts";
import { fieldMeta } from "./schema-parts.ts";

/** Draft 2020-12, with a description of every field, as editors show it. */
export function clusterJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(clusterSchema, { metadata: fieldMeta, io: "input" });
  return {
    $schema,
    $id: SCHEMA_ID,
    title: "kubepki Cluster",
    description: "What the trust of a Kubernetes cluster is made from.",
    ...schema,
  };
}

/** The text of the file. */
export const clusterJsonSchemaText = (): string => `${JSON.stringify(clusterJsonSchema(), undefined, 2)}\n`;
