/** No document has long lines of prose; `npm run docs` breaks them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { wrapProse } from "../../scripts/reference/wrap.ts";
import { documents, ROOT } from "./markdown.ts";

const word = "word ".repeat(30).trim();

describe("long lines of prose", () => {
  for (const { file } of documents()) {
    it(`${file} has none (otherwise: npm run docs)`, async () => {
      const path = join(ROOT, file);
      await expect(wrapProse(readFileSync(path, "utf8"))).toMatchFileSnapshot(path);
    });
  }

  it("are broken as what they are", () => {
    expect(wrapProse(`- ${word}\n  ${word}\n- b\n`)).toMatch(/^- (word ?)+\n( {2}(word ?)+\n)+- b\n$/);
    expect(wrapProse(`> ${word}\n`)).toMatch(/^> [word ]+\n> [word ]+\n$/);
    expect(wrapProse(`${word}\n\n${word}\n`).split("\n\n")).toHaveLength(2);
    expect(wrapProse(`${"xxxxx ".repeat(19)}- 1. b c d\n`).split("\n")).not.toContainEqual(
      expect.stringMatching(/^(-|1\.)/),
    );
    expect(wrapProse(`${"x".repeat(110)} \`kubepki plan -f cluster.yaml\`\n`)).toContain(
      "\n`kubepki plan -f cluster.yaml`\n",
    );
  });

  it("stay where they are no prose", () => {
    for (const text of [
      `| ${word} |\n`,
      `\`\`\`sh\n${word}\n\`\`\`\n`,
      `# ${word}\n`,
      `<!-- ${word} -->\n`,
      "short\nlines\n",
    ]) {
      expect(wrapProse(text)).toBe(text);
    }
  });
});
