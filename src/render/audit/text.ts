/** An audit for people, in 80 columns: what stops the cluster first is first. */
import type { Accepting, Ignore } from "../../audit/accept/ignore.ts";
import type { Audit, Finding } from "../../audit/finding.ts";
import type { Severity } from "../../audit/rule.ts";
import type { Place } from "../../inventory/actual.ts";
import { endsText, plural, time } from "../verify/text.ts";
import { wrapped } from "../wrapped.ts";
import {
  type BreakGroup,
  breakGroups,
  breaksOf,
  breaksText,
  countsText,
  type FindingGroup,
  fails,
  groupsOf,
} from "./groups.ts";
import { shownLines } from "./shown-lines.ts";
import { visible, whereText } from "./visible.ts";

/** Kinds of connections, further places and hosts that are told of one finding. */
const MOST_KINDS = 4;
const MOST_PLACES = 3;
const MOST_HOSTS = 4;
const MOST_BELOW = 5;

const COLOURS: Readonly<Record<Severity, number>> = { error: 31, warning: 33, advice: 36 };

export interface AuditTextOptions {
  readonly colour?: boolean;
}

export function auditText(accepting: Accepting, { colour = false }: AuditTextOptions = {}): string {
  const { audit } = accepting;
  const groups = groupsOf(audit, audit.findings);
  return [
    ...summaryLines(audit),
    "",
    ...groups.flatMap((group) => findingLines(group, colour)),
    ...acceptedLines(accepting),
  ].join("\n");
}

/** First what was found, then what was looked at. */
export function summaryLines({ at, findings, counts, hosts, predictions }: Audit): string[] {
  const failing = predictions.filter(fails).length;
  const connections =
    counts.connections === 0
      ? "no connection between programs is told in what was read"
      : `${failing} of ${plural(counts.connections, "connection")} ${failing === 1 ? "fails" : "fail"}`;
  return [
    ...wrapped(`At ${time(at)}: ${countsText(findings)}; ${connections}`, "", "  "),
    ...wrapped(
      `${plural(counts.files, "file")} and ${plural(counts.certificates, "certificate")} on ${plural(hosts.length, "host")} were looked at`,
      "",
      "  ",
    ),
  ];
}

function findingLines({ first, more }: FindingGroup, colour: boolean): string[] {
  const { severity, rule, title, place, also, message, shown, remedy, because } = first;
  const paint = (text: string, code: number): string => (colour ? `\x1b[${code}m${text}\x1b[0m` : text);
  const [head = "", ...rest] = said(`${severity.toUpperCase()} ${rule}: ${title}`, "", "  ");
  const breaks = breaksOf([first, ...more]);
  return [
    head.replace(/^[A-Z]+/, (word) => paint(word, COLOURS[severity])),
    ...rest,
    ...said(whereText(place), "  at       "),
    ...(shown === undefined ? [] : shownLines(shown, place, (text) => paint(text, COLOURS[severity]))),
    ...said(message, "  what     "),
    ...alsoLines(place, also),
    ...hostLines(more),
    ...said(remedy.sentence, "  mend     "),
    // A command that is cut or broken is no command.
    ...(remedy.commands ?? []).map((command) => `             ${visible(command)}`),
    ...(remedy.restart === undefined ? [] : said(remedy.restart, "  restart  ")),
    ...breakLines(breaks),
    ...belowLines(because),
    "",
  ];
}

const said = (text: string, label: string, indent = "           "): string[] => wrapped(visible(text), label, indent);

/** The same fault elsewhere; not the other lines of one file. */
function alsoLines(place: Place, also: readonly Place[]): string[] {
  const others = also.filter((one) => one.file !== place.file || one.host !== place.host);
  const shown = others.slice(0, MOST_PLACES).flatMap((one) => said(whereText(one), "  also     "));
  const rest = others.length - MOST_PLACES;
  return rest > 0 ? [...shown, `           and in ${plural(rest, "more place")}`] : shown;
}

function hostLines(more: readonly Finding[]): string[] {
  if (more.length === 0) return [];
  const hosts = [...new Set(more.map(({ place }) => place.host ?? place.file))];
  const shown = hosts.length > MOST_HOSTS ? hosts.slice(0, MOST_HOSTS - 1) : hosts;
  const rest = hosts.length - shown.length;
  const names = rest > 0 ? `${shown.join(", ")} and ${rest} others` : shown.join(", ");
  return said(`The same on ${plural(hosts.length, "more host")}: ${names}`, "  also     ");
}

function breakLines(breaks: Finding["breaks"]): string[] {
  const text = breaksText(breaks);
  if (text === undefined) return [];
  const kinds = breakGroups(breaks);
  return [
    `  Because of this, ${text}:`,
    ...kinds.slice(0, MOST_KINDS).flatMap(kindLines),
    ...(kinds.length > MOST_KINDS ? [`    and ${kinds.length - MOST_KINDS} more kinds; --output json has all`] : []),
  ];
}

function kindLines({ first, count }: BreakGroup): string[] {
  const { connection, clientPrints, serverPrints } = first;
  const others = count === 1 ? "" : ` and ${count - 1} more`;
  const { client, server } = connection;
  const prints = (who: string, text: string | undefined): string[] =>
    text === undefined ? [] : said(text, `      ${who} prints  `, "        ");
  return [
    ...said(`${connection.id} ${endsText(connection)}${others}`, "    ", "      "),
    ...prints(client.component, clientPrints),
    ...prints(server.component, serverPrints),
  ];
}

function belowLines(because: readonly Finding[]): string[] {
  if (because.length === 0) return [];
  return [
    "  What follows from it, and goes with it:",
    ...because
      .slice(0, MOST_BELOW)
      .flatMap(({ rule, message, place }) => said(`${rule}: ${message} (${whereText(place)})`, "    ", "      ")),
    ...(because.length > MOST_BELOW ? [`    and ${because.length - MOST_BELOW} more`] : []),
  ];
}

function acceptedLines({ audit: { accepted }, expired, unused, mended }: Accepting): string[] {
  const by = (kind: "ignored" | "baseline"): number => accepted.filter((one) => one.by === kind).length;
  const lines = [
    ...(by("ignored") === 0 ? [] : [`Ignored: ${plural(by("ignored"), "finding")}`]),
    ...(by("baseline") === 0 ? [] : [`Known from the baseline: ${plural(by("baseline"), "finding")}`]),
    ...(mended.length === 0 ? [] : [`Of the baseline, ${plural(mended.length, "finding")} no more found`]),
    ...expired.flatMap((one) => said(`Ignored no more since ${day(one)}: ${ignoreText(one)}`, "", "  ")),
    ...unused.flatMap((one) => said(`Ignored in vain, nothing is found: ${ignoreText(one)}`, "", "  ")),
  ];
  return lines.length === 0 ? [] : [...lines, ""];
}

const day = ({ expires }: Ignore): string => expires?.toISOString().slice(0, 10) ?? "";

const ignoreText = ({ rule, path, reason }: Ignore): string =>
  `${rule}${path === undefined ? "" : `:${path}`}${reason === undefined ? "" : ` (${reason})`}`;
