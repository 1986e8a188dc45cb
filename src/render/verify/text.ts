/** A verification for people, in 80 columns. */
import type { Place } from "../../inventory/actual.ts";
import type { AttackResult } from "../../trust/attacks.ts";
import type { ExistingConnection } from "../../trust/connections/connection.ts";
import type { Outcome, Prediction } from "../../trust/predict.ts";
import type { Verification } from "../../trust/verification.ts";
import { wrapped } from "../wrapped.ts";
import { liveLines } from "./live-text.ts";

const COLUMNS = 80;

export interface VerificationTextOptions {
  /** Only connections of this component, on either side. */
  readonly component?: string;
  readonly colour?: boolean;
}

export function verificationText(
  { at, connections, attacks, nextChange, disagreements, live }: Verification,
  { component, colour = false }: VerificationTextOptions = {},
): string {
  const paint = (text: string, bad: boolean): string => (colour ? `\x1b[${bad ? 31 : 32}m${text}\x1b[0m` : text);
  const shown = connections.filter(
    ({ prediction }) => component === undefined || concerns(prediction.connection, component),
  );
  const predictions = shown.map(({ prediction }) => prediction);
  const proven = (by: "handshake" | "keys"): number =>
    shown.filter(({ proof }) => proof.proven && proof.by === by).length;
  const byKeys = proven("keys");
  const change =
    nextChange === undefined
      ? []
      : [
          `Next change: ${time(nextChange.at)}, ${plural(nextChange.connections, "connection")}`,
          ...wrapped(placeText(nextChange.place), "  ", "  "),
          "",
        ];
  const bugs = disagreements.map(
    ({ connection, predicted, observed }) => `  ${connection}: ${predicted}; seen: ${observed}`,
  );
  return [
    `At ${time(at)}: ${plural(predictions.length, "connection")}, ${proven("handshake")} proven by a handshake with both keys`,
    ...(byKeys === 0 ? [] : [`  and ${byKeys} of the same kinds by their keys: each is its certificate's`]),
    "",
    ...table(predictions, paint),
    "",
    ...matrices(predictions),
    ...problems(predictions),
    ...(live === undefined ? [] : liveLines(live, paint)),
    "Attacks",
    ...attacks.flatMap((one) => attackLines(one, paint)),
    "",
    ...change,
    ...(bugs.length === 0 ? [] : ["A bug of kubepki: prediction and handshake differ", ...bugs, ""]),
  ].join("\n");
}

export const concerns = ({ client, server }: ExistingConnection, component: string): boolean =>
  client.component === component || server.component === component;

export const time = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, "Z");
export const plural = (count: number, what: string): string => `${count} ${what}${count === 1 ? "" : "s"}`;

export const placeText = ({ host, file, field, line }: Place): string =>
  `${host === undefined ? "" : `${host}: `}${file}${line === undefined ? "" : `:${line}`}${field === undefined ? "" : ` (${field})`}`;

/** One line for each connection of the catalogue, under the component that dials. */
function table(predictions: readonly Prediction[], paint: (text: string, bad: boolean) => string): string[] {
  const components = [...new Set(predictions.map(({ connection }) => connection.client.component))];
  return components.flatMap((component) => {
    const own = predictions.filter(({ connection }) => connection.client.component === component);
    const ids = [...new Set(own.map(({ connection }) => connection.id))];
    return [
      component,
      ...ids.map((id) => {
        const ofId = own.filter(({ connection }) => connection.id === id);
        const title = ofId[0]?.connection.title ?? "";
        const verdict = countText(ofId);
        return `  ${`${id.padEnd(4)} ${title}`.slice(0, 50).padEnd(50)} ${paint(verdict, verdict.includes("fail"))}`;
      }),
    ];
  });
}

function countText(predictions: readonly Prediction[]): string {
  const words: readonly [Outcome, string][] = [
    ["fails", "fail"],
    ["unverified", "unverified"],
    ["unknown", "unknown"],
    ["works", "work"],
  ];
  const counts = words
    .map(([outcome, word]): [number, string] => [predictions.filter((one) => one.outcome === outcome).length, word])
    .filter(([count]) => count > 0);
  return counts.map(([count, word]) => `${count} ${word}`).join(", ");
}

/** Host by host, where some of a connection's pairs work and some do not. */
function matrices(predictions: readonly Prediction[]): string[] {
  const ids = [...new Set(predictions.map(({ connection }) => connection.id))];
  return ids.flatMap((id) => {
    const own = predictions.filter(({ connection }) => connection.id === id && connection.client.host !== undefined);
    const [from, to] = [
      [...new Set(own.map(({ connection }) => connection.client.host ?? ""))].sort(byNumber),
      [...new Set(own.map(({ connection }) => connection.server.host))].sort(byNumber),
    ];
    const mixed = new Set(own.map(({ outcome }) => outcome)).size > 1;
    const apart = own.some(({ connection: { client, server } }) => client.host !== server.host);
    if (!mixed || !apart || from.length < 2 || from.length > MOST || to.length > MOST) return [];
    const words = own.map(({ outcome }) => outcome.length);
    const width = Math.max(...[...from, ...to].map((one) => one.length), ...words, 5) + 1;
    if (width * (to.length + 1) > COLUMNS - 2) return [];
    const cell = (client: string, server: string): string => {
      const here = own.filter(({ connection: c }) => c.client.host === client && c.server.host === server);
      if (here.length === 0) return "-";
      return WORST_FIRST.find((one) => here.some(({ outcome }) => outcome === one)) ?? "works";
    };
    return [
      `${id}, from the left to the top`,
      `  ${["", ...to].map((one) => one.padEnd(width)).join("")}`.trimEnd(),
      ...from.map((client) =>
        `  ${[client, ...to.map((server) => cell(client, server))].map((one) => one.padEnd(width)).join("")}`.trimEnd(),
      ),
      "",
    ];
  });
}

const WORST_FIRST: readonly Outcome[] = ["fails", "unknown", "unverified"];

/** `cp-2` before `cp-10`. */
const byNumber = (a: string, b: string): number => a.localeCompare(b, "en", { numeric: true });

/** Hosts shown in a matrix, and problems shown of one kind. */
const MOST = 12;

function problems(predictions: readonly Prediction[]): string[] {
  const bad = predictions.filter(({ outcome }) => outcome !== "works");
  const kinds = new Map<string, Prediction[]>();
  for (const one of bad) kinds.set(kindOf(one), [...(kinds.get(kindOf(one)) ?? []), one]);
  return [...kinds.values()].flatMap(([first, ...more]) => {
    if (first === undefined) return [];
    const { connection, outcome, reason, clientPrints, serverPrints, places } = first;
    const { client, server, name, id } = connection;
    const others = more.slice(0, 2).flatMap((one) => wrapped(endsText(one.connection), "    and "));
    return [
      `${outcome === "fails" ? "Fails" : outcome === "unknown" ? "Unknown" : "Unverified"}: ${id}, ${connection.title}`,
      ...wrapped(`${endsText(connection)}, as ${name}`, "    "),
      ...others,
      ...(more.length > 2 ? [`    and ${more.length - 2} more`] : []),
      ...wrapped(reason, "  why  "),
      ...(clientPrints === undefined ? [] : wrapped(clientPrints, `  ${endText(client)} prints  `)),
      ...(serverPrints === undefined ? [] : wrapped(serverPrints, `  ${endText(server)} prints  `)),
      ...places.flatMap((place) => wrapped(placeText(place), "  see  ")),
      "",
    ];
  });
}

const kindOf = ({ connection, outcome, step, reason }: Prediction): string =>
  [connection.id, connection.client.component, outcome, step, reason].join(" ");

const endText = ({ component, host }: { readonly component: string; readonly host?: string }): string =>
  host === undefined ? component : `${component} on ${host}`;

export const endsText = ({ client, server }: ExistingConnection): string =>
  `${client.title}${client.host === undefined ? "" : ` on ${client.host}`} to ${server.component} on ${server.host}`;

const INDENT = " ".repeat(13);

function attackLines(
  { title, tried, accepted }: AttackResult,
  paint: (text: string, bad: boolean) => string,
): string[] {
  if (tried === 0) return wrapped(`not tried  ${title}: nothing here to try it on`, "  ", INDENT);
  if (accepted.length === 0) return [`  ${paint("refused", false)}    ${title} (${tried} tried)`];
  const [first] = accepted;
  return [
    `  ${paint("ACCEPTED", true)}   ${title} (${accepted.length} of ${tried})`,
    ...(first === undefined ? [] : [...wrapped(`${first.at}: ${first.how}`, INDENT, INDENT)]),
  ];
}
