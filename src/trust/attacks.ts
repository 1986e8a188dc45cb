/**
 * What must not be possible, tried on every connection that there is: each attempt is put before the same judgement as
 * the connection itself. What is accepted is a finding.
 */
import type { Place } from "../inventory/actual.ts";
import { SecretText } from "../x509/secret-text.ts";
import { authenticate } from "./authenticate.ts";
import { certificateNumbers, type JudgeChain, type Usage } from "./chain.ts";
import type { ClientEnd, ExistingConnection, ServerEnd } from "./connections/connection.ts";
import { judgePeer } from "./etcd-peer.ts";
import { judgeHandshake } from "./handshake.ts";
import { judgeRight } from "./rights.ts";
import type { Anchors, ShownChain, ShownPair } from "./shown.ts";

export type AttackId =
  | "man-in-the-middle"
  | "wrong-name"
  | "client-as-server"
  | "etcd-client-as-peer"
  | "front-proxy-as-client"
  | "client-with-headers"
  | "expired"
  | "another-node"
  | "foreign-token";

export interface AttackResult {
  readonly id: AttackId;
  readonly title: string;
  /** How many times it was tried. */
  readonly tried: number;
  /** Where it came off. */
  readonly accepted: readonly { readonly at: string; readonly how: string; readonly place: Place }[];
}

/** What only somebody with keys of their own can bring; made afresh for each run. */
export interface Forged {
  /** A server's chain under a self-made authority that has the subject of one of the anchors, for a name. */
  chain(anchors: Anchors, name: string): ShownChain | undefined;
  /** A token for a service account of the issuer, by a key of their own. */
  token(issuer: string, audience: string): string;
}

const TITLES: Readonly<Record<AttackId, string>> = {
  "man-in-the-middle": "a man in the middle with an authority of the same name",
  "wrong-name": "a certificate of the right authority with another name",
  "client-as-server": "a client's certificate shown by a server",
  "etcd-client-as-peer": "an etcd client as a peer",
  "front-proxy-as-client": "the front proxy's certificate as an ordinary client's",
  "client-with-headers": "an ordinary client that names a user in headers",
  expired: "an expired pair",
  "another-node": "a kubelet that asks as another node",
  "foreign-token": "a token signed by another key",
};

interface Attempt {
  readonly id: AttackId;
  readonly at: string;
  readonly how: string;
  readonly place: Place;
  readonly comesOff: boolean;
}

export function attack(
  connections: readonly ExistingConnection[],
  at: Date,
  forged: Forged,
  judge: JudgeChain,
): AttackResult[] {
  const attempts = [
    ...onClients(connections, at, forged, judge),
    ...onPeers(connections, at, judge),
    ...onIdentities(connections, at, forged, judge),
    ...afterTheEnd(connections, judge),
  ];
  return (Object.keys(TITLES) as AttackId[]).map((id) => {
    const ofThis = attempts.filter((attempt) => attempt.id === id);
    const accepted = ofThis.filter(({ comesOff }) => comesOff).map(({ at, how, place }) => ({ at, how, place }));
    return { id, title: TITLES[id], tried: ofThis.length, accepted };
  });
}

const endText = ({ component, host }: { readonly component: string; readonly host?: string }): string =>
  host === undefined ? component : `${component} on ${host}`;

/** Clients that believe the wrong server. Equal clients are tried once. */
function onClients(connections: readonly ExistingConnection[], at: Date, forged: Forged, judge: JudgeChain): Attempt[] {
  const pairs = distinct(connections.flatMap(({ client, server }) => [client.pair, server.pair]));
  const numberOf = certificateNumbers();
  const slotOf = (certificates: Anchors["certificates"]): string => certificates.map(numberOf).join("-");
  const clients = distinctBy(
    connections,
    ({ client, name, id }) => `${id} ${client.component} ${slotKey(client, slotOf)} ${name}`,
  );
  const believedBy = (certificates: Anchors["certificates"]): Believed => {
    const slot = slotOf(certificates);
    let known = bySlot.get(slot);
    if (known === undefined) {
      const anchors = { certificates, place: { file: "" } };
      const accepted = (usage: Usage): ShownChain[] =>
        pairs.map(({ chain }) => chain).filter((shown) => judge({ shown, anchors, usage, at }).accepted);
      const clientOnly = accepted("clientAuth").filter(
        ({ leaf }) => leaf.extensions.extendedKeyUsage?.includes("serverAuth") === false,
      );
      known = { servers: accepted("serverAuth"), clientOnly: clientOnly.slice(0, MOST) };
      bySlot.set(slot, known);
    }
    return known;
  };
  const bySlot = new Map<string, Believed>();
  const dialled = new Map<string, number>();
  return clients.flatMap(({ id, client, name, server }): Attempt[] => {
    const { trusts } = client;
    // Whoever believes the same is deceived in the same way, whatever the name; another name is a question of its own.
    const alike = `${id} ${client.component} ${slotKey(client, slotOf)}`;
    const count = (dialled.get(alike) ?? 0) + 1;
    dialled.set(alike, count);
    if (trusts.kind !== "anchors" && trusts.kind !== "everybody") return [];
    const anchors = trusts.kind === "anchors" ? trusts.anchors : undefined;
    const place = anchors?.place ?? (trusts.kind === "everybody" ? trusts.place : { file: "" });
    const where = `${endText(client)} (${id})`;
    const believed = (chain: ShownChain): boolean =>
      judgeHandshake({ anchors, name }, { chain, demand: "asked-for" }, at, judge).holds;
    const tried = (attackId: AttackId, chain: ShownChain, how: string): Attempt => ({
      id: attackId,
      at: where,
      how,
      place,
      comesOff: believed(chain),
    });
    const isOneOfFew = count <= MOST;
    const middle = !isOneOfFew ? undefined : anchors === undefined ? server.pair?.chain : forged.chain(anchors, name);
    const first = middle === undefined ? [] : [tried("man-in-the-middle", middle, "it believes whoever answers")];
    if (anchors === undefined) return first;
    const { servers, clientOnly } = believedBy(anchors.certificates);
    const others = firstOf(servers, (chain) => !carries(chain, name)).map((chain) =>
      tried("wrong-name", chain, `it believes ${chain.place.file} for ${name}`),
    );
    const asServers = (isOneOfFew ? clientOnly : []).map((chain) =>
      tried("client-as-server", chain, `it believes ${chain.place.file} as a server`),
    );
    return [...first, ...others, ...asServers];
  });
}

/** Attempts of one kind on one client: the first few stand for the rest. */
const MOST = 8;

/** What whoever believes a slot accepts today, whatever the name. */
interface Believed {
  readonly servers: readonly ShownChain[];
  readonly clientOnly: readonly ShownChain[];
}

function firstOf<T>(list: readonly T[], is: (one: T) => boolean): T[] {
  const found: T[] = [];
  for (const one of list) {
    if (is(one)) found.push(one);
    if (found.length === MOST) break;
  }
  return found;
}

const slotKey = ({ trusts, host }: ClientEnd, slotOf: (list: Anchors["certificates"]) => string): string =>
  trusts.kind === "anchors" ? slotOf(trusts.anchors.certificates) : `${trusts.kind} ${host ?? ""}`;

/** Whether a name is among a certificate's, to the letter. */
function carries({ leaf }: ShownChain, name: string): boolean {
  const { dns = [], addresses = [] } = leaf.extensions.names ?? {};
  return [...dns, ...addresses].some((one) => one.toLowerCase() === name.toLowerCase());
}

function onPeers(connections: readonly ExistingConnection[], at: Date, judge: JudgeChain): Attempt[] {
  const peers = distinctBy(
    connections.filter(({ server }) => server.peer !== undefined),
    ({ server }) => endText(server),
  );
  const members = new Set(peers.map(({ server }) => server.host));
  const clients = distinct(
    connections
      .filter(
        ({ server, client }) => server.component === "etcd" && server.peer === undefined && client.component !== "etcd",
      )
      .map(({ client }) => client.pair),
  );
  return peers.flatMap(({ server }) =>
    clients.slice(0, MOST).map((pair): Attempt => {
      const { chain } = pair;
      const seen = judgeHandshake({ chain, anchors: undefined, name: "" }, asServer(server, chain), at, judge).holds;
      const address = chain.leaf.extensions.names?.addresses[0] ?? "";
      const admitted = seen && judgePeer({ certificate: chain.leaf, address, resolve: () => [] }, server.peer).accepts;
      return {
        id: "etcd-client-as-peer",
        at: `${endText(server)}, one of ${members.size}`,
        how: `${chain.place.file} is let in at the peer port`,
        place: chain.place,
        comesOff: admitted,
      };
    }),
  );
}

const asServer = ({ demand, anchors, pair }: ServerEnd, chain: ShownChain) => ({
  chain: pair?.chain ?? chain,
  demand,
  ...(anchors === undefined ? {} : { anchors }),
});

const ALICE = { user: "system:admin", groups: ["system:masters"] };

function onIdentities(
  connections: readonly ExistingConnection[],
  at: Date,
  forged: Forged,
  judge: JudgeChain,
): Attempt[] {
  const servers = distinctBy(
    connections.filter(({ server }) => server.believes !== undefined),
    ({ server }) => endText(server),
  ).map(({ server }) => server);
  const pairs = distinct(connections.map(({ client }) => client.pair));
  const believed = clientsBelieved(pairs, at, judge);
  const fronts = new Set(
    connections.flatMap(({ client }) => (client.speaksForUsers === true && client.pair ? [pairKey(client.pair)] : [])),
  );
  const isFront = (pair: ShownPair): boolean => fronts.has(pairKey(pair));
  const nodes = new Map<string, ExistingConnection[]>();
  for (const one of connections) {
    if (one.node === undefined) continue;
    const to = endText(one.server);
    const asked = nodes.get(to) ?? [];
    nodes.set(to, asked);
    if (asked.length < MOST) asked.push(one);
  }
  return servers.flatMap((server): Attempt[] => {
    const { believes } = server;
    if (believes === undefined) return [];
    const { frontProxy, tokens, clients } = believes;
    const attempt = (id: AttackId, comesOff: boolean, how: string, place: Place): Attempt => ({
      id,
      at: endText(server),
      how,
      place,
      comesOff,
    });
    const proxies = frontProxy === undefined ? [] : [...believed(frontProxy.anchors)].filter(isFront);
    const asClient = proxies.slice(0, MOST).map(({ chain }) => {
      const who = authenticate({ chain }, believes, at, judge);
      const user = who.known && who.by === "certificate";
      return attempt("front-proxy-as-client", user, "the front proxy's authority also vouches for users", chain.place);
    });
    const ordinary = firstOf(
      frontProxy === undefined || clients === undefined ? [] : [...believed(clients)],
      (pair) => pair.chain.leaf.subject.length > 0 && !isFront(pair),
    );
    const withHeaders = ordinary.map(({ chain }) => {
      const who = authenticate({ chain, headers: ALICE }, believes, at, judge);
      const posed = who.known && who.by === "front-proxy";
      return attempt("client-with-headers", posed, `${chain.place.file} may name any user in a header`, chain.place);
    });
    const asOther = (nodes.get(endText(server)) ?? []).flatMap(({ client, node = "" }) => {
      if (client.pair === undefined) return [];
      const who = authenticate({ chain: client.pair.chain }, believes, at, judge);
      const may = who.known && judgeRight(who, "node", [], `not-${node}`).may;
      return [
        attempt(
          "another-node",
          may,
          `${client.pair.chain.place.file} reaches every node's objects`,
          client.pair.chain.place,
        ),
      ];
    });
    const [issuer] = tokens?.issuers ?? [];
    const token = issuer === undefined ? [] : [new SecretText(forged.token(issuer, tokens?.audiences[0] ?? issuer))];
    const foreign = token.map((one) => {
      const who = authenticate({ token: one }, { ...believes, anonymous: false }, at, judge);
      return attempt("foreign-token", who.known, "a token that it never signed is believed", { file: endText(server) });
    });
    return [...asClient, ...withHeaders, ...asOther, ...foreign];
  });
}

/** The pairs that a slot believes as clients: found once for each slot, not for each server that has it. */
function clientsBelieved(
  pairs: readonly ShownPair[],
  at: Date,
  judge: JudgeChain,
): (anchors: Anchors) => ReadonlySet<ShownPair> {
  const numberOf = certificateNumbers();
  const bySlot = new Map<string, ReadonlySet<ShownPair>>();
  return (anchors) => {
    const slot = anchors.certificates.map(numberOf).join("-");
    const known = bySlot.get(slot);
    if (known !== undefined) return known;
    const found = new Set(
      pairs.filter(({ chain }) => judge({ shown: chain, anchors, usage: "clientAuth", at }).accepted),
    );
    bySlot.set(slot, found);
    return found;
  };
}

/** Every chain that is believed today is refused the second after its end. */
function afterTheEnd(connections: readonly ExistingConnection[], judge: JudgeChain): Attempt[] {
  const tried = connections.flatMap(({ client, server, name }): Attempt[] => {
    if (server.pair === undefined || client.trusts.kind !== "anchors") return [];
    const { chain } = server.pair;
    const after = new Date(chain.leaf.notAfter.getTime() + 1000);
    const question = { shown: chain, anchors: client.trusts.anchors, usage: "serverAuth", name, at: after } as const;
    return [
      {
        id: "expired",
        at: endText(client),
        how: `${chain.place.file} is believed after its end`,
        place: chain.place,
        comesOff: judge(question).accepted,
      },
    ];
  });
  return distinctBy(tried, ({ at, place }) => `${at} ${place.host ?? ""} ${place.file}`);
}

const distinct = (pairs: readonly (ShownPair | undefined)[]): ShownPair[] =>
  distinctBy(
    pairs.filter((pair) => pair !== undefined),
    pairKey,
  );

const pairKey = ({ chain }: ShownPair): string => Buffer.from(chain.leaf.signature).toString("base64");

function distinctBy<T>(list: readonly T[], key: (one: T) => string): T[] {
  const seen = new Map<string, T>();
  for (const one of list) {
    const is = key(one);
    if (!seen.has(is)) seen.set(is, one);
  }
  return [...seen.values()];
}
