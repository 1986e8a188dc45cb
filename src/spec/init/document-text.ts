import { API_VERSION, clusterSchema, KIND } from "../cluster/schema.ts";
import { SCHEMA_ID } from "../cluster/schema-id.ts";
import type { Plain } from "../plain.ts";
import { commentLines, fieldLines } from "./yaml-lines.ts";

type FieldName = keyof typeof clusterSchema.fields;

/** The fields of a document, without its head, in the order in which they are written. */
export type DocumentFields = Partial<Record<FieldName, Plain>>;

/** Speaks for itself in every document. */
const UNCOMMENTED: readonly string[] = ["name", "hosts"];

const describe = (name: string): string[] => {
  const description = UNCOMMENTED.includes(name)
    ? undefined
    : clusterSchema.fields[name as FieldName]?.meta.description;
  return description === undefined ? [] : commentLines(description);
};

/** A document with the schema's descriptions as comments, and what it might say further commented out. */
export function documentText(fields: DocumentFields, further: DocumentFields = {}, schema = SCHEMA_ID): string {
  const lines = [`# yaml-language-server: $schema=${schema}`, `apiVersion: ${API_VERSION}`, `kind: ${KIND}`];
  for (const [name, value] of Object.entries(fields)) {
    const comment = describe(name);
    // Commented fields stand apart.
    if (comment.length > 0 || name === "hosts") lines.push("");
    lines.push(...comment, ...fieldLines(name, value));
  }
  for (const [name, value] of Object.entries(further)) {
    lines.push("", ...describe(name), ...fieldLines(name, value).map((line) => `# ${line}`));
  }
  return `${lines.join("\n")}\n`;
}
