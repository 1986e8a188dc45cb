/** A line of a log as its writer meant it: without colours and without the escapes of the logs that it went through. */

/** Longer lines are cut: what a message says stands at its beginning, and every step after this one is bounded by it. */
export const LONGEST_LINE = 16_384;

// Colours and cursor movements of terminals (ECMA-48), bounded so that no line is walked twice.
// biome-ignore lint/suspicious/noControlCharactersInRegex: that is what they are made of
const TERMINAL = /\x1b(?:\[[0-9;?]{0,32}[ -/]{0,4}[@-~]|[@-Z\\-_])/g;

/** JSON in JSON in a klog field: a quote arrives as `\\\"`. One walk, whatever the depth. */
function unescaped(text: string): string {
  if (!text.includes("\\")) return text;
  let out = "";
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== "\\") {
      out += text[i];
      continue;
    }
    while (text[i] === "\\") i++;
    const next = text[i] ?? "";
    if (next === "n" || next === "t" || next === "r") out += " ";
    else if (next === "u" && /^[0-9a-f]{4}/i.test(text.slice(i + 1, i + 5))) {
      out += String.fromCharCode(Number.parseInt(text.slice(i + 1, i + 5), 16));
      i += 4;
    } else out += /[A-Za-z0-9]/.test(next) ? `\\${next}` : next;
  }
  return out;
}

export function cleanLine(line: string): string {
  return (
    unescaped(line.slice(0, LONGEST_LINE))
      .replace(TERMINAL, "")
      // What is printed of a log must not move the reader's cursor or turn the direction of the text.
      .replace(/[\p{Cc}\p{Bidi_C}]/gu, " ")
      // Typographic quotes are what a message has after a detour through a wiki or a mail.
      .replace(/[“”]/g, '"')
      .replace(/[‘’]/g, "'")
      .trim()
  );
}
