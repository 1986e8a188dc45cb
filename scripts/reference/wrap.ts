/** Prose that fits a screen: what is longer than WIDTH is filled anew, everything else stays as it is. */
const WIDTH = 120;

/** One paragraph or item: what its first line and its further lines begin with. */
interface Piece {
  readonly first: string;
  readonly rest: string;
  readonly lines: readonly string[];
}

/** Markdown with its long lines of prose broken. Blocks of code, tables, headings and comments are left alone. */
export function wrapProse(markdown: string): string {
  const out: string[] = [];
  let fence: string | undefined;
  let piece: { first: string; rest: string; lines: string[] } | undefined;
  const flush = (): void => {
    if (piece !== undefined) out.push(...filled(piece));
    piece = undefined;
  };
  for (const line of markdown.split("\n")) {
    const mark = /^\s*(```+)/.exec(line)?.[1];
    if (fence !== undefined || mark !== undefined || /^\s*$|^\s*[|#<]|^---/.test(line)) {
      flush();
      out.push(line);
      if (fence === undefined) fence = mark;
      else if (line.trim() === fence) fence = undefined;
      continue;
    }
    const [, first = ""] = /^(\s*(?:>\s?)*(?:(?:[-*]|\d+\.)\s+)?)/.exec(line) ?? [];
    const isItem = /[-*\d]/.test(first);
    if (piece === undefined || isItem || /^\s*>/.test(line) !== piece.rest.includes(">")) {
      flush();
      piece = { first, rest: first.replace(/[^>]/g, " "), lines: [] };
    }
    piece.lines.push(line);
  }
  flush();
  return out.join("\n");
}

function filled({ first, rest, lines }: Piece): readonly string[] {
  if (lines.every((line) => line.length <= WIDTH)) return lines;
  const text = lines.map((line, i) => line.slice(i === 0 ? first.length : (/^[\s>]*/.exec(line)?.[0].length ?? 0)));
  const out: string[] = [];
  let line: string[] = [];
  const width = (): number => (out.length === 0 ? first : rest).length + line.join(" ").length;
  const end = (): void => {
    out.push(`${out.length === 0 ? first : rest}${line.join(" ")}`);
  };
  for (const word of words(text.join(" "))) {
    if (line.length > 0 && width() + 1 + word.length > WIDTH) {
      // A line that begins like an item, a quotation or a heading would become one.
      const taken: string[] = [];
      while (line.length > 1 && startsBlock(taken[0] ?? word)) taken.unshift(line.pop() ?? "");
      end();
      line = taken;
    }
    line.push(word);
  }
  end();
  return out;
}

const startsBlock = (word: string): boolean => /^([-+*>#|]|\d+[.)]$)/.test(word);

/** Code keeps its spaces. */
const words = (text: string): string[] => text.match(/(?:`[^`]*`|[^\s`])+/g) ?? [];
