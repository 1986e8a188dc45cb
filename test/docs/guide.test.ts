/** Every command of the guide is run, in the page's order, and prints what the page says. */
import { beforeAll, describe, expect, it } from "vitest";
import { describeWith } from "../judges/judge.ts";
import { documents } from "./markdown.ts";
import { isAsTold, isElsewhere, isRun, needsOf, type Ran, runPage } from "./session.ts";

/** The way to a cluster's hosts, and programs for them from where they are published; nothing else is left out. */
const TO_HOSTS = ["rsync", "ssh", "curl -fL"];

const pages = documents().filter(({ file, blocks }) => file.startsWith("docs/guide/") && blocks.some(isRun));

for (const page of pages) {
  describeWith(needsOf(page), page.file, () => {
    let ran: readonly Ran[] = [];
    beforeAll(() => {
      ran = runPage(page);
    }, 150_000);
    for (const [i, block] of page.blocks.filter(isRun).entries()) {
      it(`line ${block.line}: ${block.text.trim().split("\n")[0]}`, () => {
        const { output, exit, wantedExit, expected } = ran[i] as Ran;
        expect(exit, output).toBe(wantedExit);
        if (expected !== undefined && !isAsTold(output, expected)) expect(output).toBe(expected);
      });
    }
  });
}

describe("the guide", () => {
  it("has pages with commands", () => {
    expect(pages.length).toBeGreaterThan(10);
  });

  it("leaves out only the way to a cluster's hosts and the programs there", () => {
    const others = documents()
      .flatMap(({ file, blocks }) => blocks.filter(isElsewhere).map((block) => ({ file, block })))
      .flatMap(({ file, block }) =>
        block.text
          .trim()
          .split("\n")
          .map((line) => `${file}: ${line}`),
      )
      .filter((line) => !TO_HOSTS.some((program) => line.includes(`: ${program} `)));
    expect(others).toEqual([]);
  });

  it("notices an output that is not so", () => {
    expect(isAsTold("a\nb\nc\n", "a\n...\nc\n")).toBe(true);
    expect(isAsTold("a\nc\n", "a\n...\nc\n")).toBe(true);
    expect(isAsTold("a\nb\nc\n", "a\nc\n")).toBe(false);
    expect(isAsTold("a.\n", "ab\n")).toBe(false);
    expect(isAsTold("a b c\n", "a b...\n")).toBe(true);
    expect(isAsTold("a b c\n", "a c...\n")).toBe(false);
  });
});
