/** Explanations for a terminal of 80 columns. */
import type { PossibleCause } from "../audit/explain/explain.ts";
import type { CauseHere } from "../audit/explain/here/here.ts";
import type { LogAnswer, Told } from "../audit/explain/log.ts";

/** With what is true of it in a tree, where one was given. */
export interface ToldHere extends Told {
  readonly here?: CauseHere | undefined;
}

interface TextOptions {
  readonly bold: (text: string) => string;
  /** Every cause in full. */
  readonly all: boolean;
  /** The time that the tree was looked at for; undefined without a tree. */
  readonly at?: Date | undefined;
}

const COLUMNS = 80;
const IN_FULL = 3;

interface Answer extends LogAnswer {
  readonly explanations: readonly ToldHere[];
}

export function explanationText(answer: Answer, options: TextOptions): string {
  const { lines, explanations, dropped } = answer;
  const read = `${lines} ${lines === 1 ? "line" : "lines"}`;
  if (explanations.length === 0) return `Nothing about certificates, keys, tokens or TLS in ${read}.\n`;
  const told = explanations.map((one) => toldText(one, lines, options));
  const more = dropped === 0 ? [] : [`${dropped} more lines say other things; they were not kept.\n`];
  return [...told, ...more].join("\n");
}

function toldText(told: ToldHere, lines: number, { bold, all, at }: TextOptions): string {
  const { title, happened, refusal, note, connection, causes, values, here } = told;
  const shown = all || causes.length === IN_FULL + 1 ? causes : causes.slice(0, IN_FULL);
  const rest = causes.slice(shown.length).map(({ id }) => id);
  const { serialNumber, subjectKeyIdentifier, authorityKeyIdentifier } = values;
  const certificate = [
    serialNumber === undefined ? [] : [`serial number ${serialNumber}`],
    subjectKeyIdentifier === undefined ? [] : [`subject key ${subjectKeyIdentifier}`],
    authorityKeyIdentifier === undefined ? [] : [`authority's key ${authorityKeyIdentifier}`],
  ].flat();
  const said = [
    bold(title),
    ...(lines === 1 ? [] : wrap(whereText(told), "  ")),
    ...wrap(happened, "  "),
    ...wrap(capital(refusal), "  "),
    ...(certificate.length === 0 ? [] : wrap(`The certificate: ${certificate.join(", ")}.`, "  ")),
    ...(connection === undefined
      ? []
      : wrap(`It is the connection ${connection.id}, ${connection.title}: kubepki show ${connection.id}`, "  ")),
    ...(note === undefined ? [] : wrap(`Note: ${note}`, "  ")),
    "",
    ...(at === undefined ? [] : here === undefined ? notHere(at) : hereLines(here, bold)),
  ];
  if (here !== undefined && !all) return `${said.join("\n")}\n`;
  said.push(
    `  ${causes.length === 1 ? "The cause:" : "Possible causes, the likeliest first; this text alone cannot tell:"}`,
    ...shown.flatMap((cause, i) => causeLines(cause, i + 1, bold)),
  );
  if (rest.length > 0) said.push("", ...wrap(`The same text has these causes too (--all): ${rest.join(", ")}.`, "  "));
  return `${said.join("\n")}\n`;
}

function whereText({ count, firstLine, lastLine, firstSeen, lastSeen, program }: Told): string {
  const by = program === undefined ? "" : `${program}: `;
  if (count === 1) return `${by}line ${firstLine}${firstSeen === undefined ? "" : `, ${firstSeen}`}`;
  const times = firstSeen === undefined ? "" : `, ${firstSeen} to ${lastSeen}`;
  return `${by}${count} times, lines ${firstLine} to ${lastLine}${times}`;
}

function causeLines(
  { id, sentence, check, remedy, restart }: PossibleCause,
  number: number,
  bold: (text: string) => string,
): string[] {
  return [
    `  ${number}. ${bold(id)}`,
    ...wrap(sentence, "     "),
    ...part("check", command(check, INDENT)),
    ...part("mend", wrap(remedy, INDENT)),
    ...part("restart", wrap(restart, INDENT)),
  ];
}

const notHere = (at: Date): string[] => [
  ...wrap(
    `In the tree nothing gives this message at ${at.toISOString()}. It was mended since, it is of another host, or the program has not read its files again; --at looks at another time.`,
    "  ",
  ),
  "",
];

/** Other files with the same fault that are named. */
const MOST_ALSO = 5;

function hereLines({ cause, fact, also, connections }: CauseHere, bold: (text: string) => string): string[] {
  const { place, field, value } = fact;
  const where = (one: typeof place): string =>
    printable(
      `${one.host === undefined ? "" : `${one.host}: `}${one.file}${one.line === undefined ? "" : `:${one.line}`}`,
    );
  return [
    `  True here: ${bold(cause.id)}`,
    ...wrap(cause.sentence, "     "),
    ...part("file", wrap(where(place), INDENT)),
    ...(field === "" ? [] : part("field", wrap(printable(field), INDENT))),
    ...(value === "" ? [] : part("value", wrap(printable(value), INDENT))),
    ...also.slice(0, MOST_ALSO).flatMap((one) => part("also", wrap(where(one), INDENT))),
    ...(also.length > MOST_ALSO ? [`${INDENT}and ${also.length - MOST_ALSO} more`] : []),
    ...part("check", command(cause.check, INDENT)),
    ...part("mend", wrap(cause.remedy, INDENT)),
    ...part("restart", wrap(cause.restart, INDENT)),
    ...(connections.length === 0 ? [] : part("fails", wrap(`${connections.join(", ")} (kubepki verify)`, INDENT))),
  ];
}

/** Names in certificates are written by others. */
const printable = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, "?");

const INDENT = " ".repeat(14);

const part = (name: string, lines: readonly string[]): string[] =>
  lines.map((line, i) => (i === 0 ? `     ${name.padEnd(9)}${line.trimStart()}` : line));

/** Programs keep their small letters. */
const capital = (text: string): string =>
  text.replace(/^(?:a|the) /, (word) => word.charAt(0).toUpperCase() + word.slice(1));

const wrap = (text: string, margin: string): string[] => fold(text.split(/\s+/), margin, "");

/** A command over several lines can still be pasted: it is broken outside quotes only. */
const command = (text: string, margin: string): string[] =>
  fold(text.match(/(?:'[^']*'|[^\s'])+/g) ?? [], margin, " \\");

/** Words in lines; every line but the last ends with `joint`. */
function fold(words: readonly string[], margin: string, joint: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words) {
    if (line !== "" && margin.length + line.length + 1 + word.length + joint.length > COLUMNS) {
      lines.push(margin + line + joint);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return line === "" ? lines : [...lines, margin + line];
}
