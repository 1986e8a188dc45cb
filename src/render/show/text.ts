/** Descriptions for the terminal. */
import type { Description, Entry, Topic, TopicKind } from "./description.ts";

/** Names longer than this get a line of their own. */
const LONGEST_NAME = 26;

export interface TextOptions {
  readonly columns: number;
  readonly bold: (text: string) => string;
}

export function descriptionText(described: Description, { columns, bold }: TextOptions): string {
  const { id, title, why, without, cluster, unit, alsoIn, sections, source, alsoNamed, of } = described;
  const where = unit === undefined ? "" : `, ${unit}`;
  const lines = [
    bold(`${id}: ${title}`),
    `  ${KIND[of]} ${cluster === undefined ? "of Kubernetes in general" : `of the cluster ${cluster}${where}`}`,
    "",
  ];
  lines.push(...wrap(why, "  ", columns));
  if (without !== undefined) lines.push(...wrap(`${MISSING[of] ?? "Without it"}: ${without}`, "  ", columns));
  for (const section of sections) {
    lines.push("", bold(section.title), ...entryLines(section.entries, columns));
  }
  lines.push("");
  if (alsoIn.length > 0)
    lines.push(
      ...wrap(`There is one in ${list(alsoIn)} too${unit?.startsWith("hosts/") ? " (--host NAME)" : ""}.`, "", columns),
    );
  if (alsoNamed.length > 0) lines.push(...wrap(`The same name: ${alsoNamed.join(", ")}.`, "", columns));
  if (source !== undefined) lines.push(...wrap(`Source: ${source}`, "", columns));
  return `${lines.join("\n").trimEnd()}\n`;
}

const KIND: Readonly<Record<TopicKind, string>> = {
  credential: "A credential",
  connection: "A connection",
  authority: "An authority",
  slot: "A trust slot",
  component: "A component",
};

const MISSING: Readonly<Partial<Record<TopicKind, string>>> = {
  authority: "If its key is stolen",
  connection: "When a side's trust or identity is missing",
};

const MOST_LISTED = 8;

const list = (names: readonly string[]): string =>
  names.length > MOST_LISTED
    ? `${names.slice(0, MOST_LISTED).join(", ")} and ${names.length - MOST_LISTED} more`
    : names.join(", ");

function entryLines(entries: readonly Entry[], columns: number): string[] {
  const fitting = entries.map(({ name = "" }) => name.length).filter((length) => length <= LONGEST_NAME);
  const width = Math.max(0, ...fitting);
  const margin = " ".repeat(width === 0 ? 2 : width + 4);
  return entries.flatMap(({ name, text }) => {
    if (name === undefined) return wrap(text, "  ", columns);
    if (name.length > LONGEST_NAME)
      return [...wrap(name, "  ", columns), ...wrap(text, width === 0 ? "    " : margin, columns)];
    const [first = "", ...rest] = wrap(text, margin, columns);
    return [`  ${name.padEnd(width)}  ${first.trimStart()}`.trimEnd(), ...rest];
  });
}

/** Broken at spaces; a word that is too long stands in a line of its own. */
function wrap(text: string, margin: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(/\s+/)) {
    if (line !== "" && margin.length + line.length + 1 + word.length > columns) {
      lines.push(margin + line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return line === "" ? lines : [...lines, margin + line];
}

const PLURAL: Readonly<Record<TopicKind, string>> = {
  credential: "Credentials: certificates with their keys, and who holds them",
  connection: "Connections: who talks to whom",
  authority: "Authorities: who signs",
  slot: "Trust slots: who believes whom",
  component: "Components",
};

/** Everything that can be asked about. */
export function topicsText(topics: readonly Topic[], { columns, bold }: TextOptions): string {
  const kinds = Object.keys(PLURAL) as TopicKind[];
  const parts = kinds.map((kind) => {
    const entries = topics
      .filter((topic) => topic.kind === kind)
      .map(({ id, title }) => ({ name: id, text: title === id ? "" : title }));
    return [bold(PLURAL[kind]), ...entryLines(entries, columns)].join("\n");
  });
  return `${parts.join("\n\n")}\n`;
}
