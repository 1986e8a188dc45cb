import { expect, it } from "vitest";
import { auditMarkdown, auditText } from "../../../../src/index.ts";
import { hostileAudit } from "./hostile.ts";

const found = await hostileAudit();

it("Markdown has nothing of names that others chose but their letters", () => {
  const text = auditMarkdown(found);
  const outsideCode = text.replace(/(`+)(?!`).*?[^`]\1(?!`)/g, "");
  expect(outsideCode).not.toMatch(/<(?!\/?(details|summary|b)>)/);
  expect(outsideCode).not.toMatch(/(?<!\\)!\[|(?<!\\)\]\(/);
  expect(text).toMatch(/^## kubepki audit: \d+ errors, .*\n/);
  expect(text).toContain("**Because of this, ");
  expect(text.length).toBeLessThan(65_536);
});

it("text has no control character, in colour only its own", () => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
  expect(auditText(found)).not.toMatch(/[\0-\x09\x0b-\x1f\x7f\u202e]/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are looked for
  const uncoloured = auditText(found, { colour: true }).replace(/\x1b\[(0|31|33|36)m/g, "");
  expect(uncoloured).toBe(auditText(found));
});
