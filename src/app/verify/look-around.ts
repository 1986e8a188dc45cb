/** The servers of what was read: where each listens, and what it shows there. */
import type { Catalog } from "../../catalog/index.ts";
import type { Actual } from "../../inventory/actual.ts";
import type { Dialer, Terminal } from "../../ports.ts";
import type { ExistingConnection } from "../../trust/connections/connection.ts";
import type { EndpointOf } from "../../trust/live/as-served.ts";
import { besideFiles, elsewhere, shownChain } from "../../trust/live/endpoint.ts";
import { kubeconfigServers } from "../../trust/live/kubeconfig-servers.ts";
import { type Listener, listenerOf } from "../../trust/live/listener.ts";
import type { SeenEndpoint } from "../../trust/live/seen.ts";
import { serversIn } from "../../trust/whoami/standing.ts";
import { type ConnectTo, type HostPort, redirected } from "./connect-to.ts";
import { MOST_AT_ONCE, sideBySide } from "./side-by-side.ts";

export interface LookRequest {
  readonly actual: Actual;
  readonly catalog: Catalog;
  readonly connections: readonly ExistingConnection[];
  /** Whether this is the host whose files were read: what listens on its loopback address alone is reached. */
  readonly here: boolean;
  readonly connectTo: readonly ConnectTo[];
  /** Further servers. */
  readonly endpoints: readonly HostPort[];
}

export interface LookPorts {
  readonly dialer: Pick<Dialer, "look">;
  readonly terminal?: Pick<Terminal, "progress">;
}

/** One listener, or a server that no file is of. */
export interface Place extends HostPort {
  readonly listener?: Listener;
  readonly dialled?: HostPort;
  readonly unreached?: string;
}

export interface Looked {
  readonly place: Place;
  readonly seen: SeenEndpoint;
}

/** What was seen of the server of a connection. */
export function endpointOf(looked: readonly Looked[], request: LookRequest): EndpointOf {
  const byPlace = new Map(looked.map(({ place, seen }) => [keyOf(place), seen]));
  return ({ server, name }) => {
    const listener = listenerOf(server, request.actual, request.catalog, name);
    return listener && byPlace.get(keyOf(placeOf(listener, request)));
  };
}

/** Each server once. One that does not answer is an observation; nothing is sent but the handshake. */
export async function lookAround(request: LookRequest, { dialer, terminal }: LookPorts): Promise<Looked[]> {
  return await sideBySide(
    placesOf(request),
    MOST_AT_ONCE,
    async (place) => ({ place, seen: await lookAt(place, request, dialer) }),
    (done, total) => terminal?.progress(done, total, "servers"),
  );
}

export const keyOf = ({ host, port }: HostPort): string => `${host} ${port}`;

/** The listeners of the files, what kubeconfigs dial beside those, and what was named. */
function placesOf(request: LookRequest): Place[] {
  const { actual, catalog, connections, endpoints } = request;
  const wanted = connections.map(({ server, name }) => listenerOf(server, actual, catalog, name));
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

export function placeOf(listener: Listener, { connectTo, here }: Pick<LookRequest, "connectTo" | "here">): Place {
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
  { actual, catalog }: LookRequest,
  dialer: LookPorts["dialer"],
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
  const chain = shownChain(answer.server);
  return { ...common, protocol, ...(group === undefined ? {} : { group }), ...beside, chain };
}
