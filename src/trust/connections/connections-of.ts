/** Every connection of the catalogue that exists in what was read, once for each pair of ends and each name dialled. */
import type { Catalog } from "../../catalog/index.ts";
import type { Connection, ConnectionEnd, ConnectionId } from "../../catalog/types.ts";
import type { Actual } from "../../inventory/actual.ts";
import { isMade } from "./by-release.ts";
import { clientEnds, type FoundClient } from "./clients.ts";
import type { ClientEnd, ExistingConnection, ServerEnd } from "./connection.ts";
import { targetsOf } from "./dialled.ts";
import { extensionConnections } from "./extensions.ts";
import { joiningConnections } from "./joining.ts";
import { podConnections } from "./pods.ts";
import { type Running, runningOf, serverEnd } from "./servers.ts";
import { type StartFaults, startFaults } from "./start.ts";
import { workloadConnections } from "./workloads.ts";

export function connectionsOf(actual: Actual, catalog: Catalog): ExistingConnection[] {
  const ends = rememberedEnds(actual, catalog);
  const faults = startFaults(actual);
  const byComponents = (Object.keys(catalog.connections) as ConnectionId[]).flatMap((id) => {
    const connection: Connection = catalog.connections[id];
    const servers = [...new Set(connection.servers.map(({ component }) => component))].flatMap((component) =>
      runningOf(actual, component),
    );
    if (servers.length === 0 || !connection.servers.some(({ presents }) => !("nothing" in presents))) return [];
    return connection.clients.flatMap((entry) => {
      if (
        entry.joinsBy !== undefined ||
        entry.arguments !== undefined ||
        ("nothing" in entry.presents && !("slots" in entry.checks))
      )
        return [];
      const clients = clientEnds(entry, actual, catalog).filter(
        // What is only supposed to run has nothing but what it shows.
        (client) => isMade(connection, entry, client) && !(isBare(client) && client.end.pair === undefined),
      );
      return clients.flatMap((client) =>
        targetsOf(client, connection, servers, catalog).map(
          ({ server, name }): ExistingConnection => ({
            id,
            title: connection.title,
            client: endOf(client.end, entry, connection, catalog),
            server: ends(id, connection, server),
            name,
            ...startsNot(faults, client.end, server),
            ...(entry.needs === undefined ? {} : { needs: entry.needs }),
            ...(entry.needs === "node" && client.host !== undefined && !isBare(client)
              ? { node: client.host.name }
              : {}),
          }),
        ),
      );
    });
  });
  return [
    ...byComponents,
    ...joiningConnections(actual, catalog, ends),
    ...podConnections(actual, catalog, ends),
    ...workloadConnections(actual, catalog, ends),
    ...extensionConnections(actual, catalog),
  ];
}

/** Of certificates alone nothing says whose host they are on: there may be many nodes' in one folder. */
const isBare = ({ host, end }: FoundClient): boolean =>
  host?.components.some(({ component, supposed }) => component === end.component && supposed === true) === true;

function startsNot(faults: StartFaults, client: ClientEnd, server: Running): Pick<ExistingConnection, "startsNot"> {
  const ofServer = faults(server.component.component, server.host.name);
  if (ofServer !== undefined) return { startsNot: { side: "server", ...ofServer } };
  const ofClient = faults(client.component, client.host);
  return ofClient === undefined ? {} : { startsNot: { side: "client", ...ofClient } };
}

function endOf(
  end: ClientEnd,
  { presents, checks }: ConnectionEnd,
  { between }: Connection,
  catalog: Catalog,
): ClientEnd {
  const ids = "credentials" in presents ? presents.credentials : [];
  const proxy = ids.some((id) => catalog.credentials[id].purpose === "front-proxy");
  const own = between === "same-host" && "unchecked" in checks;
  return { ...end, ...(proxy ? { speaksForUsers: true } : {}), ...(own ? { trusts: { kind: "itself" } } : {}) };
}

/** A server is the same for everybody who dials it over one connection. */
function rememberedEnds(
  actual: Actual,
  catalog: Catalog,
): (id: ConnectionId, connection: Connection, server: Running) => ServerEnd {
  const known = new Map<ConnectionId, Map<Running["component"], ServerEnd>>();
  return (id, connection, server) => {
    const ofConnection = known.get(id) ?? new Map<Running["component"], ServerEnd>();
    known.set(id, ofConnection);
    let end = ofConnection.get(server.component);
    if (end === undefined) {
      const entries = connection.servers.filter(({ component }) => component === server.component.component);
      end = { ...serverEnd(server, entries, actual, catalog), ...peerRules(connection, server) };
      ofConnection.set(server.component, end);
    }
    return end;
  };
}

/** etcd between members (facts 5.8): both ends are of one component, on different hosts, and certificates are demanded. */
function peerRules({ between, clients }: Connection, { component }: Running): Pick<ServerEnd, "peer"> {
  if (between !== "other-hosts" || clients.every(({ dialsBy }) => dialsBy === undefined)) return {};
  const value = (name: string): string | undefined => component.settings.find((one) => one.name === name)?.value;
  const allowedName = value("peer-cert-allowed-cn");
  const skips = value("peer-skip-client-san-verification") === "true";
  return {
    peer: { ...(allowedName === undefined ? {} : { allowedName }), ...(skips ? { skipsNames: true } : {}) },
  };
}
