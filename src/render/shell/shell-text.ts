/** Text for a POSIX shell: words, comments and here documents. */

const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** A word, quoted when anything in it would mean more than itself. */
export const word = (text: string): string => (PLAIN.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);

/** A path: what is in the work folder begins with its variable. */
export const pathWord = (path: string): string => (path.startsWith("$work/") ? `"${path}"` : word(path));

/** Words in a line. */
export const words = (...texts: readonly string[]): string => texts.map(word).join(" ");

/** Wider than this is hard to read in a terminal. */
const WIDTH = 80;

/** A comment, broken into lines. */
export function comment(text: string): string {
  const lines: string[] = [];
  let line = "#";
  for (const part of text.split(/\s+/)) {
    if (line.length + 1 + part.length > WIDTH && line !== "#") {
      lines.push(line);
      line = "#";
    }
    line += ` ${part}`;
  }
  return [...lines, line].join("\n");
}

/** Parts of a command, a line for each where one line would be too long; empty ones are left out. */
export function command(...parts: readonly string[]): string {
  const told = parts.filter((part) => part !== "");
  const line = told.join(" ");
  return line.length <= WIDTH ? line : told.join(" \\\n  ");
}

/** A here document whose text is taken as it stands. */
export function verbatim(text: string): string {
  const body = text.endsWith("\n") ? text : `${text}\n`;
  let mark = "EOF";
  while (body.split("\n").includes(mark)) mark += "_";
  return `<<'${mark}'\n${body}${mark}`;
}

/** What a here document would expand, kept from it. */
export const unexpanded = (text: string): string => text.replace(/[\\$`]/g, "\\$&");
