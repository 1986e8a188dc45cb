/** A cluster that runs: each of its listeners looked at, and dialled as each of its clients. */
import type { Dialer, Terminal } from "../../ports.ts";
import type { JudgeChain } from "../../trust/chain.ts";
import { readBefore } from "../../trust/live/endpoint.ts";
import { listenerOf } from "../../trust/live/listener.ts";
import type { Live } from "../../trust/live/seen.ts";
import type { Prediction } from "../../trust/predict.ts";
import { dialAs } from "./dial-as.ts";
import { rememberedIdentities } from "./identity.ts";
import { keyOf, type LookRequest, lookAround, placeOf } from "./look-around.ts";
import { MOST_AT_ONCE, sideBySide } from "./side-by-side.ts";
import { starter } from "./started.ts";

export interface ConnectRequest extends Omit<LookRequest, "connections"> {
  readonly at: Date;
  readonly predictions: readonly Prediction[];
}

export interface ConnectPorts {
  readonly dialer: Dialer;
  readonly judge: JudgeChain;
  readonly terminal?: Pick<Terminal, "progress">;
}

/** A server that does not answer is an observation. Nothing is sent that changes the cluster. */
export async function connect(request: ConnectRequest, { dialer, judge, terminal }: ConnectPorts): Promise<Live> {
  const { actual, catalog, at, predictions } = request;
  const looked = await lookAround(
    { ...request, connections: predictions.map(({ connection }) => connection) },
    { dialer, ...(terminal === undefined ? {} : { terminal }) },
  );
  const reached = new Map(looked.map(({ place, seen }) => [keyOf(place), seen.failure === undefined]));
  const identity = rememberedIdentities();
  const dial = dialAs({ dialer, judge, identity, at, catalog });
  const connections = await sideBySide(
    predictions,
    MOST_AT_ONCE,
    (prediction) => {
      const { server, name } = prediction.connection;
      const listener = listenerOf(server, actual, catalog, name);
      const place = listener && placeOf(listener, request);
      const answers = place !== undefined && reached.get(keyOf(place)) !== false;
      return dial(prediction, place, answers);
    },
    (done, total) => terminal?.progress(done, total, "connections"),
  );
  const startOf = starter({ dialer, judge, identity, at, catalog }, predictions);
  const endpoints = await sideBySide(looked, MOST_AT_ONCE, async ({ place, seen }) => {
    if (seen.failure !== undefined || place.listener === undefined) return seen;
    const startedAt = await startOf(place.listener.server, place.dialled ?? place);
    if (startedAt === undefined) return seen;
    const late = readBefore(place.listener, startedAt);
    return { ...seen, startedAt, notLoaded: [...seen.notLoaded, ...late] };
  });
  return { endpoints, connections };
}
