/**
 * A look at a text before it is parsed: parsers are recursive, and a stack that runs out may end the process in place of
 * raising an error.
 */

/** Levels; our documents have five. */
export const MAX_DEPTH = 100;
/** Characters before a line's first word: each may open a level, as in `- - - a`. */
const DEEP_LINE = /^(?: |[-?](?=[ \t])){200}/m;

/** Offset at which a text is nested too deeply; undefined when it is not. Brackets in quotes are counted too. */
export function tooDeepAt(text: string): number | undefined {
  const line = DEEP_LINE.exec(text);
  if (line !== null) return line.index;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === OPEN_LIST || code === OPEN_MAPPING) depth++;
    else if ((code === CLOSE_LIST || code === CLOSE_MAPPING) && depth > 0) depth--;
    if (depth > MAX_DEPTH) return i;
  }
  return undefined;
}

const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_MAPPING = 0x7b;
const CLOSE_MAPPING = 0x7d;
