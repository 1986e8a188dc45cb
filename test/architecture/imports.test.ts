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
  const packages = loadedAtStart(sources, "src/cli/entry.ts");
  expect([...packages.keys()].filter((name) => !name.startsWith("node:"))).toEqual(["@stricli/core"]);
});

test("and so does the built command", () => {
  const built = existsSync("dist/cli.js") ? readSources("dist", ".js") : [];
  expect(built.length, "not built: run npm run build first").toBeGreaterThan(0);
  const packages = loadedAtStart(built, "dist/cli.js");
  expect([...packages.keys()].filter((name) => !name.startsWith("node:"))).toEqual(["@stricli/core"]);
});
