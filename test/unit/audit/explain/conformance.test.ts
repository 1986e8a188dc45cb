// Texts that were provoked from real components with known faults: the true cause is among those named.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CAUSES } from "../../../../src/audit/explain/causes/index.ts";
import { explainLine } from "../../../../src/audit/explain/explain.ts";
import { catalog } from "../../../../src/catalog/index.ts";

const FOLDER = process.env.KUBEPKI_CONFORMANCE ?? join(import.meta.dirname, "../../../../../shared/conformance");
const there = existsSync(join(FOLDER, "errors.json"));
if (!there) console.warn(`skipped: no errors.json in ${FOLDER}; KUBEPKI_CONFORMANCE names another folder`);

interface Provoked {
  readonly id: string;
  readonly side: string;
  readonly text: string;
  readonly cause: string;
  readonly also_possible: readonly string[];
}

const read = (name: string): unknown => JSON.parse(readFileSync(join(FOLDER, name), "utf8"));

/** The first line that says something. */
const firstOf = (text: string) =>
  text
    .split("\n")
    .map((line) => explainLine(line, catalog))
    .find((one) => one !== undefined);

describe.skipIf(!there)("texts of real components", () => {
  const texts = there ? (read("errors.json") as Provoked[]) : [];

  test("there are some", () => {
    expect(texts.length).toBeGreaterThanOrEqual(230);
  });

  test.each(texts.map((one) => [one.id, one] as const))("%s", (_, { text, cause, also_possible }) => {
    const causes = (firstOf(text)?.causes ?? []).map(({ id }) => id as string);
    expect(causes).toContain(cause);
    // What is named first is never something that the text rules out.
    expect([cause, ...also_possible]).toContain(causes[0]);
  });

  test("causes that a text rules out are hardly ever named", () => {
    const wrong = texts.flatMap(({ id, text, cause, also_possible }) => {
      const possible = new Set([cause, ...also_possible]);
      const named = (firstOf(text)?.causes ?? []).filter((one) => !possible.has(one.id));
      return named.length === 0 ? [] : [id];
    });
    expect(wrong.length, wrong.join(", ")).toBeLessThan(texts.length / 40);
  });

  test("every cause of theirs is one of ours", () => {
    expect(Object.keys(read("causes.json") as object).filter((id) => !(id in CAUSES))).toEqual([]);
  });
});
