/**
 * What a document's shape is described with: data that checks what is read (check-shape.ts), types what is checked
 * (`Read`), and becomes the published JSON Schema (json-schema.ts).
 */

/** `text` says something, `string` may be empty; `number` is finite. */
export type Shape =
  | { readonly is: "text" | "string" | "number" | "integer" | "boolean" }
  | Words<string>
  | List<Shape>
  | MapOf<Shape>
  | Mapping<Fields>
  | Either<readonly Shape[]>;

/** One of a few words. */
export interface Words<T extends string> {
  readonly is: "words";
  readonly words: readonly T[];
}

export interface List<T> {
  readonly is: "list";
  readonly of: T;
}

/** A mapping with any names. */
export interface MapOf<T> {
  readonly is: "map";
  readonly of: T;
}

/** A mapping with these fields and no others. */
export interface Mapping<T> {
  readonly is: "mapping";
  readonly fields: T;
}

/** The branches are told apart by the value's type. */
export interface Either<T> {
  readonly is: "either";
  readonly of: T;
}

/** What the published JSON Schema says of a field beside its type; editors show it. */
export interface FieldMeta {
  readonly description: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
}

export interface Field<T extends Shape = Shape, Needed extends boolean = boolean> {
  readonly shape: T;
  readonly needed: Needed;
  readonly meta: FieldMeta;
}

export type Fields = Readonly<Record<string, Field>>;

/** The type of a value that has the shape. */
export type Read<T> = T extends { readonly is: "text" | "string" }
  ? string
  : T extends { readonly is: "number" | "integer" }
    ? number
    : T extends { readonly is: "boolean" }
      ? boolean
      : T extends Words<infer Word>
        ? Word
        : T extends List<infer Item>
          ? Read<Item>[]
          : T extends MapOf<infer Item>
            ? Record<string, Read<Item>>
            : T extends Mapping<infer F>
              ? ReadFields<F>
              : T extends Either<infer Branches extends readonly unknown[]>
                ? Read<Branches[number]>
                : never;

type ReadFields<F> = { [K in keyof F as F[K] extends Field<Shape, true> ? K : never]: ReadField<F[K]> } & {
  [K in keyof F as F[K] extends Field<Shape, true> ? never : K]?: ReadField<F[K]> | undefined;
};

type ReadField<F> = F extends { readonly shape: infer S } ? Read<S> : never;
