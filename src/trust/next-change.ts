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

/** Moments looked at: more than that many certificates that decide nothing are no cluster's. */
const MOST = 2000;

/**
 * The next moment after `at` at which any verdict changes. Verdicts change only where a certificate begins or ends: only
 * the connections that it takes part in are judged again.
 */
export function nextChange(
  now: readonly Prediction[],
  at: Date,
  predictAt: (connections: readonly ExistingConnection[], at: Date) => readonly Prediction[],
): Change | undefined {
  const moments = new Map<number, { place: Place; touched: Set<Prediction> }>();
  for (const prediction of now)
    for (const { certificate, place } of certificatesOf(prediction.connection))
      for (const moment of [certificate.notBefore.getTime(), certificate.notAfter.getTime() + 1000]) {
        if (moment <= at.getTime()) continue;
        const known = moments.get(moment);
        if (known === undefined) moments.set(moment, { place, touched: new Set([prediction]) });
        else known.touched.add(prediction);
      }
  const ordered = [...moments].sort(([a], [b]) => a - b).slice(0, MOST);
  for (const [moment, { place, touched }] of ordered) {
    const before = [...touched];
    const when = new Date(moment);
    const after = predictAt(
      before.map(({ connection }) => connection),
      when,
    );
    const changed = after.filter((one, i) => one.outcome !== before[i]?.outcome || one.step !== before[i]?.step).length;
    if (changed > 0) return { at: when, place, connections: changed };
  }
  return undefined;
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
