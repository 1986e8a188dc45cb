/** What was seen of a cluster that runs, for people, in 80 columns. */
import type { Live, NotLoaded, SeenConnection, SeenEndpoint, SeenOutcome } from "../../trust/live/seen.ts";
import { shown } from "../inspect/kubernetes-view.ts";
import { wrapped } from "../wrapped.ts";

type Paint = (text: string, bad: boolean) => string;

/** Lines shown of one kind; the document has all. */
const MOST = 30;

export function liveLines({ endpoints, connections }: Live, paint: Paint): string[] {
  const dialled = connections.filter(({ outcome }) => outcome !== "not-dialled" && outcome !== "unreachable");
  const other = connections.filter(({ asPredicted }) => asPredicted === false);
  const late = endpoints.flatMap(({ notLoaded }) => notLoaded);
  return [
    ...serverLines(endpoints, paint),
    `  dialled as each client: ${dialled.length} connections, ${other.length} otherwise than the files say`,
    "",
    ...cut(late.map((one) => notLoadedLines(one, paint))),
    ...cut(kindsOf(other).map((kind) => otherLines(kind, paint))),
  ];
}

/** Each server that was looked at, and what it shows beside its files. */
export function serverLines(endpoints: readonly SeenEndpoint[], paint: Paint): string[] {
  const answering = endpoints.filter(({ failure }) => failure === undefined);
  return [
    `Live: ${answering.length} of ${endpoints.length} servers answer`,
    ...cut(endpoints.map((one) => endpointLines(one, paint))),
  ];
}

function cut(blocks: readonly (readonly string[])[]): string[] {
  const more = blocks.length - MOST;
  return [...blocks.slice(0, MOST).flat(), ...(more > 0 ? [`  and ${more} more (--output json)`] : [])];
}

const SERVED: Readonly<Record<NonNullable<SeenEndpoint["served"]>, string>> = {
  loaded: "its file's certificate",
  "renewed-not-loaded": "the certificate of before",
  other: "a certificate of none of its files",
  "self-made": "one that it made itself",
  elsewhere: "the certificate of",
};

function endpointLines(one: SeenEndpoint, paint: Paint): string[] {
  const { component, hosts, address, port, dialled, failure, protocol, group, served, file, startedAt } = one;
  const where = address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
  const via = dialled === undefined ? "" : ` by ${dialled.address}:${dialled.port}`;
  const who = component === undefined ? where : `${component} on ${hosts.join(", ")}, ${where}`;
  if (failure !== undefined) return wrapped(shown(`${who}${via}: not reached: ${failure.message}`), "  ", "      ");
  const what = served === undefined ? "a certificate of no file here" : SERVED[served];
  const named = served === "elsewhere" ? ` ${file}` : "";
  const since = startedAt === undefined ? "" : `, runs since ${startedAt.toISOString().replace(/\.\d+Z$/, "Z")}`;
  const bad = served === "other" || served === "renewed-not-loaded";
  const text = shown(`${who}${via}: ${protocol}${group === undefined ? "" : ` ${group}`}, ${what}${named}${since}`);
  return wrapped(text, "  ", "      ").map((line) => (bad ? paint(line, true) : line));
}

function notLoadedLines(
  { component, host, setting, file, because, reload, restart }: NotLoaded,
  paint: Paint,
): string[] {
  const remedy = restart ? `restart ${component} on ${host}` : `none if it has only just been changed: ${reload}`;
  return [
    paint(shown(`Not loaded: ${component} on ${host}, ${setting}`), true),
    ...wrapped(shown(file), "  see  "),
    ...wrapped(shown(because), "  why  "),
    ...wrapped(shown(remedy), "  do   "),
    "",
  ];
}

const OUTCOMES: Readonly<Record<SeenOutcome, string>> = {
  accepted: "it is let in",
  "refused-by-client": "the client does not believe what the server shows",
  "refused-by-server": "the server refuses it in the handshake",
  unauthenticated: "it is nobody (401)",
  forbidden: "it may not (403)",
  unreachable: "not reached",
  "not-dialled": "not dialled",
};

/** What differs in the same way is told once. */
function kindsOf(connections: readonly SeenConnection[]): (readonly SeenConnection[])[] {
  const kinds = new Map<string, SeenConnection[]>();
  for (const one of connections) {
    const { connection, step } = one.prediction;
    const key = [connection.id, connection.client.component, step, one.outcome, one.detail].join(" ");
    kinds.set(key, [...(kinds.get(key) ?? []), one]);
  }
  return [...kinds.values()];
}

function otherLines([first, ...more]: readonly SeenConnection[], paint: Paint): string[] {
  if (first === undefined) return [];
  const { prediction, outcome, detail, user, groups } = first;
  const { connection, reason, identity } = prediction;
  const { id, title, client, server, name } = connection;
  const predicted = prediction.outcome === "fails" ? reason : identity?.known ? `it is ${identity.user}` : "it works";
  const seen = user === undefined ? OUTCOMES[outcome] : `it is ${user}, groups ${(groups ?? []).join(", ")}`;
  return [
    paint(shown(`Otherwise: ${id}, ${title}`), true),
    ...wrapped(shown(`${client.title} to ${server.component} on ${server.host}, as ${name}`), "    "),
    ...(more.length > 0 ? [`    and ${more.length} more`] : []),
    ...wrapped(shown(predicted), "  by the files  ", "       "),
    ...wrapped(shown(detail === undefined ? seen : `${seen}: ${detail}`), "  seen  "),
    "",
  ];
}
