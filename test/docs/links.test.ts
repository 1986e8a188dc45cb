/** Every relative link of every document leads to a file, and to a heading where it names one. */
import { existsSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, it } from "vitest";
import { anchor } from "../../scripts/reference/markdown.ts";
import { type Document, documents, ROOT } from "./markdown.ts";

const all = documents();
const byFile = new Map(all.map((document) => [document.file, document]));

/** As on GitHub: a heading that comes again gets a number. */
function anchorsOf({ headings }: Document): Set<string> {
  const seen = new Map<string, number>();
  return new Set(
    headings.map((heading) => {
      const base = anchor(heading.replaceAll("`", ""));
      const count = seen.get(base) ?? 0;
      seen.set(base, count + 1);
      return count === 0 ? base : `${base}-${count}`;
    }),
  );
}

function fault({ file }: Document, target: string): string | undefined {
  const [path = "", heading] = target.split("#");
  const to = path === "" ? file : normalize(join(dirname(file), decodeURIComponent(path)));
  const full = join(ROOT, to);
  if (!existsSync(full)) return `${file}: ${target} leads nowhere`;
  if (heading === undefined) return undefined;
  const document = byFile.get(statSync(full).isDirectory() ? `${to}/README.md` : to);
  if (document === undefined) return `${file}: ${target} names a heading of what is no document`;
  return anchorsOf(document).has(heading) ? undefined : `${file}: ${target}: there is no such heading`;
}

it("every relative link leads somewhere", () => {
  const relative = all.flatMap((document) =>
    document.links.filter((target) => !/^[a-z]+:/.test(target)).map((target) => [document, target] as const),
  );
  expect(relative.length).toBeGreaterThan(100);
  expect(relative.flatMap(([document, target]) => fault(document, target) ?? [])).toEqual([]);
});

it("notices a link that leads nowhere", () => {
  const [document] = all as [Document];
  expect(fault(document, "no-such-page.md")).toContain("leads nowhere");
  expect(fault(document, "#no-such-heading")).toContain("no such heading");
});
