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

/** A list of plain values over several lines, as JSON.stringify writes it. */
const SCALAR_LIST = /^(.*)\[\n\s*((?:"(?:[^"\\]|\\.)*"|[\d.]+)(?:,\n\s*(?:"(?:[^"\\]|\\.)*"|[\d.]+))*)\n\s*\]/gm;
/** Columns, the project's formatter's. */
const WIDTH = 120;

/** The text of the file, with lists of plain values on one line where they fit, as the formatter wants them. */
export const clusterJsonSchemaText = (): string =>
  `${JSON.stringify(clusterJsonSchema(), undefined, 2)}\n`.replace(
    SCALAR_LIST,
    (whole, before: string, items: string) => {
      const line = `${before}[${items.replace(/,\n\s*/g, ", ")}]`;
      return line.length < WIDTH ? line : whole;
    },
  );
