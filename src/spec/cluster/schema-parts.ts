/** What the document's schema is built from: fields with a description, so that editors show it. */
import * as z from "zod/mini";

/** What the published JSON Schema says of a field beside its type. */
export interface FieldMeta {
  readonly description: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

export const fieldMeta = z.registry<FieldMeta>();

/** A field that has to be there. */
export const required = <T extends z.core.$ZodType>(type: T, description: string, more: Partial<FieldMeta> = {}): T =>
  described(z.clone(type), description, more);

/** The description belongs to the type, so the type is one made for this field. */
function described<T extends z.core.$ZodType>(type: T, description: string, more: Partial<FieldMeta>): T {
  fieldMeta.add(type, { description, ...more });
  return type;
}

/** An optional field. Almost all are: a short document is a whole cluster. */
export const optional = <T extends z.core.$ZodType>(type: T, description: string, more: Partial<FieldMeta> = {}) =>
  described(z.optional(type), description, more);

/**
 * A mapping with these fields and no others. The allowed names travel in the message of the issue about an unknown
 * one, where the translation to our own issues finds them.
 */
export const mapping = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === "unrecognized_keys" ? Object.keys(shape).join(" ") : undefined),
  });

/** Types are made at every start, which takes time: those that many fields have are made once. */
const TEXT = z.string().check(z.minLength(1));
const TEXTS = z.union([TEXT, z.array(TEXT)]);

/** Text that says something. */
export const text = () => TEXT;

/** A list of texts, or one text in its place. */
export const texts = () => TEXTS;

/** One of a few words. */
export const oneOf = <const T extends string>(values: readonly T[]) => z.enum(values as [T, ...T[]]);

/** The keys of a table of the catalogue, as they are typed there. */
export const idsOf = <T extends string>(table: Readonly<Partial<Record<T, unknown>>>): T[] => Object.keys(table) as T[];
