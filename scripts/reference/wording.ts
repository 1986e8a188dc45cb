/** How facts of the catalogue are said on the pages. */
import type { Condition, NameSource, SettingValue, VersionRange } from "../../src/catalog/types.ts";
import { code, codes } from "./markdown.ts";

/** `from 1.36`, `before 1.33.12`, `1.29 to before 1.33.12`; nothing for every release. */
export function versionsText(ranges: readonly VersionRange[] | undefined): string | undefined {
  if (ranges === undefined) return undefined;
  const texts = ranges.map(({ from, before }) => {
    if (from === undefined) return before === undefined ? "all" : `before ${before}`;
    return before === undefined ? `from ${from} on` : `${from} to before ${before}`;
  });
  return texts.join("; ");
}

export const conditionsText = (when: readonly Condition[] | undefined): string | undefined =>
  when === undefined || when.length === 0 ? undefined : codes(when);

export function nameText(source: NameSource): string {
  if ("from" in source) return `what the specification gives as ${code(source.from)}: ${source.why}`;
  return `${code("name" in source ? source.name : source.address)}: ${source.why}`;
}

export function valueText(value: SettingValue): string {
  if ("file" in value) return `the file ${code(value.file)}`;
  if ("text" in value) return code(value.text);
  if ("flag" in value) return code(String(value.flag));
  if ("number" in value) return code(String(value.number));
  return codes(value.list);
}
