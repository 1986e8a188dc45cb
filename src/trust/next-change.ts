/** When what is true today stops being true. */
import type { Place } from "../inventory/actual.ts";
import type { Certificate } from "../x509/certificate.ts";
import type { ExistingConnection } from "./connections/connection.ts";
import type { Prediction } from "./predict.ts";

export interface Change {
  /** The first second at which it is so. */
  readonly at: Date;
  /** The certificate that begins or ends then. */
  readonly place: Place;
  /** How many connections come to something else. */
  readonly connections: number;
}

/** A moment at which verdicts change, and which. */
export interface Turn {
  /** The first second at which it is so. */
  readonly at: Date;
  /** What begins or ends then, each certificate once, with its first place. */
  readonly certificates: readonly { readonly certificate: Certificate; readonly place: Place }[];
  readonly changed: readonly { readonly before: Prediction; readonly after: Prediction }[];
}

export type PredictAt = (connections: readonly ExistingConnection[], at: Date) => readonly Prediction[];

/** Moments looked at: more than that many certificates that decide nothing are no cluster's. */
const MOST = 2000;

/** The next moment after `at` at which any verdict changes. */
export function nextChange(now: readonly Prediction[], at: Date, predictAt: PredictAt): Change | undefined {
  for (const turn of turns(now, at, predictAt, MOST)) {
    const [first] = turn.certificates;
    if (first !== undefined) return { at: turn.at, place: first.place, connections: turn.changed.length };
  }
  return undefined;
}

/**
 * Every moment after `at` at which a verdict changes, in their order. Verdicts change only where a certificate begins or
 * ends: only the connections that it takes part in are judged again. `most`: moments looked at.
 */
export function* turns(
  now: readonly Prediction[],
  at: Date,
  predictAt: PredictAt,
  most = Number.POSITIVE_INFINITY,
): Generator<Turn> {
  const current = [...now];
  const moments = momentsAfter(now, at);
  for (const [time, { certificates, touched }] of [...moments].sort(([a], [b]) => a - b).slice(0, most)) {
    const when = new Date(time);
    const indices = [...touched];
    const after = predictAt(
      indices.flatMap((index) => now[index]?.connection ?? []),
      when,
    );
    const changed: { before: Prediction; after: Prediction }[] = [];
    for (const [i, index] of indices.entries()) {
      const [before, then] = [current[index], after[i]];
      if (before === undefined || then === undefined) continue;
      current[index] = then;
      if (before.outcome !== then.outcome || before.step !== then.step) changed.push({ before, after: then });
    }
    if (changed.length > 0) yield { at: when, certificates: [...certificates.values()], changed };
  }
}

interface Moment {
  readonly certificates: Map<Certificate, { readonly certificate: Certificate; readonly place: Place }>;
  /** Indices of the predictions that may change. */
  readonly touched: Set<number>;
}

function momentsAfter(now: readonly Prediction[], at: Date): Map<number, Moment> {
  const moments = new Map<number, Moment>();
  for (const [index, { connection }] of now.entries())
    for (const found of certificatesOf(connection))
      for (const time of [found.certificate.notBefore.getTime(), found.certificate.notAfter.getTime() + 1000]) {
        if (time <= at.getTime()) continue;
        const known = moments.get(time) ?? { certificates: new Map(), touched: new Set<number>() };
        moments.set(time, known);
        if (!known.certificates.has(found.certificate)) known.certificates.set(found.certificate, found);
        known.touched.add(index);
      }
  return moments;
}

function certificatesOf({ client, server }: ExistingConnection): { certificate: Certificate; place: Place }[] {
  const chains = [client.pair?.chain, server.pair?.chain].filter((chain) => chain !== undefined);
  const slots = [
    client.trusts.kind === "anchors" ? client.trusts.anchors : undefined,
    server.anchors,
    server.believes?.clients,
    server.believes?.frontProxy?.anchors,
  ].filter((slot) => slot !== undefined);
  return [
    ...chains.flatMap(({ leaf, behind, place }) => [leaf, ...behind].map((certificate) => ({ certificate, place }))),
    ...slots.flatMap(({ certificates, place }) => certificates.map((certificate) => ({ certificate, place }))),
  ];
}
