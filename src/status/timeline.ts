/** What stops when: at each moment at which a certificate ends, the connections that break and what users see. */
import type { Place } from "../inventory/actual.ts";
import { rememberingJudge } from "../trust/chain.ts";
import { type Turn, turns } from "../trust/next-change.ts";
import { type Prediction, type PredictOptions, predict } from "../trust/predict.ts";
import type { Certificate } from "../x509/certificate.ts";

/** Equal breaks of one kind of connection, told once. */
export interface Breakage {
  /** Of the catalogue. */
  readonly id: string;
  readonly title: string;
  readonly client: string;
  readonly server: string;
  /** One of them, with the texts that its sides print. */
  readonly example: Prediction;
  readonly count: number;
  /** Hosts of the clients that have one, and of the servers. */
  readonly hosts: readonly string[];
}

export interface TimelineEntry {
  /** The first second at which it is so. */
  readonly at: Date;
  readonly ends: readonly { readonly certificate: Certificate; readonly place: Place }[];
  readonly begins: readonly { readonly certificate: Certificate; readonly place: Place }[];
  readonly breaks: readonly Breakage[];
  /** Connections that work from then on. */
  readonly mends: readonly Breakage[];
}

/** Certificates that end on the same day of one run are one event to a person. */
const ONE_EVENT = 24 * 60 * 60 * 1000;

export function timeline(
  now: readonly Prediction[],
  at: Date,
  options: Pick<PredictOptions, "bindings">,
): TimelineEntry[] {
  const together: Turn[][] = [];
  // A judge for each moment: nothing of it is asked again at another one.
  const all = turns(now, at, (some, when) => predict(some, when, { ...options, judge: rememberingJudge() }));
  for (const turn of all) {
    const last = together.at(-1);
    const first = last?.[0];
    if (last !== undefined && first !== undefined && turn.at.getTime() - first.at.getTime() < ONE_EVENT)
      last.push(turn);
    else together.push([turn]);
  }
  return together.flatMap(entryOf);
}

function entryOf(group: readonly Turn[]): TimelineEntry[] {
  const [first] = group;
  if (first === undefined) return [];
  const certificates = group.flatMap((turn) => turn.certificates.map((one) => ({ ...one, at: turn.at })));
  const ended = ({ certificate, at }: (typeof certificates)[number]): boolean => certificate.notAfter < at;
  const changed = group.flatMap((turn) => turn.changed);
  return [
    {
      at: first.at,
      ends: certificates.filter((one) => ended(one)),
      begins: certificates.filter((one) => !ended(one)),
      breaks: groups(changed.filter(({ after }) => after.outcome === "fails").map(({ after }) => after)),
      mends: groups(changed.filter(({ after }) => after.outcome !== "fails").map(({ after }) => after)),
    },
  ];
}

function groups(predictions: readonly Prediction[]): Breakage[] {
  const kinds = new Map<string, Prediction[]>();
  for (const one of predictions) {
    const { id, client, server } = one.connection;
    const key = [id, client.component, server.component, one.step].join(" ");
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, [one]);
    else known.push(one);
  }
  return [...kinds.values()].flatMap((all) => {
    const [example] = all;
    if (example === undefined) return [];
    const { id, title, client, server } = example.connection;
    const hosts = all.flatMap(({ connection }) => [connection.client.host ?? [], connection.server.host].flat());
    return [
      {
        id,
        title,
        client: client.component,
        server: server.component,
        example,
        count: all.length,
        hosts: [...new Set(hosts)].sort(),
      },
    ];
  });
}
