/** The offending field as it stands in its file, or as openssl prints it, with a mark under its value. */
import type { Fault } from "../../audit/rule.ts";
import type { Place } from "../../inventory/actual.ts";
import { visible } from "./visible.ts";

const MARGIN = "           ";
const COLUMNS = 80;

/** `--etcd-cafile=...` as a command line has it, `Not After: ...` as openssl prints it. */
export const shownText = ({ field, value }: NonNullable<Fault["shown"]>): string =>
  visible(`${field}${field.startsWith("--") ? "=" : ": "}${value}`);

export function shownLines(
  shown: NonNullable<Fault["shown"]>,
  { field, line }: Place,
  paint: (text: string) => string,
): string[] {
  // A certificate's fields stand in no line of its file.
  const inText = line !== undefined && field === shown.field;
  const gutter = inText ? `${line} | ` : "";
  const blank = !inText ? "" : `${" ".repeat(String(line).length)} | `;
  const text = shownText(shown);
  const before = text.length - visible(shown.value).length;
  const room = COLUMNS - MARGIN.length - gutter.length;
  const cut = text.length > room ? `${text.slice(0, room - 3)}...` : text;
  const mark = " ".repeat(Math.min(before, room - 1)) + paint("^".repeat(Math.max(1, cut.length - before)));
  return [`${MARGIN}${gutter}${cut}`, `${MARGIN}${blank}${mark}`];
}
