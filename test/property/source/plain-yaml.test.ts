// The quick reader of plain YAML says what the general one says, of everything that it takes.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { readPlainYaml } from "../../../src/source/plain-yaml.ts";
import { Report } from "../../../src/source/report.ts";
import type { Path, SourceDocument } from "../../../src/source/source-document.ts";
import { readYaml } from "../../../src/source/yaml-document.ts";
import { makeOutput, writeSpec } from "../../e2e/output.ts";

function pathsOf(value: unknown, path: Path): Path[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((one, i) => pathsOf(one, [...path, i]))];
  if (typeof value !== "object" || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, one]) => pathsOf(one, [...path, key]))];
}

const seen = ({ value, position, writtenText }: SourceDocument) => ({
  value,
  places: [...pathsOf(value, []), ["nowhere"], [0]].map((path) => [
    path,
    position(path, "key"),
    position(path, "value"),
    writtenText(path),
  ]),
});

/** True when the quick reader took it. */
function compare(text: string): boolean {
  const plain = readPlainYaml("f", text);
  if (plain === undefined) return false;
  const report = new Report();
  const general = readYaml("f", text, report);
  expect(report.sorted(["f"]), text).toEqual([]);
  expect(plain.map(seen), text).toEqual(general.map(seen));
  return true;
}

const word = fc.constantFrom("a", "b", "server", "client-key", "x_1", "~", "true", "null", "1", "-", "--- ", "...", "");
const scalar = fc.oneof(
  word,
  fc.constantFrom(
    "{}",
    "[]",
    "''",
    '""',
    '"a: b"',
    "'# x'",
    "|",
    ">",
    "&a",
    "*a",
    "!t",
    "a: b",
    "a #b",
    "a:",
    "- a",
    "? a",
  ),
  fc.constantFrom(
    "007",
    "1e3",
    "0x1f",
    "0o7",
    ".5",
    "1.",
    "-1",
    "+1",
    "10.0.0.1",
    "1.37.2",
    "-.inf",
    ".NaN",
    "12345678901234567890",
  ),
  fc.constantFrom(
    "--flag=/etc/x",
    "https://a:6443",
    "$(X)",
    "/a/b",
    "@x",
    "`",
    "%x",
    "a ",
    "<<",
    "2027-01-01T00:00:00Z",
    "yes",
  ),
  fc.string({ maxLength: 6 }),
);
const line = fc
  .tuple(
    fc.constantFrom(0, 0, 1, 2, 2, 4, 6),
    fc.constantFrom("", "", "", "- ", "-   ", "- - ", "# "),
    fc.oneof(
      fc.tuple(word, fc.constantFrom(": ", ":", ":  "), scalar).map((parts) => parts.join("")),
      scalar,
    ),
  )
  .map(([indent, dash, rest]) => " ".repeat(indent) + dash + rest);
const text = fc.array(fc.oneof({ weight: 20, arbitrary: line }, { weight: 1, arbitrary: fc.constant("---") }), {
  maxLength: 9,
});

describe("plain YAML", () => {
  it("is read as the general parser reads it, whatever the lines", () => {
    let taken = 0;
    fc.assert(
      fc.property(text, fc.boolean(), (lines, ends) => {
        if (compare(lines.join("\n") + (ends ? "\n" : ""))) taken++;
      }),
      { numRuns: 4000 },
    );
    expect(taken).toBeGreaterThan(400);
  });

  const folder = mkdtempSync(join(tmpdir(), "kubepki-plain-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is what kubeconfigs, static pods and configuration files are that kubepki and kubeadm write", async () => {
    const document = [
      "apiVersion: kubepki/v1",
      "kind: Cluster",
      "name: c",
      "endpoint: api.example.com:6443",
      "hosts: [{ name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }]",
    ];
    await makeOutput(join(folder, "out"), [writeSpec(folder, `${document.join("\n")}\n`)]);
    const files = readdirSync(join(folder, "out/hosts"), { recursive: true, encoding: "utf8" })
      .filter((name) => /\.(conf|ya?ml)$/.test(name))
      .map((name) => join(folder, "out/hosts", name));
    expect(files.length).toBeGreaterThan(6);
    const left = files.filter((file) => !compare(readFileSync(file, "utf8")));
    expect(left).toEqual([]);
  });
});
