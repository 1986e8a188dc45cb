/** Who issues for what, against the catalogue's reasons to keep things apart. */
import { catalog } from "../../catalog/index.ts";
import type { Report } from "../../source/report.ts";
import type { Draft } from "../draft.ts";
import { formatDuration } from "../grammar/duration.ts";
import { trustModel } from "../resolve/trust-model.ts";

export function checkAuthorities(draft: Draft, report: Report): void {
  checkSeparations(draft, report);
  checkRoots(draft, report);
}

/** What a topology keeps apart, an override may not bring together again. */
function checkSeparations({ spec, origins }: Draft, report: Report): void {
  const before = catalog.topologies[spec.topology].issuerOf;
  const { issuerOf } = trustModel(spec, catalog);
  const said = new Set<string>();
  for (const { purposes, severity, why } of catalog.separations) {
    const [one, other] = purposes;
    const issuer = issuerOf[one];
    if (issuer !== issuerOf[other] || before[one] === before[other] || said.has(`${severity} ${issuer}`)) continue;
    said.add(`${severity} ${issuer}`);
    const place = origins.of("issuers");
    const message = `\`${issuer}\` issues for \`${one}\` and for \`${other}\`: ${why}`;
    if (severity === "error") report.error(place, message, `give \`${other}\` an authority of its own`);
    else report.warning(place, message, `better give \`${other}\` an authority of its own`);
  }
}

function checkRoots({ spec, origins }: Draft, report: Report): void {
  const { roots, lifetimes, layout } = spec;
  if (roots !== "none" && lifetimes.roots < lifetimes.authorities) {
    report.error(
      origins.of("lifetimes.roots"),
      `roots live ${formatDuration(lifetimes.roots)}, shorter than the authorities below them`,
      `at least ${formatDuration(lifetimes.authorities)}`,
    );
  }
  // Files that are chains hold the root too: below a shared one nothing would be apart any more.
  if (roots === "shared" && catalog.layouts[layout].chain === "with-root") {
    report.error(
      origins.of("roots"),
      `the layout \`${layout}\` has the root in every trust file: with a shared one every client is let in everywhere`,
      "write `roots: each`",
    );
  }
}
