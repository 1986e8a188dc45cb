/**
 * Ranges in names and addresses: `worker-[001-100]`, `10.0.1.[1-100]`, `node-[1,3,7-9]`, `r[1-2]-n[1-4]` (the last
 * bracket counts fastest). Zeros in front keep the width. Numbers are decimal; with a letter a to f they are
 * hexadecimal, as in `fd00::[a-f]`.
 */

/** Texts, or the sentence that says what is wrong. */
export type Expansion = { readonly texts: readonly string[] } | { readonly fault: string };

/** `most`: how many texts a pattern may stand for. */
export function expandPattern(pattern: string, most: number): Expansion {
  if (!/[[\]]/.test(pattern)) return { texts: [pattern] };
  const pieces = pattern.split(/\[([^[\]]*)\]/);
  if (pieces.some((piece, i) => i % 2 === 0 && /[[\]]/.test(piece))) {
    return { fault: `\`${pattern}\` has a bracket without its partner` };
  }
  let texts: string[] = [""];
  for (const [i, piece] of pieces.entries()) {
    const choices = i % 2 === 0 ? [piece] : expandBracket(piece, most);
    if (!Array.isArray(choices)) return choices;
    if (texts.length * choices.length > most) return { fault: `\`${pattern}\` stands for more than ${most} texts` };
    texts = texts.flatMap((text) => choices.map((choice) => text + choice));
  }
  return { texts };
}

function expandBracket(inside: string, most: number): string[] | { readonly fault: string } {
  const out: string[] = [];
  for (const part of inside.split(",")) {
    const match = /^\s*([0-9a-f]+)(?:-([0-9a-f]+))?\s*$/i.exec(part);
    if (match === null) return { fault: `\`[${inside}]\` is no range` };
    const [, from = "", to = from] = match;
    const radix = /[a-f]/i.test(from + to) ? 16 : 10;
    const [start, end] = [Number.parseInt(from, radix), Number.parseInt(to, radix)];
    if (end < start) return { fault: `\`[${inside}]\` runs backwards` };
    if (out.length + end - start >= most) return { fault: `\`[${inside}]\` stands for more than ${most} texts` };
    const width = from.startsWith("0") ? from.length : 1;
    for (let n = start; n <= end; n++) out.push(n.toString(radix).padStart(width, "0"));
  }
  return out;
}
