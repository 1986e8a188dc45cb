import { existsSync } from "node:fs";
import { expect, test } from "vitest";
import { effectViolations } from "./effects.ts";
import { readSources } from "./module-graph.ts";
import { cycles, importViolations, loadedAtStart } from "./rooms.ts";

const sources = readSources("src");

test("imports point the way of the design, and none leaves src", () => {
  expect(sources.length).toBeGreaterThan(100);
  expect(importViolations(sources)).toEqual([]);
});

test("rooms left of ports are pure", () => {
  expect(effectViolations(sources)).toEqual([]);
});

test("no files import each other in a circle", () => {
  expect(cycles(sources)).toEqual([]);
});

test("the command's start loads the command line's library and nothing else", () => {
  const { packages } = loadedAtStart(sources, "src/cli/entry.ts");
  expect([...packages.keys()].filter((name) => !name.startsWith("node:"))).toEqual(["@stricli/core"]);
});

test("and so does the built command, into which packages are bundled", () => {
  const built = existsSync("dist/cli.cjs") ? readSources("dist", ".cjs") : [];
  expect(built.length, "not built: run npm run build first").toBeGreaterThan(0);
  const { files, packages } = loadedAtStart(built, "dist/cli.cjs");
  expect([...packages.keys()].filter((name) => !name.startsWith("node:"))).toEqual([]);
  for (const mark of [/YAMLParseError/, /The machines\. At least one is a control plane\./]) {
    const holders = built.filter(({ text }) => mark.test(text)).map(({ path }) => path);
    expect(holders.length, `no part of the bundle has ${mark}`).toBeGreaterThan(0);
    expect(holders.filter((path) => files.has(path))).toEqual([]);
  }
});
