/** When what is there ends, for people, in 80 columns. */
import type { CertificatePlace } from "../../status/held.ts";
import { commonName, issuerCommonName } from "../../status/names.ts";
import type { StatusRow } from "../../status/status.ts";
import type { Breakage, TimelineEntry } from "../../status/timeline.ts";
import type { SeenEndpoint } from "../../trust/live/seen.ts";
import { isSelfIssued } from "../../x509/certificate.ts";
import { serverLines } from "../verify/live-text.ts";
import { placeText, plural, time } from "../verify/text.ts";
import { wrapped } from "../wrapped.ts";

const DAY = 24 * 60 * 60 * 1000;

export interface StatusTextOptions {
  readonly colour?: boolean;
  /** Milliseconds: what ends within them is told with its places. */
  readonly within: number;
  /** Every moment, and not the first three. */
  readonly wholeTimeline?: boolean;
}

export interface StatusTextInput {
  readonly at: Date;
  readonly rows: readonly StatusRow[];
  readonly timeline: readonly TimelineEntry[];
  readonly endpoints?: readonly SeenEndpoint[];
}

/** Lines of the table, and moments, before it is said that there are more. */
const MOST_LINES = 60;
const FIRST_MOMENTS = 3;
const MOST_PLACES = 5;
/** What ends soon, with its places. */
const MOST_SOON = 20;

export function statusText(
  { at, rows, timeline, endpoints }: StatusTextInput,
  { colour = false, within, wholeTimeline = false }: StatusTextOptions,
): string {
  const soon = rows.filter(({ stops }) => stops.at.getTime() - at.getTime() <= within);
  const ended = soon.filter(({ stops }) => stops.at < at).length;
  const hosts = new Set(rows.flatMap((row) => row.hosts)).size;
  const places = rows.reduce((sum, row) => sum + row.places.length, 0);
  const lines = folded(rows, at);
  const paint = (text: string, end: Date): string => {
    if (!colour) return text;
    const left = end.getTime() - at.getTime();
    return `\x1b[${left < 0 ? 31 : left <= within ? 33 : 32}m${text}\x1b[0m`;
  };
  const moments = wholeTimeline ? timeline : timeline.slice(0, FIRST_MOMENTS);
  const rest = timeline.length - moments.length;
  return [
    ...wrapped(
      `At ${time(at)}: ${plural(rows.length, "certificate")} in ${plural(places, "place")} on ${plural(hosts, "host")}; ${ended} ended, ${soon.length - ended} end within ${leftText(within)}`,
      "",
      "  ",
    ),
    "",
    row("ENDS", "LEFT", "", "WHAT", "HOST", "AUTHORITY"),
    ...lines.slice(0, MOST_LINES).map((line) => paint(row(...line.cells), line.end)),
    ...(lines.length > MOST_LINES
      ? [`and ${lines.length - MOST_LINES} more lines, which end later; --output json has all`]
      : []),
    "",
    ...(endpoints === undefined ? [] : [...serverLines(endpoints, (line) => bad(line, colour)), ""]),
    ...soonText(soon, at),
    ...outlivedText(rows),
    ...(timeline.length === 0 ? [] : ["What stops when", ...moments.flatMap((one) => momentLines(one, wholeTimeline))]),
    ...(rest > 0 ? [`  and ${plural(rest, "later moment")}`] : []),
    ...(timeline.length === 0 || wholeTimeline ? [] : ["  What each side prints then, and every moment: --timeline"]),
    ...(timeline.length === 0 ? [] : [""]),
  ].join("\n");
}

const bad = (line: string, colour: boolean): string => (colour ? `\x1b[31m${line}\x1b[0m` : line);

/** Names are written by others: nothing of them moves the cursor or turns the line around. */
const visible = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g, "?");

const cut = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}~` : text.padEnd(width);

const row = (end: string, left: string, bar: string, what: string, host: string, authority: string): string =>
  `${end.padEnd(10)} ${left.padStart(5)} ${bar.padEnd(8)} ${cut(what, 29)} ${cut(host, 11)} ${cut(authority, 12)}`.trimEnd();

interface Line {
  readonly end: Date;
  readonly cells: [string, string, string, string, string, string];
}

/** The same kind of certificate of the same authority that ends on the same day is one line. */
function folded(rows: readonly StatusRow[], at: Date): Line[] {
  const kinds = new Map<string, StatusRow[]>();
  for (const one of rows) {
    const key = [one.title, issuerName(one), dayOf(one.stops.at), one.stops.at < at].join("\0");
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, [one]);
    else known.push(one);
  }
  return [...kinds.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const hosts = [...new Set(all.flatMap((one) => one.hosts))];
    const host = hosts.length === 0 ? "-" : hosts.length === 1 ? (hosts[0] ?? "") : plural(hosts.length, "host");
    const many = all.length > 1 ? `${all.length} x ` : "";
    const end = first.stops.at;
    return [
      {
        end,
        cells: [
          dayOf(end),
          leftText(end.getTime() - at.getTime()),
          barOf(first, at),
          visible(`${many}${labelOf(first)}`),
          visible(host),
          visible(isSelfIssued(first.certificate) ? "itself" : issuerName(first)),
        ],
      } satisfies Line,
    ];
  });
}

/** The catalogue's id is short, and what its users know it by. */
const labelOf = ({ credential, title }: StatusRow): string =>
  credential === undefined || credential === "authority" ? title : credential;

const dayOf = (at: Date): string => at.toISOString().slice(0, at.getUTCFullYear() > 9999 ? 13 : 10);

const issuerName = ({ certificate }: StatusRow): string => issuerCommonName(certificate);

/** `31h`, `364d`, `9.9y`; with a minus when it is past. */
export function leftText(milliseconds: number): string {
  const sign = milliseconds < 0 ? "-" : "";
  const days = Math.abs(milliseconds) / DAY;
  if (days < 2) return `${sign}${Math.floor(days * 24)}h`;
  if (days < 1000) return `${sign}${Math.floor(days)}d`;
  return `${sign}${Math.floor(days / 36.525) / 10}y`;
}

/** What is left of its life, in eighths. */
function barOf({ certificate, stops }: StatusRow, at: Date): string {
  const whole = stops.at.getTime() - certificate.notBefore.getTime();
  const left = stops.at.getTime() - at.getTime();
  const filled = whole <= 0 ? 0 : Math.max(0, Math.min(8, Math.ceil((8 * left) / whole)));
  return "#".repeat(filled) + ".".repeat(8 - filled);
}

function soonText(soon: readonly StatusRow[], at: Date): string[] {
  const shown = soon.slice(0, MOST_SOON).flatMap((one) => {
    const { stops, certificate } = one;
    const past = stops.at < at;
    const above =
      stops.because === certificate
        ? ""
        : `, because its authority ${commonName(stops.because)} ${past ? "did" : "does"} (its own end is ${time(certificate.notAfter)})`;
    const who = one.hosts.length === 0 ? "" : ` on ${one.hosts.slice(0, 3).join(", ")}`;
    const places = one.places.slice(0, MOST_PLACES);
    const more = one.places.length - places.length;
    return [
      ...wrapped(
        visible(`${past ? "Ended" : "Ends soon"}: ${one.title}${who}, ${subjectText(one)}: ${time(stops.at)}${above}`),
        "",
        "  ",
      ),
      ...places.flatMap(({ place }: CertificatePlace) => wrapped(visible(placeText(place)), "  see  ")),
      ...(more > 0 ? [`  and ${plural(more, "more place")}`] : []),
      "",
    ];
  });
  return soon.length > MOST_SOON ? [...shown, `and ${soon.length - MOST_SOON} more that end soon`, ""] : shown;
}

const subjectText = ({ certificate, credential }: StatusRow): string =>
  credential === "authority" ? "an authority" : `CN ${commonName(certificate)}`;

function outlivedText(rows: readonly StatusRow[]): string[] {
  const kinds = new Map<string, StatusRow[]>();
  for (const one of rows) {
    if (one.outlived === undefined) continue;
    const key = `${commonName(one.outlived)} ends ${time(one.outlived.notAfter)}`;
    kinds.set(key, [...(kinds.get(key) ?? []), one]);
  }
  return [...kinds].flatMap(([authority, all]) => [
    ...wrapped(visible(`Outlives its authority (${authority}): ${plural(all.length, "certificate")}`), "", "  "),
    ...all.slice(0, MOST_PLACES).flatMap(({ title, places }) => {
      const [first] = places;
      return first === undefined ? [] : wrapped(visible(`${title}: ${placeText(first.place)}`), "  ", "    ");
    }),
    ...(all.length > MOST_PLACES ? [`  and ${all.length - MOST_PLACES} more`] : []),
    "",
  ]);
}

function momentLines({ at, ends, begins, breaks, mends }: TimelineEntry, texts: boolean): string[] {
  const names = (list: TimelineEntry["ends"]): string => {
    const all = [...new Set(list.map(({ certificate }) => commonName(certificate)))];
    return all.length > 4 ? `${all.slice(0, 4).join(", ")} and ${all.length - 4} more` : all.join(", ");
  };
  return [
    `  ${time(at)}`,
    ...(ends.length === 0 ? [] : wrapped(visible(`ends: ${names(ends)}`), "    ", "      ")),
    ...(begins.length === 0 ? [] : wrapped(visible(`begins: ${names(begins)}`), "    ", "      ")),
    ...breaks.flatMap((one) => breakLines("breaks", one, texts)),
    ...mends.flatMap((one) => breakLines("works again", one, texts)),
  ];
}

function breakLines(verb: string, { id, title, count, hosts, example }: Breakage, texts: boolean): string[] {
  const { client, server } = example.connection;
  const where = hosts.length === 0 ? "" : hosts.length > 3 ? ` on ${plural(hosts.length, "host")}` : ` on ${hosts}`;
  const prints = (who: string, text: string | undefined): string[] =>
    text === undefined || !texts ? [] : wrapped(visible(text), `        ${who} prints  `, "          ");
  return [
    ...wrapped(visible(`${verb}: ${id}, ${title} (${count}${where.replaceAll(",", ", ")})`), "      ", "        "),
    ...prints(client.component, example.clientPrints),
    ...prints(server.component, example.serverPrints),
  ];
}
