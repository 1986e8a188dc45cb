/** Help for the terminal that it is read on. */

/** Wider than this is hard to read. */
const WIDEST = 100;

/** Words, and what a usage line or a default has in brackets: `[default = pki]`, `(-f FILE)...`. */
const UNBROKEN = /(\([A-Z-][^)]*\)|\[[^\]]*\]|\S)+/g;

/**
 * Lines that are too long go on in the next one: below the brief in a table of flags or commands, a little to the right
 * in a usage line, at the margin in prose.
 */
export function wrapHelp(text: string, columns: number | undefined): string {
  const width = Math.min(columns || 80, WIDEST);
  return text
    .split("\n")
    .map((line) => wrapLine(line, width))
    .join("\n");
}

function wrapLine(line: string, width: number): string {
  if (line.length <= width) return line.trimEnd();
  const at = briefColumn(line);
  const indented = line.startsWith("  ");
  const words = line.slice(at ?? 0).match(at !== undefined || indented ? UNBROKEN : /\S+/g);
  const hang = at ?? (indented ? 6 : 0);
  let current = at === undefined ? " ".repeat(line.length - line.trimStart().length) : line.slice(0, at);
  const lines: string[] = [];
  let empty = true;
  for (const word of words ?? []) {
    if (!empty && current.length + 1 + word.length > width) {
      lines.push(current);
      current = " ".repeat(hang);
      empty = true;
    }
    current += empty ? word : ` ${word}`;
    empty = false;
  }
  return [...lines, current].join("\n");
}

/** Where the brief of a table's row begins: after the first gap that no flag follows. */
function briefColumn(line: string): number | undefined {
  if (!line.startsWith("  ")) return undefined;
  for (const { index, 0: gap } of line.matchAll(/ {2,}(?=\S)/g)) {
    const at = index + gap.length;
    if (index > 0 && !/^\[?-/.test(line.slice(at))) return at;
  }
  return undefined;
}
