/** HTML from plain functions. Whatever is put into a template is escaped, unless it is markup itself. */
import { escaped } from "../audit/escape.ts";

export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | undefined | false | readonly Part[];

const partText = (part: Part): string => {
  if (part === undefined || part === false) return "";
  if (part instanceof Markup) return part.text;
  return Array.isArray(part) ? part.map(partText).join("") : escaped(String(part));
};

export const html = (texts: TemplateStringsArray, ...parts: readonly Part[]): Markup =>
  new Markup(texts.map((text, i) => `${text}${i < parts.length ? partText(parts[i]) : ""}`).join(""));
