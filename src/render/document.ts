import type { DesiredDocument, DesiredValue, FileContent } from "../spec/desired.ts";
import type { Plain } from "../spec/plain.ts";
import { yamlBlock } from "./yaml-text.ts";

/** What a content comes to: bytes, a text, a value; undefined while what it follows from is yet to be made. */
export type Rendered = Uint8Array | Plain | undefined;

/** A document put together; undefined when any part of it is. */
export function renderDocument(
  { form, values }: DesiredDocument,
  read: (content: FileContent) => Rendered,
): Uint8Array | string | undefined {
  const [only] = values;
  if (form === "file" && isMaterial(only)) {
    const content = read(only.$);
    return content === undefined || content instanceof Uint8Array ? content : String(content);
  }
  const plain = values.map((value) => plainValue(value, read));
  if (!plain.every((value) => value !== undefined)) return undefined;
  if (form === "objects") return plain.map((value) => yamlBlock(value)).join("---\n");
  if (form === "json") return `${JSON.stringify(plain[0], undefined, 2)}\n`;
  return plain
    .flat()
    .map((line) => `${line}\n`)
    .join("");
}

const isMaterial = (value: DesiredValue | undefined): value is Extract<DesiredValue, { $: FileContent }> =>
  typeof value === "object" && "$" in value;

function plainValue(value: DesiredValue, read: (content: FileContent) => Rendered): Plain | undefined {
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) {
    const items = value.map((item: DesiredValue) => plainValue(item, read));
    return items.every((item) => item !== undefined) ? items : undefined;
  }
  if (isMaterial(value)) {
    const content = read(value.$);
    if (content === undefined || (!value.base64 && !(content instanceof Uint8Array)))
      return content as Plain | undefined;
    return Buffer.from(content as Uint8Array | string).toString("base64");
  }
  const entries = Object.entries(value).map(
    ([field, item]) => [field, plainValue(item as DesiredValue, read)] as const,
  );
  return entries.every(([, item]) => item !== undefined) ? (Object.fromEntries(entries) as Plain) : undefined;
}
