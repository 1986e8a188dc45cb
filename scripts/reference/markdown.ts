/** Markdown that reads well as plain text, too. */
import { wrapProse } from "./wrap.ts";

/** Every generated page begins with this, so that nobody edits one by hand. */
export const GENERATED = "<!-- Made by `npm run docs` from the code; do not edit. -->";

export const code = (text: string): string => `\`${text}\``;

export const codes = (texts: readonly string[]): string => texts.map(code).join(", ");

/** Lines of a page or a section; undefined ones are left out. Sections are parted by an empty line. */
export const page = (...parts: readonly (string | undefined)[]): string =>
  wrapProse(`${[GENERATED, ...parts.filter((part) => part !== undefined)].join("\n\n")}\n`);

export const section = (...parts: readonly (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== "").join("\n\n");

/** Undefined or empty items are left out. */
export const list = (items: readonly (string | undefined)[]): string =>
  items
    .filter((item) => item !== undefined && item !== "")
    .map((item) => `- ${item}`)
    .join("\n");

/** `name: text` as an item, or nothing when there is no text. */
export const item = (name: string, text: string | undefined): string | undefined =>
  text === undefined || text === "" ? undefined : `${name}: ${text}`;

/** The anchor that a heading gets on GitHub. */
export const anchor = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, "")
    .replaceAll(" ", "-");

/** A link to a heading of a page of this folder, or of the same page when `file` is empty. */
export const link = (file: string, heading: string): string => `[${code(heading)}](${file}#${anchor(heading)})`;

/** A table whose columns line up, as the formatter writes it. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [headings, ...rows].map((row) => row.map((cell) => cell.replaceAll("|", "\\|").replaceAll("\n", " ")));
  const widths = headings.map((_, column) => Math.max(3, ...cells.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`;
  const rule = line(widths.map((width) => "-".repeat(width)));
  const [head = [], ...body] = cells;
  return [line(head), rule, ...body.map(line)].join("\n");
}

/** Keys of a table of the catalogue, typed as there. */
export const idsOf = <T extends string>(entries: Readonly<Partial<Record<T, unknown>>>): T[] =>
  Object.keys(entries) as T[];
