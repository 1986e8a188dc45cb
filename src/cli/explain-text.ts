/** Explanations for a terminal of 80 columns. */
import type { PossibleCause } from "../audit/explain/explain.ts";
import type { LogAnswer, Told } from "../audit/explain/log.ts";

interface TextOptions {
  readonly bold: (text: string) => string;
  /** Every cause in full. */
  readonly all: boolean;
}

const COLUMNS = 80;
const IN_FULL = 3;

export function explanationText(answer: LogAnswer, options: TextOptions): string {
  const { lines, explanations, dropped } = answer;
  const read = `${lines} ${lines === 1 ? "line" : "lines"}`;
  if (explanations.length === 0) return `Nothing about certificates, keys, tokens or TLS in ${read}.\n`;
  const told = explanations.map((one) => toldText(one, lines, options));
  const more = dropped === 0 ? [] : [`${dropped} more lines say other things; they were not kept.\n`];
  return [...told, ...more].join("\n");
}

function toldText(told: Told, lines: number, { bold, all }: TextOptions): string {
  const { title, happened, refusal, note, connection, causes, values } = told;
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
    `  ${causes.length === 1 ? "The cause:" : "Possible causes, the likeliest first; this text alone cannot tell:"}`,
    ...shown.flatMap((cause, i) => causeLines(cause, i + 1, bold)),
  ];
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
  const part = (name: string, lines: readonly string[]): string[] =>
    lines.map((line, i) => (i === 0 ? `     ${name.padEnd(9)}${line.trimStart()}` : line));
  return [
    `  ${number}. ${bold(id)}`,
    ...wrap(sentence, "     "),
    ...part("check", command(check, " ".repeat(14))),
    ...part("mend", wrap(remedy, " ".repeat(14))),
    ...part("restart", wrap(restart, " ".repeat(14))),
  ];
}

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
