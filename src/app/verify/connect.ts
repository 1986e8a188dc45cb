/** A cluster that runs: each of its listeners looked at, and dialled as each of its clients. */
import type { Catalog } from "../../catalog/index.ts";
import type { Actual } from "../../inventory/actual.ts";
import type { Dialer, Terminal } from "../../ports.ts";
import type { JudgeChain } from "../../trust/chain.ts";
import { besideFiles, elsewhere, readBefore } from "../../trust/live/endpoint.ts";
import { kubeconfigServers } from "../../trust/live/kubeconfig-servers.ts";
import { type Listener, listenerOf } from "../../trust/live/listener.ts";
import type { Live, SeenEndpoint } from "../../trust/live/seen.ts";
import type { Prediction } from "../../trust/predict.ts";
import { serversIn } from "../../trust/whoami/standing.ts";
import { type ConnectTo, type HostPort, redirected } from "./connect-to.ts";
import { dialAs } from "./dial-as.ts";
import { rememberedIdentities } from "./identity.ts";
import { sideBySide } from "./side-by-side.ts";
import { starter } from "./started.ts";

export interface ConnectRequest {
  readonly actual: Actual;
  readonly catalog: Catalog;
  readonly at: Date;
  readonly predictions: readonly Prediction[];
  /** Whether this is the host whose files were read: what listens on its loopback address alone is reached. */
  readonly here: boolean;
  readonly connectTo: readonly ConnectTo[];
  /** Further servers. */
  readonly endpoints: readonly HostPort[];
}

export interface ConnectPorts {
  readonly dialer: Dialer;
  readonly judge: JudgeChain;
  readonly terminal?: Pick<Terminal, "progress">;
}

/** Handshakes under way. */
const MOST = 16;

/** One listener, or a server that no file is of. */
interface Place extends HostPort {
  readonly listener?: Listener;
  readonly dialled?: HostPort;
  readonly unreached?: string;
}

/** A server that does not answer is an observation. Nothing is sent that changes the cluster. */
export async function connect(request: ConnectRequest, { dialer, judge, terminal }: ConnectPorts): Promise<Live> {
  const { actual, catalog, at, predictions } = request;
  const places = placesOf(request);
  const say = (what: string) => (done: number, total: number) => terminal?.progress(done, total, what);
  const looked = await sideBySide(places, MOST, (place) => lookAt(place, request, dialer), say("servers"));
  const reached = new Map(places.map((place, i) => [keyOf(place), looked[i]?.failure === undefined]));
  const identity = rememberedIdentities();
  const dial = dialAs({ dialer, judge, identity, at, catalog });
  const connections = await sideBySide(
    predictions,
    MOST,
    (prediction) => {
      const { server, name } = prediction.connection;
      const listener = listenerOf(server, actual, catalog, name);
      const place = listener && placeOf(listener, request);
      const answers = place !== undefined && reached.get(keyOf(place)) !== false;
      return dial(prediction, place, answers);
    },
    say("connections"),
  );
  const startOf = starter({ dialer, judge, identity, at, catalog }, predictions);
  const pairs = places.map((place, i) => ({ place, seen: looked[i] as SeenEndpoint }));
  const endpoints = await sideBySide(pairs, MOST, async ({ place, seen }) => {
    if (seen.failure !== undefined || place.listener === undefined) return seen;
    const startedAt = await startOf(place.listener.server, place.dialled ?? place);
    if (startedAt === undefined) return seen;
    const late = readBefore(place.listener, startedAt);
    return { ...seen, startedAt, notLoaded: [...seen.notLoaded, ...late] };
  });
  return { endpoints, connections };
}

const keyOf = ({ host, port }: HostPort): string => `${host} ${port}`;

/** The listeners of the files, what kubeconfigs dial beside those, and what was named. */
function placesOf(request: ConnectRequest): Place[] {
  const { actual, catalog, predictions, endpoints } = request;
  const wanted = predictions.map(({ connection }) => listenerOf(connection.server, actual, catalog, connection.name));
  const all = serversIn(actual, catalog).map((server) => listenerOf(server, actual, catalog));
  const places = new Map<string, Place>();
  for (const listener of [...wanted, ...all]) {
    if (listener === undefined) continue;
    const place = placeOf(listener, request);
    if (!places.has(keyOf(place))) places.set(keyOf(place), place);
  }
  for (const one of [...kubeconfigServers(actual), ...endpoints]) {
    if (places.has(keyOf(one))) continue;
    const dialled = redirected([], one, request.connectTo);
    places.set(keyOf(one), { ...one, ...(dialled === undefined ? {} : { dialled }) });
  }
  return [...places.values()];
}

function placeOf(listener: Listener, { connectTo, here }: ConnectRequest): Place {
  const { address, port, ownHostOnly, server } = listener;
  const at = { host: address, port };
  const dialled = redirected([server.host], at, connectTo);
  if (dialled !== undefined) return { ...at, listener, dialled };
  if (!ownHostOnly || here) return { ...at, listener };
  // The same address means another program on each host.
  return { host: `${server.host}`, port, listener, unreached: "it listens on the loopback address of its own host" };
}

async function lookAt(
  { host, port, listener, dialled, unreached }: Place,
  { actual, catalog }: ConnectRequest,
  dialer: Dialer,
): Promise<SeenEndpoint> {
  const common = {
    ...(listener === undefined
      ? { hosts: [] }
      : { component: listener.server.component, hosts: [listener.server.host] }),
    address: listener?.address ?? host,
    port,
    ...(dialled === undefined ? {} : { dialled: { address: dialled.host, port: dialled.port } }),
  };
  if (unreached !== undefined) return { ...common, failure: { code: "OWN_HOST", message: unreached }, notLoaded: [] };
  const answer = await dialer.look(dialled ?? { host, port });
  if ("failure" in answer) return { ...common, failure: answer.failure, notLoaded: [] };
  const { protocol, group } = answer.server;
  const beside =
    listener === undefined ? elsewhere(actual, answer.server) : besideFiles(listener, answer.server, catalog);
  return { ...common, protocol, ...(group === undefined ? {} : { group }), ...beside };
}
