/** With a tree: the one cause of a message that is true here, with file, field and value. */
import type { Catalog } from "../../../catalog/index.ts";
import type { Actual, ActualFile, Place } from "../../../inventory/actual.ts";
import { heldIn, isHeld } from "../../../inventory/held.ts";
import { bindingsOf } from "../../../trust/bindings-in.ts";
import { connectionsOf } from "../../../trust/connections/connections-of.ts";
import { predict } from "../../../trust/predict.ts";
import { isAuthority } from "../../../x509/certificate.ts";
import type { CauseId } from "../cause.ts";
import { componentOf } from "../connection.ts";
import { decide, type Explanation, filledCause, type PossibleCause } from "../explain.ts";
import { connectionFacts } from "./connection-facts.ts";
import type { Fact } from "./fact.ts";
import { fileFacts } from "./file-facts.ts";

/** What is wrong in a tree, found once for any number of messages. */
export interface Facts {
  readonly at: Date;
  readonly facts: readonly Fact[];
  readonly actual: Actual;
}

export interface CauseHere {
  /** With its texts filled in for this tree. */
  readonly cause: PossibleCause;
  readonly fact: Fact;
  /** Other files that have the same fault. */
  readonly also: readonly Place[];
  /** Connections that fail by the same file, as `E10`. */
  readonly connections: readonly string[];
}

export function factsIn(actual: Actual, catalog: Catalog, at: Date): Facts {
  const connections = connectionsOf(actual, catalog);
  const predictions = predict(connections, at, { bindings: bindingsOf(actual, catalog) });
  const authorities = [...heldIn(actual)]
    .filter(isHeld("certificate"))
    .map(({ content }) => content.certificate)
    .filter(isAuthority);
  const byPlace = new Map<string, ActualFile>();
  for (const file of [...actual.hosts.flatMap(({ files }) => files), ...actual.loose])
    byPlace.set(file.place.file, file);
  const fileAt = (place: Place): ActualFile | undefined => byPlace.get(place.file);
  const failing = connectionFacts(predictions, authorities, at, { actual, catalog, fileAt });
  return { at, actual, facts: [...failing, ...fileFacts(actual, at)] };
}

/** The explanation with the cause that is true here first; without one where nothing in the tree gives the message. */
export function explainHere(
  explanation: Explanation,
  { facts, at, actual }: Facts,
): {
  readonly causes: readonly PossibleCause[];
  readonly here: CauseHere | undefined;
} {
  const possible = new Set(explanation.causes.map(({ id }) => id));
  const candidates = [...facts.filter(({ cause }) => possible.has(cause)), ...clockFacts(explanation, actual, at)];
  const order = explanation.causes.map(({ id }) => id);
  const ranked = candidates
    .map((fact) => ({ fact, score: scoreOf(fact, explanation) }))
    .sort((a, b) => b.score - a.score || order.indexOf(a.fact.cause) - order.indexOf(b.fact.cause));
  const [best] = ranked;
  if (best === undefined) return { causes: explanation.causes, here: undefined };
  const { fact } = best;
  const same = candidates.filter(({ cause }) => cause === fact.cause);
  const cause = filledCause(fact.cause, { ...explanation.values, ...fact.values });
  const files = [...new Map(same.map(({ place }) => [place.file, place])).values()];
  return {
    causes: decide(explanation.causes, { [fact.cause]: true }).map((one) => (one.id === fact.cause ? cause : one)),
    here: {
      cause,
      fact,
      also: files.filter(({ file }) => file !== fact.place.file),
      connections: [
        ...new Set(
          same.filter(({ place }) => place.file === fact.place.file).flatMap((one) => one.connection?.id ?? []),
        ),
      ],
    },
  };
}

/** How well a fact goes with a line: its words first, then the connection, the programs, and the names in it. */
function scoreOf(fact: Fact, { text, program, connection, side, values }: Explanation): number {
  const line = bare(text);
  const said = fact.prints.some((print) => print.length > 12 && line.includes(bare(print))) ? 8 : 0;
  const by = program === undefined ? undefined : componentOf(program);
  const ends = fact.connection;
  const mine = ends === undefined ? fact.component : side === "client" ? ends.client.component : ends.server.component;
  const other = ends === undefined ? undefined : side === "client" ? ends.server.component : ends.client.component;
  const printer = by === undefined || mine === undefined ? 0 : by === mine ? 3 : by === other ? 1 : -2;
  const dialled = connection === undefined || ends === undefined ? 0 : connection.id === ends.id ? 4 : -1;
  const named = Object.entries(fact.values).filter(([key, value]) => saysName(values, key, value)).length;
  const startup = (side === "startup") === (ends === undefined) ? 1 : 0;
  return said + printer + dialled + 2 * named + startup - (fact.follows ? 0.5 : 0);
}

/** Whether the line names it: a file by its whole path or its last part, anything else as it is. */
function saysName(values: Explanation["values"], key: string, value: string): boolean {
  const said = key === "certificate" || key === "key" || key === "trust" ? values.file : values[key];
  if (said === undefined || value === "") return false;
  return said === value || (value.includes("/") && said.endsWith(value.slice(value.lastIndexOf("/"))));
}

/** Without what differs from moment to moment. */
const bare = (text: string): string =>
  text
    .replaceAll("\\", "")
    .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| \+0000 UTC)?/g, "TIME")
    .replace(/SN=-?\d+/g, "SN=");

/** The line's clock is outside the life of a certificate that is in it by ours. */
function clockFacts({ values, causes }: Explanation, actual: Actual, at: Date): Fact[] {
  const { now, limit, start } = values;
  const [then, end] = [Date.parse(now ?? ""), Date.parse(limit ?? start ?? "")];
  if (Number.isNaN(then) || Number.isNaN(end) || !causes.some(({ id }) => id === "clock-wrong")) return [];
  return [...heldIn(actual)].filter(isHeld("certificate")).flatMap(({ content, place, file }): Fact[] => {
    const { notBefore, notAfter } = content.certificate;
    if (notBefore > at || notAfter < at) return [];
    const late = notAfter.getTime() === end && then > end && then > at.getTime();
    const early = notBefore.getTime() === end && then < end;
    const cause: CauseId = "clock-wrong";
    const value = `${notBefore.toISOString()} to ${notAfter.toISOString()}`;
    return late || early
      ? [{ cause, place, field: "validity", value, prints: [], values: { certificate: file.path } }]
      : [];
  });
}
