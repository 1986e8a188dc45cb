/** The maps' languages, read by what they are written for: Graphviz, a browser. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { renderMap } from "../../src/render/map/render.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { actualMaps } from "../unit/render/map/actual-maps.ts";
import { allMaps } from "../unit/render/map/maps.ts";

const maps = [...allMaps(), ...(await actualMaps())];

describeWith(["dot"], "Graphviz", () => {
  it("reads every map, with its nodes and edges", { timeout: 120_000 }, () => {
    const wanted = maps.map(([name, map]) => ({
      name,
      nodes: [...map.nodes.map(({ id }) => id), ...map.authorities.map(({ id }) => `authority ${id}`)].sort(),
      edges: map.edges.length,
    }));
    const read = maps.map(([name, map]) => {
      const plain = execFileSync(judgePath("dot"), ["-Tjson0"], { input: renderMap(map, "dot"), encoding: "utf8" });
      const graph = JSON.parse(plain) as { objects: { name: string; nodes?: unknown }[]; edges?: unknown[] };
      const nodes = graph.objects.filter((one) => one.nodes === undefined && !/^cluster_/.test(one.name));
      return { name, nodes: nodes.map((node) => node.name).sort(), edges: (graph.edges ?? []).length };
    });
    expect(read).toEqual(wanted);
  });
});

/** In the browser: texts that meet, that leave the page, or that leave their box; and what the reader gets of it. */
const MEASURE = `
const svgs = [...document.querySelectorAll("svg")];
const faults = svgs.flatMap((svg) => {
  const page = svg.getBoundingClientRect();
  const texts = [...svg.querySelectorAll("text")].map((text) => ({ text: text.textContent, at: text.getBoundingClientRect() }));
  const boxes = [...svg.querySelectorAll(".box")].map((box) => box.getBoundingClientRect());
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 3 && b.top < a.bottom - 3;
  const meeting = texts.flatMap((a, i) => texts.slice(i + 1).filter((b) => meet(a.at, b.at)).map((b) => a.text + " | " + b.text));
  const off = texts.filter(({ at }) => at.left < page.left || at.right > page.right || at.bottom > page.bottom);
  const out = texts.filter(({ at }) => boxes.some((box) => meet(at, box) && (at.left < box.left || at.right > box.right)));
  return [...meeting, ...off.map(({ text }) => "off the page: " + text), ...out.map(({ text }) => "out of its box: " + text)]
    .map((fault) => svg.parentElement.id + ": " + fault);
});
const tones = [...new Set(svgs.map((svg) => getComputedStyle(svg.querySelector(".page")).fill))];
const named = svgs.every((svg) => svg.querySelector("title").textContent !== "" && svg.getAttribute("role") === "img");
document.body.textContent = JSON.stringify({ count: svgs.length, faults, tones, named });
`;

describeWith(["chromium"], "a browser", () => {
  it("draws every map: no text meets another or leaves its box; light and dark", { timeout: 120_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), "kubepki-map-"));
    try {
      const file = join(folder, "maps.html");
      // Identifiers are of one document each.
      const pictures = maps.map(([name, map]) => `<div id="${name}">${renderMap(map, "svg")}</div>`);
      writeFileSync(file, `<meta charset="utf-8"><body>${pictures.join("")}<script>${MEASURE}</script>`);
      const look = (...flags: string[]): unknown => {
        const dump = execFileSync(
          judgePath("chromium"),
          [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            `--user-data-dir=${folder}/profile`,
            ...flags,
            "--dump-dom",
            `file://${file}`,
          ],
          { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 64 << 20 },
        );
        return JSON.parse(
          /<body>(\{.*\})<\/body>/s.exec(dump)?.[1]?.replaceAll("&amp;", "&").replaceAll("&lt;", "<") ?? dump,
        );
      };
      const drawn = { count: maps.length, faults: [], named: true };
      expect(look()).toEqual({ ...drawn, tones: ["rgb(255, 255, 255)"] });
      expect(look("--blink-settings=preferredColorScheme=0")).toEqual({ ...drawn, tones: ["rgb(13, 17, 23)"] });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
