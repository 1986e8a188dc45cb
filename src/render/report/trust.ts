/** The trust map of what was read, and each connection of it in words, for those who see no picture. */

import type { MapEdge, TrustMap } from "../map/model.ts";
import { renderMap } from "../map/render.ts";
import { faultOf, MARKS, reasonTexts, verdictText } from "../map/verdict.ts";
import { checkedText, lettersOf, shownText } from "../map/words.ts";
import { html, Markup } from "./markup.ts";

export function trustSection(map: TrustMap): Markup {
  if (map.edges.length === 0)
    return html`<section><h2 id="map">Trust map</h2><p>No connection: no settings were read that say who dials whom.</p></section>`;
  const letters = lettersOf(map);
  const edges = map.edges.toSorted((a, b) => rank(a) - rank(b));
  // The picture escapes its own names.
  const picture = new Markup(renderMap(map, "svg"));
  return html`<section><h2 id="map">Trust map</h2>
<div id="tools" class="tools" hidden><button type="button" data-do="in">Zoom in</button><button type="button" data-do="out">Zoom out</button><button type="button" data-do="whole">Whole map</button></div>
<div id="picture" class="picture" tabindex="0" role="region" aria-label="Trust map; arrow keys, plus and minus move it">${picture}</div>
<p class="quiet">A click on a line leads to its connection below.</p>
<h3>Connections</h3>
${edges.map((edge) => edgeMarkup(edge, letters))}
</section>`;
}

const ORDER = ["fails", "unknown", "unverified"] as const;

const rank = (edge: MapEdge): number => {
  const at = ORDER.indexOf(faultOf(edge) ?? ("" as never));
  return at < 0 ? ORDER.length : at;
};

const CLASSES = { fails: "error", unknown: "quiet", unverified: "warning" } as const;

function edgeMarkup(edge: MapEdge, letters: ReturnType<typeof lettersOf>): Markup {
  const { connection, title, client, server, shows, checks, dials, verdict, without } = edge;
  const fault = faultOf(edge);
  return html`<details class="edge ${fault === undefined ? "good" : CLASSES[fault]}" id="edge-${connection}-${client}-${server}">
<summary>${fault !== undefined && `${MARKS[fault]} `}<strong>${connection}</strong> ${client} to ${server}: ${title}<span class="where">${verdict === undefined ? "" : verdictText(verdict)}</span></summary>
<div class="inside"><p>${client} shows ${shownText(shows, letters)}, and checks ${server} with ${checkedText(checks, letters)}.</p>
<p>It asks for ${dials.join(", ")}.</p>
${verdict !== undefined && fault !== undefined && html`<ul>${reasonTexts(verdict).map((one) => html`<li>${one}</li>`)}</ul>`}
<p class="quiet">When it does not work: ${without}</p></div></details>
`;
}
