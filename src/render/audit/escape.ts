/** Text of others inside markup. */
import { visible } from "./visible.ts";

/** In XML and HTML, as text or in an attribute. */
export const escaped = (text: string): string =>
  visible(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

/** In Markdown, outside code: nothing becomes a link, a picture, a mention, a heading or a table's cell. */
export const markdownEscaped = (text: string): string =>
  escaped(text).replace(/[\\`*_{}[\]()#+!|~@:-]/g, (sign) => (sign === "-" || sign === ":" ? sign : `\\${sign}`));

/** As code in a line of Markdown: fenced by more backticks than it has. */
export function markdownCode(text: string): string {
  const plain = visible(text);
  const longest = Math.max(0, ...[...plain.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = "`".repeat(longest + 1);
  return longest === 0 ? `${fence}${plain}${fence}` : `${fence} ${plain} ${fence}`;
}
