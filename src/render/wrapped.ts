/** Text in 80 columns. */

const COLUMNS = 80;

/** What programs print is never cut: a long word goes on a line of its own. */
export function wrapped(text: string, label: string, indent = "       "): string[] {
  const lines: string[] = [];
  let line = label;
  for (const word of text.split(" ")) {
    if (line.length + word.length > COLUMNS && line.trim() !== "" && line !== label) {
      lines.push(line.trimEnd());
      line = indent;
    }
    line += `${word} `;
  }
  return [...lines, line.trimEnd()];
}
