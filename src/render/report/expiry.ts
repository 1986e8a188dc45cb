/** When each certificate really stops, with a bar for what is left of its life; the same kind on many hosts is one row. */
import { commonName, issuerCommonName } from "../../status/names.ts";
import type { StatusRow } from "../../status/status.ts";
import { leftText } from "../status/text.ts";
import { html, type Markup } from "./markup.ts";

const MOST = 200;
const SOON = 30 * 24 * 60 * 60 * 1000;

export function expirySection(rows: readonly StatusRow[], at: Date): Markup {
  const kinds = new Map<string, StatusRow[]>();
  for (const row of rows) {
    const key = [row.title, issuerCommonName(row.certificate), row.stops.at.toISOString().slice(0, 10)].join("\n");
    kinds.set(key, [...(kinds.get(key) ?? []), row]);
  }
  const all = [...kinds.values()];
  return html`<section><h2 id="expiry">What ends when</h2>
<div class="wide" tabindex="0" role="region" aria-label="What ends when"><table>
<thead><tr><th scope="col">Ends</th><th scope="col">Left</th><th scope="col">Life</th><th scope="col">What</th><th scope="col">Host</th><th scope="col">Authority</th></tr></thead>
<tbody>${all.slice(0, MOST).map((same) => rowMarkup(same, at))}</tbody></table></div>
${all.length > MOST && html`<p>And ${all.length - MOST} more, which end later.</p>`}
</section>`;
}

function rowMarkup(same: readonly StatusRow[], at: Date): Markup | undefined {
  const [first] = same;
  if (first === undefined) return undefined;
  const { certificate, stops, title } = first;
  const left = stops.at.getTime() - at.getTime();
  const whole = stops.at.getTime() - certificate.notBefore.getTime();
  const share = whole <= 0 ? 0 : Math.max(0, Math.min(100, Math.round((100 * left) / whole)));
  const tone = left < 0 ? "error" : left < SOON ? "warning" : "good";
  const hosts = [...new Set(same.flatMap((row) => row.hosts))];
  return html`<tr><td>${stops.at.toISOString().slice(0, 10)}</td><td class="${tone}">${left < 0 ? "ended" : leftText(left)}</td><td class="${tone}"><span class="bar"><i style="width:${share}%"></i></span></td><td>${same.length > 1 && `${same.length} × `}${title} <span class="quiet">${commonName(certificate)}</span></td><td>${hosts.length > 2 ? `${hosts[0]} and ${hosts.length - 1} more` : hosts.join(", ")}</td><td>${issuerCommonName(certificate)}</td></tr>
`;
}
