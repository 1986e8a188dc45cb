/** docs/reference is printed from the catalogue and the tables; `npm run docs` writes it, this test fails when it is stale. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { MEASURED, referencePages } from "../../scripts/reference/pages.ts";
import { trustMap } from "../../src/app/trust-map.ts";
import { catalog } from "../../src/catalog/index.ts";
import { ERROR_TABLE } from "../../src/errors.ts";
import { renderMap } from "../../src/render/map/render.ts";

const folder = fileURLToPath(new URL("../../docs/reference/", import.meta.url));
const pages = referencePages();

describe("the reference", () => {
  for (const [file, text] of Object.entries(pages)) {
    it(`${file} says what the code says (otherwise: npm run docs)`, async () => {
      await expect(text).toMatchFileSnapshot(`${folder}${file}`);
    });
  }

  it("docs/map.svg is the trust map (otherwise: npm run docs)", async () => {
    await expect(renderMap(trustMap({}), "svg")).toMatchFileSnapshot(`${folder}../map.svg`);
  });

  it("has no page that nobody makes any more", () => {
    const known = [...Object.keys(pages), ...MEASURED.map(({ file }) => file)];
    const surplus = readdirSync(folder).filter((file) => !known.includes(file));
    expect(surplus).toEqual([]);
  });

  it("names every entry of the catalogue", () => {
    const named = (file: string): Set<string> =>
      new Set([...(pages[file] ?? "").matchAll(/^##+ (.*)$/gm)].map(([, heading]) => heading ?? ""));
    expect(named("credentials.md")).toEqual(new Set(Object.keys(catalog.credentials)));
    expect(named("connections.md")).toEqual(new Set(Object.keys(catalog.connections)));
    expect(named("layouts.md")).toEqual(new Set(Object.keys(catalog.layouts)));
    expect(named("rights.md")).toEqual(new Set(Object.keys(catalog.bindings)));
    expect(named("documents.md")).toEqual(new Set(Object.keys(catalog.documents)));
    for (const id of Object.keys(catalog.slots)) expect(named("trust-slots.md")).toContain(id);
    for (const id of Object.keys(catalog.signers)) expect(named("trust-slots.md")).toContain(id);
    for (const { flag, field } of catalog.settings) {
      expect(named("settings.md")).toContain(flag === undefined ? field?.path : `--${flag}`);
    }
    for (const { minor } of catalog.releases) expect(pages["releases.md"]).toContain(`| ${minor} `);
    for (const id of Object.keys(ERROR_TABLE)) expect(pages["errors.md"]).toContain(id);
  });
});
