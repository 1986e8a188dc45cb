/** What the document's schema is written with. */
import type { Either, Field, FieldMeta, Fields, List, MapOf, Mapping, Shape, Words } from "./shape.ts";

/** A field that has to be there. */
export const required = <T extends Shape>(
  shape: T,
  description: string,
  more: Partial<FieldMeta> = {},
): Field<T, true> => ({ shape, needed: true, meta: { description, ...more } });

/** An optional field. Almost all are: a short document is a whole cluster. */
export const optional = <T extends Shape>(
  shape: T,
  description: string,
  more: Partial<FieldMeta> = {},
): Field<T, false> => ({ shape, needed: false, meta: { description, ...more } });

export const mapping = <const T extends Fields>(fields: T): Mapping<T> => ({ is: "mapping", fields });

export const mapOf = <const T extends Shape>(of: T): MapOf<T> => ({ is: "map", of });

export const list = <const T extends Shape>(of: T): List<T> => ({ is: "list", of });

export const either = <const T extends readonly Shape[]>(of: T): Either<T> => ({ is: "either", of });

/** Text that says something. */
export const text = { is: "text" } as const;

/** A text that may be empty. */
export const anyText = { is: "string" } as const;

export const number = { is: "number" } as const;

export const integer = { is: "integer" } as const;

export const boolean = { is: "boolean" } as const;

/** A list of texts, or one text in its place. */
export const texts = either([text, list(text)]);

/** One of a few words. */
export const oneOf = <const T extends string>(words: readonly T[]): Words<T> => ({ is: "words", words });

/** The keys of a table of the catalogue, as they are typed there. */
export const idsOf = <T extends string>(table: Readonly<Partial<Record<T, unknown>>>): T[] => Object.keys(table) as T[];
