/** Since when a server runs: its metrics tell it to whoever may read them, and a client of the files mostly may. */
import { authenticate } from "../../trust/authenticate.ts";
import { subjectUser } from "../../trust/client-certificate.ts";
import type { ServerEnd } from "../../trust/connections/connection.ts";
import type { Prediction } from "../../trust/predict.ts";
import { grantedBindings, judgeRight } from "../../trust/rights.ts";
import { belongsTogether, type ShownPair } from "../../trust/shown.ts";
import type { HostPort } from "./connect-to.ts";
import type { DialTools } from "./dial-as.ts";

/** k8s.io/component-base metrics, prometheus client_golang process collector: seconds since 1970. */
const START = /^process_start_time_seconds ([0-9.e+]+)$/m;
const PATIENCE = 10_000;

/** Undefined where nobody may ask, or the server does not say. */
export function starter(
  { dialer, judge, identity, at, catalog }: DialTools,
  predictions: readonly Prediction[],
): (server: ServerEnd, place: HostPort) => Promise<Date | undefined> {
  const bindings = grantedBindings(catalog);
  const pairs = pairsOf(predictions);
  const mayRead = (server: ServerEnd, { chain }: ShownPair): boolean => {
    if (server.demand === "demanded" && server.anchors !== undefined)
      return judge({ shown: chain, anchors: server.anchors, usage: "clientAuth", at }).accepted;
    if (server.believes === undefined) return false;
    const caller = authenticate({ chain }, server.believes, at, judge);
    return caller.known && caller.by === "certificate" && judgeRight(caller, "system:monitoring", bindings).may;
  };
  return async (server, place) => {
    const { metrics } = catalog.components[server.component];
    const pair = metrics === undefined ? undefined : pairs.find((one) => mayRead(server, one));
    const shown = pair === undefined ? undefined : identity(pair);
    if (metrics === undefined || shown === undefined) return undefined;
    // Nothing secret is sent, and what is said is a time: whoever answers may.
    const answer = await dialer.ask({
      ...place,
      identity: shown,
      believes: () => true,
      question: { method: "GET", path: metrics, until: /^process_start_time_seconds .*\n/m },
      patience: PATIENCE,
    });
    const seconds = answer.kind === "answered" ? Number(START.exec(answer.body)?.[1]) : Number.NaN;
    const time = new Date(seconds * 1000);
    return Number.isNaN(time.getTime()) ? undefined : time;
  };
}

/** Those first that may everywhere; each once. */
function pairsOf(predictions: readonly Prediction[]): ShownPair[] {
  const pairs = new Map<string, ShownPair>();
  for (const { connection } of predictions) {
    const { pair } = connection.client;
    if (pair === undefined || belongsTogether(pair) !== true) continue;
    const key = Buffer.from(pair.chain.leaf.raw).toString("latin1");
    if (!pairs.has(key)) pairs.set(key, pair);
  }
  const rank = ({ chain }: ShownPair): number => (subjectUser(chain.leaf).groups.includes("system:masters") ? 0 : 1);
  return [...pairs.values()].toSorted((a, b) => rank(a) - rank(b));
}
