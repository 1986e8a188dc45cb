/** What the document's schema is built from: fields with a description, so that editors show it. */
import * as z from "zod/mini";

/** What the published JSON Schema says of a field beside its type. */
export interface FieldMeta {
  readonly description: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

export const fieldMeta = z.registry<FieldMeta>();

/** A field that has to be there. The type is one made for this field: the description belongs to it. */
export const required = <T extends z.core.$ZodType>(type: T, description: string, more: Partial<FieldMeta> = {}): T => {
  fieldMeta.add(type, { description, ...more });
  return type;
};

/** An optional field. Almost all are: a short document is a whole cluster. */
export const optional = <T extends z.core.$ZodType>(type: T, description: string, more: Partial<FieldMeta> = {}) =>
  required(z.optional(type), description, more);

/**
 * A mapping with these fields and no others. The allowed names travel in the message of the issue about an unknown
 * one, where the translation to our own issues finds them.
 */
export const mapping = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(" ") : undefined),
  });

/** Text that says something. */
export const text = () => z.string().check(z.minLength(1));

/** A list of texts, or one text in its place. */
export const texts = () => z.union([text(), z.array(text())]);

/** One of a few words. */
export const oneOf = <const T extends string>(values: readonly T[]) => z.enum(values as [T, ...T[]]);

/** The keys of a table of the catalogue, as they are typed there. */
export const idsOf = <T extends string>(table: Readonly<Partial<Record<T, unknown>>>): T[] => Object.keys(table) as T[];
