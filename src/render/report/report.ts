/** One page that has everything in it: nothing is fetched, it reads without scripts, and what others named is escaped. */
import type { Accepting } from "../../audit/accept/ignore.ts";
import { withThoseBelow } from "../../audit/accept/ignore.ts";
import type { Audit } from "../../audit/finding.ts";
import { SEVERITIES } from "../../audit/rule.ts";
import type { StatusRow } from "../../status/status.ts";
import { countsOf, countsText, fails } from "../audit/groups.ts";
import { whereText } from "../audit/visible.ts";
import type { TrustMap } from "../map/model.ts";
import { plural, time } from "../verify/text.ts";
import { expirySection } from "./expiry.ts";
import { findingsSection } from "./findings.ts";
import { html, Markup } from "./markup.ts";
import { SCRIPT, SCRIPT_HASH } from "./script.ts";
import { STYLE } from "./style.ts";
import { trustSection } from "./trust.ts";

export interface ReportInput {
  readonly found: Accepting;
  /** `actualMap` of the audit's predictions. */
  readonly map: TrustMap;
  readonly rows: readonly StatusRow[];
  readonly version: string;
}

const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${SCRIPT_HASH}'; base-uri 'none'; form-action 'none'`;

export function auditReport({ found, map, rows, version }: ReportInput): string {
  const { audit } = found;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${new Markup(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>kubepki audit: ${countsText(audit.findings)}</title>
<style>${new Markup(STYLE)}</style>
</head>
<body>
<header><h1>kubepki audit: ${countsText(audit.findings)}</h1>
<p class="quiet">At ${time(audit.at)}, by kubepki ${version}</p>
<nav aria-label="Sections"><ul><li><a href="#findings">Findings</a></li><li><a href="#map">Trust map</a></li><li><a href="#expiry">What ends when</a></li><li><a href="#hosts">Hosts</a></li></ul></nav></header>
<main>
${summary(audit)}
${findingsSection(audit)}
${acceptedMarkup(found)}
${trustSection(map)}
${expirySection(rows, audit.at)}
${hostsSection(audit)}
${notesMarkup(audit)}
</main>
<footer><p>Predicted from files; nothing was changed, and no private key is in this page.</p></footer>
<script>${new Markup(SCRIPT)}</script>
</body>
</html>
`.text;
}

function summary({ findings, counts, hosts, predictions }: Audit): Markup {
  const of = countsOf(findings);
  const failing = predictions.filter(fails).length;
  return html`<ul class="counts">
<li class="${of.error > 0 ? "error" : "good"}"><strong>${of.error}</strong> ${of.error === 1 ? "error" : "errors"}</li>
<li class="${of.warning > 0 ? "warning" : "good"}"><strong>${of.warning}</strong> ${of.warning === 1 ? "warning" : "warnings"}</li>
<li class="advice"><strong>${of.advice}</strong> advice</li>
<li class="${failing > 0 ? "error" : "good"}"><strong>${failing}</strong> of ${plural(counts.connections, "connection")} ${failing === 1 ? "fails" : "fail"}</li>
<li><strong>${counts.certificates}</strong> certificates</li>
<li><strong>${hosts.length}</strong> ${hosts.length === 1 ? "host" : "hosts"}</li>
</ul>`;
}

const MOST_LINES = 200;

function acceptedMarkup({ audit: { accepted }, expired, unused, mended }: Accepting): Markup | false {
  if (accepted.length + expired.length + unused.length + mended.length === 0) return false;
  return html`<section><h2>Accepted</h2><ul>
${accepted.slice(0, MOST_LINES).map(({ finding, by, reason }) => html`<li>${by}: ${finding.message} <span class="quiet">(${whereText(finding.place)})${reason !== undefined && ` ${reason}`}</span></li>`)}
${expired.map(({ rule, path, expires }) => html`<li>ignored no more since ${expires?.toISOString().slice(0, 10)}: ${rule} ${path}</li>`)}
${unused.map(({ rule, path }) => html`<li>ignored in vain: ${rule} ${path}</li>`)}
${mended.slice(0, MOST_LINES).map((one) => html`<li>of the baseline, no more found: ${one}</li>`)}
</ul></section>`;
}

function hostsSection({ hosts, findings }: Audit): Markup {
  const all = withThoseBelow(findings);
  const own = new Map(hosts.map(({ name }) => [name, all.filter(({ place }) => place.host === name)]));
  return html`<section><h2 id="hosts">Hosts</h2>
<div class="wide" tabindex="0" role="region" aria-label="Hosts"><table>
<thead><tr><th scope="col">Host</th><th scope="col">Runs</th><th scope="col">Files</th>${SEVERITIES.map((one) => html`<th scope="col">${one}</th>`)}</tr></thead>
<tbody>${hosts.map(({ name, files, components }) => {
    const counts = countsOf(own.get(name) ?? []);
    return html`<tr><th scope="row">${name}</th><td>${[...new Set(components.map((one) => one.component))].join(", ")}</td><td>${files.length}</td>${SEVERITIES.map((one) => html`<td class="${counts[one] > 0 ? one : "quiet"}">${counts[one]}</td>`)}</tr>
`;
  })}</tbody></table></div></section>`;
}

const notesMarkup = ({ notes }: Audit): Markup | false =>
  notes.length > 0 &&
  html`<section><h2>What could not be read</h2><ul>${notes.slice(0, MOST_LINES).map(({ place, message }) => html`<li>${whereText(place)}: ${message}</li>`)}</ul>${notes.length > MOST_LINES && html`<p>And ${notes.length - MOST_LINES} more.</p>`}</section>`;
