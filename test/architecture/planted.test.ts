/** The guards themselves, on sources with faults planted in them. */
import { describe, expect, test } from "vitest";
import { effectViolations } from "./effects.ts";
import { importsOf, type Source } from "./module-graph.ts";
import { cycles, importViolations, loadedAtStart } from "./rooms.ts";

const source = (path: string, text: string): Source => ({ path, text });

describe("an import that points the wrong way is named with file and line", () => {
  test.each([
    ["src/x509/a.ts", '\nimport { spec } from "../spec/spec.ts";', "2: x509 imports spec (src/spec/spec.ts)"],
    ["src/x509/a.ts", 'import type { Spec } from "../spec/spec.ts";', "1: x509 imports spec (src/spec/spec.ts)"],
    ["src/spec/a.ts", 'import { x } from "../inventory/x.ts";', "1: spec imports inventory (src/inventory/x.ts)"],
    ["src/render/deep/a.ts", 'export * from "../../ports.ts";', "1: render imports ports (src/ports.ts)"],
    ["src/plan/a.ts", 'type T = import("../render/x.ts").T;', "1: plan imports render (src/render/x.ts)"],
    ["src/app/a.ts", 'import { x } from "../adapters/x.ts";', "1: app imports adapters (src/adapters/x.ts)"],
    ["src/adapters/a.ts", 'import { x } from "../app/x.ts";', "1: adapters imports app (src/app/x.ts)"],
    ["src/errors.ts", 'import { x } from "./x509/x.ts";', "1: errors imports x509 (src/x509/x.ts)"],
    ["src/app/a.ts", 'const x = await import("../cli/x.ts");', "1: app imports cli (src/cli/x.ts)"],
    ["src/cli/a.ts", 'import { x } from "../../test/x.ts";', "1: cli imports test/x.ts, which is outside src"],
    ["src/cli/a.ts", 'import x from "../../bench/x.mjs";', "1: cli imports bench/x.mjs, which is outside src"],
    ["src/spec/a.ts", 'import x from "../../schema/x.json";', "1: spec imports schema/x.json, which is outside src"],
    [
      "src/catalog/a.ts",
      'import { x } from "../x509/x.ts";',
      "1: catalog imports src/x509/x.ts, and more than its types",
    ],
    ["src/catalog/a.ts", 'import { type X } from "../x509/x.ts";', "1: catalog imports src/x509/x.ts, and more"],
    ["src/misc/a.ts", "", "1: the room misc is not in the design"],
    ["src/spec/a.ts", 'import { x } from "../misc/x.ts";', "1: spec imports the room misc, which is not in the design"],
    ["src/spec/a.ts", 'import { readFileSync } from "node:fs";', "1: spec imports node:fs"],
    ["src/render/a.ts", 'import { request } from "undici";', "1: render imports undici"],
    ["src/render/a.ts", 'import { hash } from "node:crypto";', "1: render imports node:crypto"],
    ["src/plan/a.ts", 'const fs = await import("node:fs");', "1: plan imports node:fs"],
    ["src/x509/a.ts", 'import { randomBytes } from "node:crypto";', "1: x509 takes randomBytes from node:crypto"],
    ["src/x509/a.ts", 'import { generateKeyPairSync as g } from "node:crypto";', "1: x509 takes generateKeyPairSync"],
    ["src/x509/a.ts", 'import { createHash, sign } from "node:crypto";', "1: x509 takes sign from node:crypto"],
    ["src/ports.ts", 'import { x } from "node:net";', "1: ports imports node:net"],
  ])("%s with %s", (path, text, fault) => {
    const [found, ...more] = importViolations([source(path, text)]);
    expect(more).toEqual([]);
    expect(found).toContain(`${path}:${fault}`);
  });

  test.each([
    ["src/spec/a.ts", 'import { x } from "../catalog/x.ts"; import { y } from "./y.ts"; import { parse } from "yaml";'],
    ["src/catalog/a.ts", 'import type { X } from "../x509/x.ts"; import { y } from "./y.ts";'],
    ["src/x509/a.ts", 'import { createHash, createECDH } from "node:crypto"; import * as crypto from "node:crypto";'],
    ["src/adapters/a.ts", 'import type { X } from "../app/x.ts"; import { readFileSync } from "node:fs";'],
    ["src/cli/a.ts", 'import x from "../../schema/x.json"; const y = await import("../adapters/y.ts");'],
    ["src/render/a.ts", 'import { E } from "../errors.ts"; import { x } from "../trust/x.ts";'],
  ])("%s with %s is as it should be", (path, text) => {
    expect(importViolations([source(path, text)])).toEqual([]);
  });
});

describe("an effect in a pure room is named with file and line", () => {
  test.each([
    ["const now = Date.now();", "Date.now"],
    ["const now = new Date();", "new Date() without a time"],
    ["const now = new Date;", "new Date() without a time"],
    ["const now = Date();", "Date() without new"],
    ["const x = Math.random();", "Math.random"],
    ["console.log(1);", "console"],
    ["const t = performance.now();", "performance"],
    ["const home = process.env.HOME;", "process"],
    ["await fetch(url);", "fetch"],
    ["setTimeout(f, 1);", "setTimeout"],
    ["const f = { clock: Date.now };", "Date.now"],
    ["const b = crypto.getRandomValues(new Uint8Array(8));", ".getRandomValues"],
    ["const g = globalThis;", "globalThis"],
    ["ecdh.generateKeys();", ".generateKeys"],
    ['import * as c from "node:crypto"; const k = c.generateKeyPairSync("ed25519");', "c.generateKeyPairSync of node"],
  ])("%s", (text, fault) => {
    const [found] = effectViolations([source("src/x509/a.ts", `\n\n${text}`)]);
    expect(found).toContain(`src/x509/a.ts:3: ${fault}`);
  });

  test.each([
    "const at = new Date(0);",
    "function f(process: number): number { return process + 1; }",
    "const x = { console: 1, performance: 2 }; x.console;",
    "interface P { readonly process: NodeJS.Process; fetch(): void }",
    'import * as c from "node:crypto"; const h = c.createHash("sha256");',
    "const later = Math.floor(at.getTime());",
  ])("not %s", (text) => {
    expect(effectViolations([source("src/x509/a.ts", text)])).toEqual([]);
  });

  test("and not where the world belongs", () => {
    expect(effectViolations([source("src/adapters/a.ts", "console.log(Date.now())")])).toEqual([]);
    expect(effectViolations([source("src/rotate/a.ts", "console.log()")])).toHaveLength(1);
  });
});

test("a circle is named once, with every file of it", () => {
  const planted = [
    source("src/spec/a.ts", '\nimport { b } from "./b.ts";'),
    source("src/spec/b.ts", 'import type { C } from "./c.ts";'),
    source("src/spec/c.ts", 'export { a } from "./a.ts";'),
    source("src/spec/d.ts", 'import { a } from "./a.ts";'),
  ];
  expect(cycles(planted)).toEqual([
    "src/spec/a.ts:2: src/spec/a.ts -> src/spec/b.ts -> src/spec/c.ts -> src/spec/a.ts",
  ]);
  expect(cycles([source("src/spec/a.ts", 'import "./a.ts";')])).toEqual([
    "src/spec/a.ts:1: src/spec/a.ts -> src/spec/a.ts",
  ]);
  expect(cycles(planted.slice(1))).toEqual([]);
});

test("what an entry loads is followed through values, not through types and not through import()", () => {
  const planted = [
    source("src/cli/entry.ts", 'import { b } from "./b.ts"; import type { X } from "ajv";'),
    source("src/cli/b.ts", '\nimport { parse } from "yaml"; const c = await import("./c.ts");'),
    source("src/cli/c.ts", 'import * as z from "ajv";'),
  ];
  const { files, packages } = loadedAtStart(planted, "src/cli/entry.ts");
  expect([...packages]).toEqual([["yaml", "src/cli/b.ts:2"]]);
  expect([...files]).toEqual(["src/cli/entry.ts", "src/cli/b.ts"]);
});

test("every form of an import is read", () => {
  const text = [
    'import a, { b as c, type D } from "./a.ts";',
    'import * as all from "./b.ts";',
    'import type { E } from "./c.ts";',
    'export { f } from "./d.ts";',
    'export type { G } from "./e.ts";',
    'import "./f.ts";',
    'const h = import("./g.ts");',
    'let i: typeof import("./h.ts");',
    "// import './comment.ts'",
    "const text = \"import x from './text.ts'\";",
  ].join("\n");
  const read = importsOf(source("src/spec/x.ts", text));
  expect(read.map(({ line, target, typeOnly, dynamic }) => [line, target, typeOnly, dynamic])).toEqual([
    [1, "src/spec/a.ts", false, false],
    [2, "src/spec/b.ts", false, false],
    [3, "src/spec/c.ts", true, false],
    [4, "src/spec/d.ts", false, false],
    [5, "src/spec/e.ts", true, false],
    [6, "src/spec/f.ts", false, false],
    [7, "src/spec/g.ts", false, true],
    [8, "src/spec/h.ts", true, false],
  ]);
  expect(read[0]?.names).toEqual(["b", "default"]);
});
