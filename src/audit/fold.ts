/** One cause, one finding: connections and findings that follow from another are told under it. */
import type { Place } from "../inventory/actual.ts";
import type { Prediction } from "../trust/predict.ts";
import type { Break, Fault, Rule } from "./rule.ts";

/** A fault with its rule, before it is known what follows from what. */
export interface Raised {
  readonly id: string;
  readonly rule: Rule;
  readonly fault: Fault;
}

export interface Folded extends Raised {
  readonly breaks: readonly Prediction[];
  readonly because: readonly Folded[];
}

/** The rule that speaks for connections nobody else explains. */
const LAST_RESORT = "connection-fails";

/** `host` and `file` alone: two findings at one file are about one thing. */
const fileOf = ({ host = "", file }: Place): string => `${host}\n${file}`;

/** Where a program on one end of a connection is told what it does: its manifest, unit and configuration. */
export type ToldAt = (prediction: Prediction, end: "client" | "server") => readonly Place[];

export function fold(
  raised: readonly Raised[],
  predictions: readonly Prediction[],
  toldAt: ToldAt = () => [],
): Folded[] {
  const causes = raised.filter(({ id }) => id !== LAST_RESORT);
  const byFile = indexed(causes);
  const explained = new Map<Raised, Prediction[]>();
  const open: Prediction[] = [];
  for (const prediction of predictions) {
    if (prediction.outcome !== "fails" && prediction.outcome !== "unverified") continue;
    const cause = causeOf(prediction, byFile, toldAt);
    if (cause === undefined && prediction.outcome === "fails") open.push(prediction);
    if (cause === undefined) continue;
    add(explained, cause, prediction);
  }
  const unexplained = new Set(open.map(({ places: [first] }) => fileOf(first ?? { file: "." })));
  const rest = raised.filter(({ id, fault }) => id === LAST_RESORT && unexplained.has(fileOf(fault.place)));
  const above = new Map<Raised, Raised>();
  for (const one of causes) {
    const under = one.rule.under ?? [];
    const parent = under.length === 0 ? undefined : parentOf(one, under, byFile);
    if (parent !== undefined) above.set(one, parent);
  }
  const below = new Map<Raised, Raised[]>();
  for (const [one, parent] of above) add(below, parent, one);
  const folded = (one: Raised): Folded => ({
    ...one,
    breaks: explained.get(one) ?? [],
    because: (below.get(one) ?? []).map(folded),
  });
  return [...causes.filter((one) => !above.has(one)), ...rest].map(folded);
}

function add<K, V>(lists: Map<K, V[]>, key: K, one: V): void {
  const known = lists.get(key);
  if (known === undefined) lists.set(key, [one]);
  else known.push(one);
}

const placesOf = ({ place, also = [] }: Fault): readonly Place[] => [place, ...also];

function indexed(raised: readonly Raised[]): Map<string, Raised[]> {
  const byFile = new Map<string, Raised[]>();
  for (const one of raised) for (const file of new Set(placesOf(one.fault).map(fileOf))) add(byFile, file, one);
  return byFile;
}

/** Why it breaks: `expired`, `pair`, `right`. */
export function breakOf({ outcome, step, handshake }: Prediction): Break {
  if (outcome === "unverified") return "unverified";
  if (step === "none") return "other";
  if (step === "tls-client") return handshake?.client.reason ?? "other";
  if (step === "tls-server") return handshake?.server?.reason ?? "other";
  return step;
}

function causeOf(
  prediction: Prediction,
  byFile: ReadonlyMap<string, readonly Raised[]>,
  toldAt: ToldAt,
): Raised | undefined {
  const reason = breakOf(prediction);
  const { trusts } = prediction.connection.client;
  // What a client believes and who it is often stand in one file: its kubeconfig.
  const believes = trusts.kind === "anchors" ? [trusts.anchors.place] : "place" in trusts ? [trusts.place] : [];
  const places = reason === "unverified" ? believes : [...prediction.places, ...believes];
  const broken = (place: Place, end?: "client" | "server"): Raised | undefined =>
    byFile
      .get(fileOf(place))
      ?.find(
        ({ rule: { breaks = [], breaksAs } }) =>
          breaks.includes(reason) && (end === undefined || breaksAs === undefined || breaksAs === end),
      );
  for (const place of places) {
    const cause = broken(place);
    if (cause !== undefined) return cause;
  }
  // Who believes everybody is told so: the client, or else the server.
  const ends =
    reason !== "unverified"
      ? (["client", "server"] as const)
      : trusts.kind === "everybody"
        ? (["client", "server"] as const)
        : (["server"] as const);
  for (const end of ends)
    for (const place of toldAt(prediction, end)) {
      const cause = broken(place, end);
      if (cause !== undefined) return cause;
    }
  return undefined;
}

function parentOf(
  one: Raised,
  under: readonly string[],
  byFile: ReadonlyMap<string, readonly Raised[]>,
): Raised | undefined {
  for (const place of placesOf(one.fault))
    for (const other of byFile.get(fileOf(place)) ?? []) if (other !== one && under.includes(other.id)) return other;
  return undefined;
}
