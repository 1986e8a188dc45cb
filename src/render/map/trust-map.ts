/** The map of a specification, or of Kubernetes in general. */
import type { Catalog } from "../../catalog/index.ts";
import type { AuthorityId, ComponentId, Condition, ConnectionId, Scope, TopologyId } from "../../catalog/types.ts";
import { DEFAULT_SPEC, EXTRAS } from "../../spec/defaults.ts";
import { applies, type Circumstances } from "../../spec/resolve/conditions.ts";
import { authorityName } from "../../spec/resolve/resolve.ts";
import { onHost } from "../../spec/resolve/scope.ts";
import { isRoot, type TrustModel, trustModel } from "../../spec/resolve/trust-model.ts";
import type { Spec } from "../../spec/spec.ts";
import { inRange } from "../../spec/version-range.ts";
import { checkedBy, doorPort, shownBy } from "./ends.ts";
import type { MapAuthority, MapDoor, MapEdge, MapNode, TrustMap } from "./model.ts";

/** Who talks to whom in the cluster of a specification. */
export function specMap(spec: Spec, catalog: Catalog): TrustMap {
  const model = trustModel(spec, catalog);
  const circumstances = { spec, catalog, model };
  return assemble({ cluster: spec.name, topology: spec.topology }, circumstances, edgesOf(circumstances, true));
}

/**
 * Who talks to whom in general, with everything that a specification can ask for: every connection of the catalogue but
 * those of single distributions.
 */
export function generalMap(topology: TopologyId, catalog: Catalog): TrustMap {
  // Identities that exclude each other are each on the map once.
  const specs = (["certificate", "token"] as const).flatMap((kubeProxy) =>
    (["certificate", "bootstrap"] as const).map((kubeletServing): Spec => {
      const nowhere = { hosts: [], endpoint: { host: "", port: 0 } };
      return { ...DEFAULT_SPEC, ...nowhere, topology, extras: EXTRAS, kubeProxy, kubeletServing };
    }),
  );
  const all = specs.map((spec) => ({ spec, catalog, model: trustModel(spec, catalog) }));
  const edges = new Map(all.flatMap((one) => edgesOf(one, false)).map((edge) => [JSON.stringify(edge), edge]));
  const [first] = all;
  if (first === undefined) throw new Error("no specification to map");
  const inOrder = [...edges.values()].sort((a, b) => numberOf(a.edge.connection) - numberOf(b.edge.connection));
  return assemble({ topology }, first, inOrder);
}

const numberOf = (id: ConnectionId): number => Number(id.slice(1));

/** A connection, with its server's end still apart from its door. */
interface DialledDoor {
  readonly edge: Omit<MapEdge, "door">;
  readonly door: Omit<MapDoor, "id">;
}

function edgesOf(circumstances: Circumstances, specific: boolean): DialledDoor[] {
  const { spec, catalog } = circumstances;
  const ids = Object.keys(catalog.connections) as ConnectionId[];
  return ids
    .sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
    .flatMap((id) => {
      const { title, when, versions, clients, servers, dials, without } = catalog.connections[id];
      if (!applies(circumstances, when) || (specific && !inRange(spec.kubernetesVersion, versions))) return [];
      const there = (end: { readonly when?: readonly Condition[] }): boolean => applies(circumstances, end.when);
      return clients.filter(there).flatMap((client) =>
        servers.filter(there).map((server) => ({
          edge: {
            connection: id,
            title,
            client: client.component,
            server: server.component,
            shows: shownBy(circumstances, client.presents, specific),
            checks: checkedBy(circumstances, client.checks),
            when: specific ? [] : [...new Set([...(when ?? []), ...(client.when ?? []), ...(server.when ?? [])])],
            ...(specific || versions === undefined ? {} : { versions }),
            dials: dials.map(({ why }) => why),
            without,
          },
          door: {
            component: server.component,
            ...doorPort(circumstances, server),
            shows: shownBy(circumstances, server.presents, specific),
            checks: checkedBy(circumstances, server.checks),
          },
        })),
      );
    });
}

function assemble(
  head: Pick<TrustMap, "cluster" | "topology">,
  circumstances: Circumstances,
  dialled: readonly DialledDoor[],
): TrustMap {
  const doors = new Map<string, MapDoor>();
  const edges = dialled.map(({ edge, door }): MapEdge => {
    const key = JSON.stringify(door);
    const known = doors.get(key);
    const number = [...doors.values()].filter(({ component }) => component === door.component).length + 1;
    const { id } = known ?? { id: `${door.component}/${number}` };
    if (known === undefined) doors.set(key, { id, ...door });
    return { ...edge, door: id };
  });
  return {
    ...head,
    authorities: authoritiesOf(circumstances),
    nodes: nodesOf(circumstances, head.cluster !== undefined, edges),
    doors: [...doors.values()],
    edges,
  };
}

/** Components in the catalogue's order. */
function nodesOf({ spec, catalog }: Circumstances, specific: boolean, edges: readonly MapEdge[]): MapNode[] {
  const present = new Set(edges.flatMap(({ client, server }) => [client, server]));
  return (Object.keys(catalog.components) as ComponentId[])
    .filter((id) => present.has(id))
    .map((id) => {
      const { title, runsOn, why } = catalog.components[id];
      const layout = catalog.layouts[spec.layout];
      const hosts = spec.hosts.filter((host) => onHost(runsOn as Scope, spec, layout, host)).map(({ name }) => name);
      return { id, title, place: runsOn, ...(specific && hosts.length > 0 ? { hosts } : {}), why };
    });
}

function authoritiesOf({ spec, catalog, model }: Circumstances): MapAuthority[] {
  const letters = new Map<AuthorityId, string>(
    model.issuing.map((id, i) => [id, String.fromCharCode("A".charCodeAt(0) + i)]),
  );
  return [...model.issuing, ...model.roots].map((id) => {
    const entry = isRoot(id) ? catalog.rootAuthority : catalog.authorities[id];
    const parent = model.parentOf(id);
    return {
      id,
      letter: letters.get(id) ?? rootLetter(id, model, letters),
      title: entry.title,
      commonName: authorityName(spec, catalog, id),
      root: isRoot(id),
      ...(parent === undefined ? {} : { parent }),
    };
  });
}

function rootLetter(id: AuthorityId, model: TrustModel, letters: ReadonlyMap<AuthorityId, string>): string {
  const [below, other] = model.issuing.filter((issuing) => model.parentOf(issuing) === id);
  return `R${below === undefined || other !== undefined ? "" : letters.get(below)?.toLowerCase()}`;
}
