/** The whole of a cluster by one script: run, compared path by path with what apply makes, and planned upon. */
import { rmSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { script } from "../../src/app/show.ts";
import { catalog } from "../../src/catalog/index.ts";
import { describeWith } from "../judges/judge.ts";
import { GoOracle } from "../oracle/go.ts";
import { applied, COMBINATIONS, newFolder, planned, runShell, specOf } from "./clusters.ts";
import { told, treeOf } from "./compare.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe("the specifications", () => {
  it("pair topologies, roots and keys with each other, and layouts with all that they allow", () => {
    const values = (field: "topology" | "roots" | "keys") => new Set(COMBINATIONS.map((c) => c[field])).size;
    for (const [one, other] of [
      ["topology", "roots"],
      ["topology", "keys"],
      ["roots", "keys"],
    ] as const) {
      const pairs = new Set(COMBINATIONS.map((c) => `${c[one]} ${c[other]}`));
      expect({ one, other, pairs: pairs.size }).toEqual({ one, other, pairs: values(one) * values(other) });
    }
    expect(new Set(COMBINATIONS.map(({ layout }) => layout))).toEqual(new Set(Object.keys(catalog.layouts)));
  });
});

describeWith(["openssl", "go-oracle"], "a cluster by one script of openssl", () => {
  let go: GoOracle;
  beforeAll(() => {
    go = new GoOracle();
  });
  afterAll(() => go.close());

  it.concurrent.each(COMBINATIONS)(
    "$layout, topology $topology, roots $roots, $keys",
    { timeout: 60_000 },
    async ({ text }) => {
      const spec = specOf(text);
      const [ours, theirs] = [applied(spec), byScript(script({ spec }, "openssl"))];
      const wanted = await told(go, treeOf(await ours));
      expect(await told(go, treeOf(await theirs))).toEqual(wanted);
      // Encrypted by another, a PKCS#12 file is somebody else's: it is asked about, not overwritten.
      const left = (await planned(spec, await theirs)).map((line) => line.replace(/^(refuse) .*(\.\w+): .*$/, "$1 $2"));
      expect(left).toEqual(["refuse .pfx", "refuse .p12"]);
      folders.push(await ours, await theirs);
    },
  );

  it("refuses a folder that is not empty", async () => {
    const spec = specOf(COMBINATIONS[0]?.text ?? "");
    const text = script({ spec }, "openssl");
    const folder = await byScript(text);
    folders.push(folder);
    const before = treeOf(folder);
    const { code, stderr } = await runShell("sh", text, folder);
    expect({ code, stderr }).toEqual({ code: 1, stderr: "authorities is there already: this wants an empty folder\n" });
    expect(treeOf(folder)).toEqual(before);
  });
});

async function byScript(text: string): Promise<string> {
  const folder = newFolder();
  const { code, stderr } = await runShell("sh", text, folder);
  if (code !== 0) throw new Error(stderr);
  return folder;
}
