/** What the documents' tests read out of Markdown: blocks, headings, links, inline code. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { globSync } from "./glob.ts";

export const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A fenced block: its language, the words after it, its text and the line it begins on. */
export interface Block {
  readonly language: string;
  readonly words: readonly string[];
  readonly text: string;
  readonly line: number;
}

export interface Document {
  /** From the root of the repository: `docs/guide/users.md`. */
  readonly file: string;
  readonly blocks: readonly Block[];
  readonly headings: readonly string[];
  /** Targets of links, as they stand there. */
  readonly links: readonly string[];
  /** Inline code outside blocks. */
  readonly spans: readonly string[];
}

/** Every document of the repository that is ours. */
export const documents = (): Document[] =>
  globSync(ROOT, (file) => file.endsWith(".md")).map((file) =>
    parseDocument(file, readFileSync(join(ROOT, file), "utf8")),
  );

export function parseDocument(file: string, text: string): Document {
  const blocks: Block[] = [];
  const prose: string[] = [];
  let open: { fence: string; info: string; lines: string[]; line: number } | undefined;
  for (const [i, line] of text.split("\n").entries()) {
    const fence = /^(```+)(.*)$/.exec(line);
    if (open === undefined) {
      if (fence === null) prose.push(line);
      else open = { fence: fence[1] ?? "", info: fence[2] ?? "", lines: [], line: i + 1 };
    } else if (line.trimEnd() === open.fence) {
      const [language = "", ...words] = open.info.trim().split(/\s+/);
      blocks.push({ language, words, text: `${open.lines.join("\n")}\n`, line: open.line });
      open = undefined;
    } else open.lines.push(line);
  }
  if (open !== undefined) throw new Error(`${file}:${open.line}: a block without end`);
  const outside = prose.join("\n");
  return {
    file,
    blocks,
    headings: prose.flatMap((line) => /^#{1,6} (.*)$/.exec(line)?.[1] ?? []),
    links: [...outside.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target ?? ""),
    spans: [...outside.matchAll(/`([^`]+)`/g)].map(([, span]) =>
      (span ?? "").replaceAll("\\|", "|").replace(/\s+/g, " "),
    ),
  };
}
