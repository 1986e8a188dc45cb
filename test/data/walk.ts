import type { Catalog } from "../../src/catalog/index.ts";

/** Every text in the catalogue with the path to it: `credentials.apiserver.why`. */
export function textsOf(value: unknown, path = ""): [path: string, text: string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) => textsOf(item, path === "" ? key : `${path}.${key}`));
}

const SPOKEN = /\.(why|without|source|title|ifStolen|where|reload)$/;

/** Reasons, consequences, sources and titles that say nothing. */
export function silentTexts(catalog: Catalog): string[] {
  return textsOf(catalog)
    .filter(([path, text]) => SPOKEN.test(path) && text.trim().length < 2)
    .map(([path]) => `${path} says nothing`);
}

const MUST_SPEAK: Readonly<Partial<Record<keyof Catalog, readonly string[]>>> = {
  authorities: ["title", "why", "ifStolen", "source"],
  topologies: ["title", "why", "source"],
  bindings: ["why", "without", "source"],
  components: ["title", "why"],
  connections: ["title", "without", "source"],
  credentials: ["title", "why", "without", "source"],
  documents: ["title", "why", "without", "source"],
  secrets: ["title", "why", "source"],
  layouts: ["title", "why", "source"],
  settings: ["why", "without", "source"],
  signers: ["why", "source"],
  slots: ["where", "reload", "why", "without", "source"],
  releases: ["source"],
};

/** Entries that lack a text which every entry of their kind has. */
export function missingTexts(catalog: Catalog): string[] {
  return Object.entries(MUST_SPEAK).flatMap(([kind, fields]) =>
    Object.entries(catalog[kind as keyof Catalog]).flatMap(([id, entry]) =>
      fields
        .filter((field) => typeof (entry as unknown as Record<string, unknown>)[field] !== "string")
        .map((field) => `${kind}.${id} has no ${field}`),
    ),
  );
}
