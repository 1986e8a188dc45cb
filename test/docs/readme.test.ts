/** What the README shows is what happens: the quickstart, and every other command, in its order. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { describeWith } from "../judges/judge.ts";
import { type Document, documents, ROOT } from "./markdown.ts";
import { isAsTold, isRun, type Ran, runPage } from "./session.ts";

const readme = documents().find(({ file }) => file === "README.md") as Document;

/** `npm run quickstart` builds, and `npm test` is what runs here. */
const isNpm = (text: string): boolean => text.startsWith("npm ");
const shown: Document = { ...readme, blocks: readme.blocks.filter(({ text }) => !isNpm(text)) };

describe("README.md", () => {
  let ran: readonly Ran[] = [];
  beforeAll(() => {
    ran = runPage(shown);
  }, 150_000);

  for (const [i, { line, text }] of shown.blocks.filter(isRun).entries()) {
    it(`line ${line}: ${text.split("\n")[0]}`, () => {
      const { output, exit, expected } = ran[i] as Ran;
      expect(exit, output).toBe(0);
      if (expected !== undefined && !isAsTold(output, expected)) expect(output).toBe(expected);
    });
  }

  it("begins with the two commands", () => {
    expect(readme.blocks.filter(({ text }) => isNpm(text)).map(({ text }) => text)).toEqual([
      "npm run quickstart\n",
      "npm test\n",
    ]);
  });
});

describeWith(["openssl"], "README.md: npm run quickstart", () => {
  it("prints what is shown", { timeout: 120_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), "kubepki-readme-"));
    const out = join(folder, "out");
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      ["scripts/quickstart.mjs", "--built", "--out", out],
      {
        cwd: ROOT,
        encoding: "utf8",
      },
    );
    rmSync(folder, { recursive: true, force: true });
    expect(status, stderr).toBe(0);
    const output = stdout.replaceAll(out, "quickstart");
    const at = readme.blocks.findIndex(({ text }) => text === "npm run quickstart\n");
    const told = readme.blocks[at + 1]?.text ?? "";
    if (!isAsTold(output, told)) expect(output).toBe(told);
  });
});
