/** The report of `audit`, in a browser: nothing runs that others wrote, it is accessible, and fits a narrow screen. */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import axe from "axe-core";
import { expect, it } from "vitest";
import { status } from "../../src/app/status.ts";
import { actualMap, auditReport, catalog, readActual } from "../../src/index.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { rightTree } from "../unit/audit/rules/faulty.ts";
import { HOSTILE, hostileAudit } from "../unit/render/audit/hostile.ts";

const found = await hostileAudit();
const { at, predictions } = found.audit;
const actual = await readActual(await rightTree(), catalog);
const page = auditReport({
  found,
  map: actualMap(predictions, at, catalog),
  rows: status({ actual, catalog, at }).rows,
  version: "1.2.3",
});

/** In the page: filters and the map are used, then what is there is told, in an attribute of the body. */
const LOOK = `
addEventListener("load", async () => {
  const all = (what) => [...document.querySelectorAll(what)];
  const form = document.getElementById("filters");
  const before = all(".finding:not([hidden])").length;
  form.querySelector("[value=error]").click();
  const after = all(".finding:not([hidden])").map((one) => one.dataset.level);
  form.querySelector("[value=error]").click();
  const line = all("#picture g > .line")[0];
  line.dispatchEvent(new MouseEvent("click", { bubbles: true }));
  const opened = all(".edge[open]").length;
  const svg = document.querySelector("#picture svg");
  const whole = svg.getAttribute("viewBox");
  document.querySelector("[data-do=in]").click();
  const zoomed = svg.getAttribute("viewBox") !== whole;
  for (const one of all("details")) one.open = true;
  const { violations } = await axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"] });
  const told = {
    tools: !form.hidden && before > 2 && after.length > 0 && !after.includes("error"),
    opened, zoomed,
    width: innerWidth,
    tooWide: document.documentElement.scrollWidth > innerWidth,
    strange: all("img, iframe, object, a:not([href^='#'])").length + all("script").length - 3,
    hostile: document.querySelector(".finding strong").textContent,
    ground: getComputedStyle(document.body).backgroundColor,
    violations: violations.map(({ id, nodes }) => id + " " + nodes.length + " " + nodes[0].html.slice(0, 200) + " " + nodes[0].failureSummary),
  };
  parent.postMessage(JSON.stringify(told), "*");
});
`;

it("lets its own script run and no other: the policy has the script's hash", () => {
  const [, script = ""] = /<script>([\s\S]*?)<\/script>/.exec(page) ?? [];
  const hash = createHash("sha256").update(script).digest("base64");
  expect(page).toContain(`script-src 'sha256-${hash}'`);
  expect(page.match(/<script/g)).toHaveLength(1);
  expect(page).not.toMatch(/\s(src|href)="(?!#)/);
  expect(page.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(
    /https?:\/\/(?!\S*&quot;)[^\s<"]*\.(js|css|png|woff)/,
  );
});

describeWith(["chromium"], "the report in a browser", () => {
  it.each([
    ["1280 px, light", 1280, [], "rgb(255, 255, 255)"],
    ["400 px, dark", 400, ["--blink-settings=preferredColorScheme=0"], "rgb(13, 17, 23)"],
  ])("at %s: works, is accessible, has nothing of others in it", { timeout: 60_000 }, (_, width, flags, ground) => {
    const folder = mkdtempSync(join(tmpdir(), "kubepki-report-"));
    try {
      const file = join(folder, "report.html");
      // The test's own scripts are let in.
      const open = page.replace(/script-src '[^']*'/, "script-src 'unsafe-inline'");
      writeFileSync(
        file,
        open.replace("</body>", () => `<script>${axe.source}</script><script>${LOOK}</script></body>`),
      );
      // A frame is as narrow as is asked for, a window is not.
      const frame = join(folder, "frame.html");
      writeFileSync(
        frame,
        `<meta name="color-scheme" content="light dark"><body><iframe style="width:${width}px;height:900px;border:0" src="report.html"></iframe><script>addEventListener("message", ({ data }) => { document.body.textContent = data; })</script>`,
      );
      const dump = execFileSync(
        judgePath("chromium"),
        [
          "--headless",
          "--no-sandbox",
          "--disable-gpu",
          `--user-data-dir=${folder}/profile`,
          "--window-size=1400,1000",
          "--virtual-time-budget=60000",
          ...flags,
          "--dump-dom",
          `file://${frame}`,
        ],
        { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], maxBuffer: 64 << 20 },
      );
      const [, told = "{}"] = /<body>(\{.*\})<\/body>/s.exec(dump) ?? [];
      const text = told
        .replaceAll("&lt;", "<")
        .replaceAll("&gt;", ">")
        .replaceAll("&nbsp;", "\u00a0")
        .replaceAll("&amp;", "&");
      expect(JSON.parse(text)).toEqual({
        tools: true,
        width,
        opened: 1,
        zoomed: true,
        tooWide: false,
        strange: 0,
        hostile: HOSTILE.replaceAll(/[\p{Cc}\p{Bidi_C}]/gu, "?"),
        ground,
        violations: [],
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
