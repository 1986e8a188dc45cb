/**
 * The map of what was read: one box for each component, however many hosts it runs on; one line for each connection
 * between two components, with what will happen over all pairs of hosts.
 */
import type { Catalog } from "../../../catalog/index.ts";
import type { ComponentId, Scope } from "../../../catalog/types.ts";
import type { ClientEnd, ExistingConnection, ServerEnd } from "../../../trust/connections/connection.ts";
import type { Prediction } from "../../../trust/predict.ts";
import type { Anchors, ShownPair } from "../../../trust/shown.ts";
import type { Checked, MapAuthorityId, MapDoor, MapEdge, MapNode, Place, Shown, TrustMap } from "../model.ts";
import { type AuthorityBook, authorityBook } from "./authority-book.ts";
import { fileName, plainText } from "./plain-text.ts";
import { verdictOf } from "./verdict-of.ts";

/** Authorities that are named of one bundle, and certificates of one end; a map with more of them is read by nobody. */
const MOST = 6;

/** `predictions` of `predict` or `verify`; `at` is the time that they are of. */
export function actualMap(predictions: readonly Prediction[], at: Date, catalog: Catalog): TrustMap {
  const book = authorityBook();
  const connections = predictions.map(({ connection }) => connection);
  // Who is believed comes first: it is among them that a chain finds its end.
  const ends = [...connections.map(believedByServer), ...connections.map(believedByClient)];
  for (const anchors of ends.flat()) book.believed(anchors);
  const doors = doorsOf(connections, book);
  const edges = edgesOf(predictions, doors, book, catalog);
  const used = new Set([...doors.values(), ...edges].flatMap(({ shows, checks }) => [...named(shows, checks)]));
  return {
    read: { hosts: hostsOf(connections), at: at.toISOString().replace(/\.\d+Z$/, "Z") },
    authorities: book.entries(used),
    nodes: nodesOf(connections, catalog),
    doors: [...doors.values()],
    edges,
  };
}

const believedByServer = ({ server: { anchors, believes } }: ExistingConnection): Anchors[] =>
  [anchors, believes?.clients, believes?.frontProxy?.anchors].filter((one) => one !== undefined);

const believedByClient = ({ client: { trusts } }: ExistingConnection): Anchors[] =>
  trusts.kind === "anchors" ? [trusts.anchors] : [];

function* named(shows: readonly Shown[], checks: readonly Checked[]): Generator<MapAuthorityId> {
  for (const one of shows) if (one.kind === "certificate") yield one.authority;
  for (const one of checks) if (one.kind === "authorities") yield* one.authorities;
}

const hostsOf = (connections: readonly ExistingConnection[]): string[] =>
  [...new Set(connections.flatMap(({ client, server }) => [client.host ?? server.host, server.host]))].map(plainText);

const doorKey = ({ component, port }: ServerEnd): string => `${component} ${port}`;

function doorsOf(connections: readonly ExistingConnection[], book: AuthorityBook): Map<string, MapDoor> {
  const servers = grouped([...new Set(connections.map(({ server }) => server))], doorKey);
  return new Map(
    [...servers].map(([key, ends], i) => {
      const [{ component, port } = fail()] = ends;
      const shows = different(ends.map(({ pair, without }) => shownBy(pair, without ?? "no certificate", book)));
      const checks = different(ends.flatMap((end) => checkedByServer(end, book)));
      const id = `${component}/${i + 1}`;
      return [key, { id, component, ...(port === undefined ? {} : { port }), shows, checks }] as const;
    }),
  );
}

function edgesOf(
  predictions: readonly Prediction[],
  doors: ReadonlyMap<string, MapDoor>,
  book: AuthorityBook,
  catalog: Catalog,
): MapEdge[] {
  const pairs = grouped(predictions, ({ connection: { id, client, server } }) =>
    [id, client.component, doorKey(server)].join(" "),
  );
  return [...pairs.values()].map((own): MapEdge => {
    const [
      {
        connection: { id, title, client, server },
      } = fail(),
    ] = own;
    const clients = [...new Set(own.map(({ connection }) => connection.client))];
    return {
      connection: id,
      title,
      client: client.component,
      server: server.component,
      door: doors.get(doorKey(server))?.id ?? "",
      shows: different(clients.map((end) => shownByClient(end, book))),
      checks: different(clients.map((end) => checkedByClient(end, book))),
      when: [],
      dials: different(own.map(({ connection }) => plainText(connection.name))),
      without: catalog.connections[id].without,
      verdict: verdictOf(own),
    };
  });
}

function nodesOf(connections: readonly ExistingConnection[], catalog: Catalog): MapNode[] {
  const hosts = new Map<ComponentId, Set<string>>();
  const add = (component: ComponentId, host: string | undefined): void => {
    const known = hosts.get(component) ?? new Set();
    hosts.set(component, known);
    if (host !== undefined) known.add(plainText(host));
  };
  for (const { client, server } of connections) {
    add(client.component, client.host);
    add(server.component, server.host);
  }
  return (Object.keys(catalog.components) as ComponentId[]).flatMap((id): MapNode[] => {
    const on = hosts.get(id);
    if (on === undefined) return [];
    const { title, runsOn, why } = catalog.components[id];
    return [{ id, title, place: runsOn satisfies Place | Scope, ...(on.size > 0 ? { hosts: [...on] } : {}), why }];
  });
}

const shownBy = (pair: ShownPair | undefined, without: string, book: AuthorityBook): Shown =>
  pair === undefined
    ? { kind: "nothing", text: without }
    : { kind: "certificate", credential: fileName(pair.chain.place), authority: book.vouching(pair.chain) };

function shownByClient({ pair, token }: ClientEnd, book: AuthorityBook): Shown {
  if (pair === undefined && token !== undefined) return { kind: "token", text: "a token" };
  return shownBy(pair, "no certificate among the files", book);
}

function believed(anchors: Anchors, book: AuthorityBook): Checked {
  const file = fileName(anchors.place);
  const authorities = book.believed(anchors);
  const more = authorities.length > MOST ? ` and ${authorities.length - MOST} more` : "";
  return {
    kind: "authorities",
    slot: `${file}${more}`,
    where: `${file}${more}`,
    authorities: authorities.slice(0, MOST),
  };
}

function checkedByClient({ trusts }: ClientEnd, book: AuthorityBook): Checked {
  if (trusts.kind === "anchors") return believed(trusts.anchors, book);
  if (trusts.kind === "system") return { kind: "system-roots", text: "the roots of its host's system" };
  const words = {
    everybody: "believes whoever answers",
    itself: "its own listener",
    unknown: "what it believes was not read",
  };
  return { kind: "nothing", text: words[trusts.kind] };
}

function checkedByServer({ demand, anchors, believes }: ServerEnd, book: AuthorityBook): Checked[] {
  if (demand === "ignored") return [{ kind: "nothing", text: "asks for no certificate" }];
  const lists = demand === "demanded" ? [anchors] : [believes?.clients, believes?.frontProxy?.anchors];
  const checks = lists.flatMap((one) => (one === undefined ? [] : [believed(one, book)]));
  if (believes?.tokens !== undefined) checks.push({ kind: "tokens", text: "a token" });
  return checks.length > 0 ? checks : [{ kind: "nothing", text: "knows no authority" }];
}

function grouped<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of list) {
    const key = keyOf(one);
    const own = groups.get(key);
    if (own === undefined) groups.set(key, [one]);
    else own.push(one);
  }
  return groups;
}

/** Without repetition, and not more of them than can be read. */
const different = <T>(list: readonly T[]): T[] =>
  [...new Map(list.map((one) => [JSON.stringify(one), one])).values()].slice(0, MOST);

const fail = (): never => {
  throw new Error("an empty group");
};
