/** The findings, each to be opened; with filters where scripts run. */
import type { Audit } from "../../audit/finding.ts";
import { SEVERITIES } from "../../audit/rule.ts";
import { breakGroups, breaksOf, breaksText, countsOf, type FindingGroup, groupsOf } from "../audit/groups.ts";
import { whereText } from "../audit/visible.ts";
import { endsText, plural } from "../verify/text.ts";
import { html, type Markup } from "./markup.ts";

/** More is read by nobody; the document of --output json has all. */
const MOST_GROUPS = 400;
const MOST_KINDS = 12;
const MOST_PLACES = 50;
/** So many are open from the start. */
const FIRST_OPEN = 3;

export function findingsSection(audit: Audit): Markup {
  const groups = groupsOf(audit, audit.findings);
  const counts = countsOf(audit.findings);
  if (groups.length === 0)
    return html`<section><h2 id="findings">Findings</h2><p class="good">Nothing is found.</p></section>`;
  return html`<section><h2 id="findings">Findings</h2>
<form id="filters" hidden aria-label="Which findings are shown">
${SEVERITIES.map((level) => html`<label><input type="checkbox" value="${level}" checked> ${level} (${counts[level]})</label>`)}
<label>Host <select name="host"><option value="">all</option>${audit.hosts.map(({ name }) => html`<option>${name}</option>`)}</select></label>
<label>Words <input type="search" name="words"></label>
<span id="shown" role="status"></span>
</form>
${groups.slice(0, MOST_GROUPS).map(findingMarkup)}
${groups.length > MOST_GROUPS && html`<p>And ${groups.length - MOST_GROUPS} more.</p>`}
</section>`;
}

function findingMarkup({ first, more }: FindingGroup, i: number): Markup {
  const { severity, rule, title, place, message, shown, remedy, because } = first;
  const hosts = [...new Set([first, ...more].flatMap((one) => one.place.host ?? []))];
  const breaks = breaksOf([first, ...more]);
  const text = breaksText(breaks);
  const kinds = breakGroups(breaks);
  const others = [...first.also, ...more.map((one) => one.place)].filter(
    (one) => one.file !== place.file || one.host !== place.host,
  );
  return html`<details class="finding ${severity}" data-level="${severity}" data-hosts="${JSON.stringify(hosts)}"${i < FIRST_OPEN && html` open`}>
<summary><span class="level ${severity}">${severity}</span><strong>${title}</strong>${text !== undefined && html` <span class="quiet">${text} because of it</span>`}
<span class="where">${whereText(place)}${more.length > 0 && ` and on ${plural(more.length, "more host")}`}</span></summary>
<div class="inside"><p>${message}</p>
${shown !== undefined && html`<pre>${shown.field}${shown.field.startsWith("--") ? "=" : ": "}<mark>${shown.value}</mark></pre>`}
<h3>Mend</h3><p>${remedy.sentence}</p>
${remedy.commands !== undefined && remedy.commands.length > 0 && html`<pre>${remedy.commands.join("\n")}</pre>`}
${remedy.restart !== undefined && html`<p>Restart: ${remedy.restart}</p>`}
${
  text !== undefined &&
  html`<h3>Because of this, ${text}</h3><ul>${kinds.slice(0, MOST_KINDS).map(
    ({
      first: one,
      count,
    }) => html`<li>${one.connection.id} ${endsText(one.connection)}${count > 1 && ` and ${count - 1} more`}
${one.clientPrints !== undefined && html`<br>${one.connection.client.component} prints <code>${one.clientPrints}</code>`}
${one.serverPrints !== undefined && html`<br>${one.connection.server.component} prints <code>${one.serverPrints}</code>`}</li>`,
  )}</ul>${kinds.length > MOST_KINDS && html`<p>And ${kinds.length - MOST_KINDS} more kinds.</p>`}`
}
${because.length > 0 && html`<h3>What follows from it</h3><ul>${because.slice(0, MOST_PLACES).map((one) => html`<li>${one.message} <span class="quiet">(${whereText(one.place)})</span></li>`)}</ul>`}
${others.length > 0 && html`<h3>Also</h3><ul>${others.slice(0, MOST_PLACES).map((one) => html`<li>${whereText(one)}</li>`)}</ul>${others.length > MOST_PLACES && html`<p>And in ${others.length - MOST_PLACES} more.</p>`}`}
<p class="quiet">Rule ${rule}</p></div></details>
`;
}
