import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { renderDocument } from "../../../src/render/document.ts";
import { yamlBlock, yamlText } from "../../../src/render/yaml-text.ts";
import type { Plain } from "../../../src/spec/plain.ts";

const VERSIONS = ["1.1", "1.2"] as const;

/** Any text, and more often than chance has it what YAML makes something else of. */
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.string({
    unit: fc.constantFrom(..."-?:,[]{}#&*!|>'\"%@`=<~ \t\n\r\\/.0123456789abeEnNyYtTfFoOxX_+\u0085\u2028\ufeff"),
  }),
  fc.constantFrom("yes", "No", "on", "OFF", "y", "N", "true", "Null", "~", "", " ", "<<", "=", ".inf", ".NaN", "nan"),
  fc.constantFrom(
    "0o7",
    "0x1F",
    "1e3",
    "12:30:45",
    "1_000",
    "2027-01-01",
    "-",
    "--",
    "---",
    "...",
    "- a",
    "a: b",
    "a #b",
  ),
  fc.constantFrom(
    "--flag=value",
    "--a=b: c",
    "--a=*",
    "*,a",
    "/etc/x",
    "https://[::1]:6443",
    "a:",
    "a@b",
    "!!str x",
    "&a",
  ),
);

const value: fc.Arbitrary<Plain> = fc.letrec<{ plain: Plain }>((tie) => ({
  plain: fc.oneof(
    { depthSize: "small" },
    text,
    fc.boolean(),
    fc.integer(),
    fc.array(tie("plain"), { maxLength: 4 }),
    fc.dictionary(
      text.filter((key) => key !== "__proto__"),
      tie("plain"),
      { maxKeys: 4 },
    ),
  ),
})).plain;

describe.each(VERSIONS)("read as YAML %s", (version) => {
  const read = (document: string): unknown => parse(document, { version, logLevel: "error" });

  test("any text comes back as the same text", () => {
    fc.assert(
      fc.property(text, (one) => {
        expect(read(`${yamlText(one)}\n`)).toBe(one);
        expect(read(`a: ${yamlText(one)}\nb:\n- ${yamlText(one)}\n`)).toEqual({ a: one, b: [one] });
      }),
      { numRuns: 2000 },
    );
  });

  test("any structure comes back as the same structure", () => {
    fc.assert(
      fc.property(value, (one) => {
        expect(read(yamlBlock(one))).toEqual(one);
      }),
      { numRuns: 500 },
    );
  });
});

test("holds no character that YAML 1.2 (5.1) does not print, and no line end of YAML 1.1 but the last", () => {
  const printable = /^[\t\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]*$/u;
  for (let code = 0; code < 0x10000; code++) {
    const character = String.fromCharCode(code);
    expect(printable.test(yamlText(`a${character}b`)), code.toString(16)).toBe(true);
  }
});

test("stays readable: flags, paths and names are not quoted, what could be something else is", () => {
  const plain = ["--etcd-servers=https://127.0.0.1:2379", "/etc/kubernetes/pki/ca.crt", "system:node:cp-1", "a@b"];
  for (const one of plain) expect(yamlText(one)).toBe(one);
  for (const one of ["yes", "1", "", "*", "a b", "a:", "--", "::1", "127.0.0.1", "\u2028"])
    expect(yamlText(one).startsWith('"'), one).toBe(true);
});

test("objects are documents of one file", () => {
  const object = (name: string) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name } });
  const rendered = (...values: ReturnType<typeof object>[]) =>
    String(renderDocument({ kind: "document", form: "objects", values }, () => undefined));
  const documents = parseAllDocuments(rendered(object("a"), object("b: c"))) as { toJS(): unknown }[];
  expect(documents.map((document) => document.toJS())).toEqual([object("a"), object("b: c")]);
  expect(rendered()).toBe("");
});
