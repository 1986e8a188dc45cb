/** Kubernetes objects of a tree one by one, those in lists too, with the certificates that stand in their fields. */
import type { Content, Place } from "../inventory/actual.ts";
import type { HeldOf } from "../inventory/held.ts";
import { fieldText, type Path } from "../source/source-document.ts";
import type { Certificate } from "../x509/certificate.ts";
import type { Scene } from "./scene.ts";

type Fields = Readonly<Record<string, unknown>>;

export interface FoundObject {
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly value: Fields;
  /** Where it stands, or a field of it. */
  readonly place: (path?: Path) => Place;
  /** What stands in a field: certificates, keys. */
  readonly at: (path: Path) => readonly Content[];
  /** All that it holds. */
  readonly holds: readonly Content[];
}

export const fieldsOf = (value: unknown): Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};

export const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const textOf = (value: unknown): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

export function objectsOf({ objects }: Scene): FoundObject[] {
  return objects.flatMap((held) => {
    const value = fieldsOf(held.content.value);
    if (!held.content.objectKind.endsWith("List")) return [found(held, value, [])];
    const listed = held.content.objectKind.slice(0, -4);
    return itemsOf(value.items).map((one, i) => found(held, { kind: listed, ...fieldsOf(one) }, ["items", i]));
  });
}

function found(held: HeldOf<"object">, value: Fields, prefix: Path): FoundObject {
  const metadata = fieldsOf(value.metadata);
  const { holds } = held.content;
  const below = (path: Path): string => fieldText([...prefix, ...path]);
  const own = prefix.length === 0 ? "" : below([]);
  return {
    kind: textOf(value.kind) ?? held.content.objectKind,
    name: textOf(metadata.name) ?? "",
    namespace: textOf(metadata.namespace) ?? "",
    value,
    place: (path = []) => {
      const field = below(path);
      return { ...held.place, ...(field === "" ? {} : { field }) };
    },
    // `data["tls.crt"], block 2`
    at: (path) => holds.filter(({ within: { field = "" } }) => field.split(", ")[0] === below(path)),
    holds: holds.filter(({ within: { field = "" } }) => field.startsWith(own)),
  };
}

export const certificatesIn = (contents: readonly Content[]): Certificate[] =>
  contents.flatMap((one) => (one.kind === "certificate" ? [one.certificate] : []));
