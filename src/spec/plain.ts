/** A value that YAML and JSON can say. */
export type Plain = string | number | boolean | readonly Plain[] | { readonly [key: string]: Plain };
