/** What will happen on a connection, step by step: TLS on each side, who the client becomes, whether that is enough. */
import type { DefaultBinding } from "../catalog/types.ts";
import type { Place } from "../inventory/actual.ts";
import { authenticate, type Identity } from "./authenticate.ts";
import { type JudgeChain, rememberingJudge } from "./chain.ts";
import type { ClientEnd, ExistingConnection, ServerEnd } from "./connections/connection.ts";
import { judgePeer, type PeerVerdict } from "./etcd-peer.ts";
import { type HandshakeVerdict, judgeHandshake } from "./handshake.ts";
import { type GrantedBinding, judgeRight, type Right } from "./rights.ts";
import { type Anchors, belongsTogether } from "./shown.ts";
import { NO_PAIR, unableToAuthenticate } from "./texts.ts";

export type Outcome =
  | "works"
  /** It works, and a side believes whoever answers. */
  | "unverified"
  | "fails"
  /** What decides is not among the files. */
  | "unknown";

/** A verdict that a person can act on: what it is, who prints what, and the files that decide. */
export interface Prediction {
  readonly connection: ExistingConnection;
  readonly outcome: Outcome;
  /** The step that decides. */
  readonly step: "start" | "pair" | "discovery" | "tls-client" | "tls-server" | "peer" | "identity" | "right" | "none";
  /** One sentence without a full stop. */
  readonly reason: string;
  readonly clientPrints?: string;
  readonly serverPrints?: string;
  readonly places: readonly Place[];
  readonly handshake?: HandshakeVerdict;
  readonly identity?: Identity;
  readonly peer?: PeerVerdict;
  readonly right?: Right;
}

export interface PredictOptions {
  readonly bindings: readonly (GrantedBinding | DefaultBinding)[];
  readonly judge?: JudgeChain;
  /** Addresses that a name leads to. */
  readonly resolve?: (name: string) => readonly string[];
}

export function predict(
  connections: readonly ExistingConnection[],
  at: Date,
  { bindings, judge = rememberingJudge(), resolve = () => [] }: PredictOptions,
): Prediction[] {
  return connections.map((connection) => predictOne(connection, at, { bindings, judge, resolve }));
}

/** For whom a front proxy speaks differs from request to request. */
const SOMEBODY = { user: "(the user that it speaks for)", groups: [] } as const;

const NOBODY: Anchors = { certificates: [], place: { file: "the system's roots" } };

function predictOne(
  connection: ExistingConnection,
  at: Date,
  { bindings, judge, resolve }: Required<PredictOptions>,
): Prediction {
  const { client, server, name } = connection;
  const broken = brokenStart(connection) ?? brokenPair(connection) ?? brokenDiscovery(connection);
  if (broken !== undefined) return broken;
  if (server.pair === undefined) {
    // A kubelet that signs for itself: whoever believes everybody is still asked who it is.
    const asked =
      client.trusts.kind === "everybody" ? identityAndRight(connection, undefined, at, bindings, judge) : undefined;
    if (asked?.outcome === "fails") return asked;
    return { connection, outcome: "unknown", step: "none", reason: server.without ?? "no certificate", places: [] };
  }
  const { trusts } = client;
  if (trusts.kind === "unknown")
    return { connection, outcome: "unknown", step: "none", reason: trusts.why, places: [trusts.place] };
  const anchors = trusts.kind === "anchors" ? trusts.anchors : trusts.kind === "system" ? NOBODY : undefined;
  const handshake = judgeHandshake(
    { anchors, name, ...(client.pair === undefined ? {} : { chain: client.pair.chain }) },
    {
      chain: server.pair.chain,
      demand: server.demand,
      ...(server.anchors === undefined ? {} : { anchors: server.anchors }),
      ...(server.words === undefined ? {} : { words: server.words }),
    },
    at,
    judge,
  );
  const decided = { connection, handshake };
  if (!handshake.client.accepts) {
    const { reason = "other", prints, other } = handshake.client;
    return {
      ...decided,
      ...texts(prints, other),
      outcome: "fails",
      step: "tls-client",
      reason: `${client.title} refuses the server's certificate: ${reason}`,
      places: [server.pair.chain.place, anchors?.place].filter((one) => one !== undefined),
    };
  }
  if (handshake.server !== undefined && !handshake.server.accepts) {
    const { reason = "other", prints, other } = handshake.server;
    return {
      ...decided,
      ...texts(other, prints),
      outcome: "fails",
      step: "tls-server",
      reason: `${server.component} refuses the client's certificate: ${reason}`,
      places: [client.pair?.chain.place, server.anchors?.place].filter((one) => one !== undefined),
    };
  }
  const peer = peerVerdict(client, server, resolve);
  if (peer !== undefined && !peer.accepts)
    return {
      ...decided,
      peer,
      outcome: "fails",
      step: "peer",
      reason: `the certificate does not go with the address that the peer calls from: ${peer.reason}`,
      serverPrints: peer.prints,
      places: client.pair === undefined ? [] : [client.pair.chain.place],
    };
  return identityAndRight(connection, handshake, at, bindings, judge);
}

function brokenStart(connection: ExistingConnection): Prediction | undefined {
  const { startsNot } = connection;
  if (startsNot === undefined) return undefined;
  const { side, reason, prints, places } = startsNot;
  const words = side === "server" ? { serverPrints: prints } : { clientPrints: prints };
  return { connection, outcome: "fails", step: "start", reason, ...words, places };
}

/** Go programs load a pair before they use it: one that is none ends the matter. */
function brokenPair(connection: ExistingConnection): Prediction | undefined {
  for (const side of ["server", "client"] as const) {
    const { pair } = connection[side];
    if (pair === undefined || belongsTogether(pair) !== false) continue;
    const prints = side === "server" ? { serverPrints: NO_PAIR } : { clientPrints: NO_PAIR };
    const places = [pair.chain.place, ...(pair.keyPlace === undefined ? [] : [pair.keyPlace])];
    const reason = `the ${side}'s key is not its certificate's`;
    return { connection, outcome: "fails", step: "pair", reason, ...prints, places };
  }
  return undefined;
}

function brokenDiscovery(connection: ExistingConnection): Prediction | undefined {
  if (connection.discovery === undefined) return undefined;
  const { reason, prints, places } = connection.discovery;
  return { connection, outcome: "fails", step: "discovery", reason, clientPrints: prints, places };
}

function peerVerdict(
  client: ClientEnd,
  server: ServerEnd,
  resolve: (name: string) => readonly string[],
): PeerVerdict | undefined {
  if (server.peer === undefined || client.pair === undefined || server.demand !== "demanded") return undefined;
  const certificate = client.pair.chain.leaf;
  const verdicts = client.addresses.map((address) => judgePeer({ certificate, address, resolve }, server.peer));
  // Which of its addresses a host calls from is not to be seen: one that is accepted is enough.
  return verdicts.find(({ accepts }) => accepts) ?? verdicts[0];
}

function identityAndRight(
  connection: ExistingConnection,
  handshake: HandshakeVerdict | undefined,
  at: Date,
  bindings: PredictOptions["bindings"],
  judge: JudgeChain,
): Prediction {
  const { client, server, needs, node } = connection;
  const met = handshake === undefined ? {} : { handshake };
  const verified = handshake?.client.verified === true || client.trusts.kind === "itself";
  const works = verified
    ? ({ outcome: "works", step: "none", reason: "" } as const)
    : ({ outcome: "unverified", step: "none", reason: "the client believes whoever answers" } as const);
  const open = server.demand === "ignored" && server.anchors === undefined && needs === undefined;
  if (server.believes === undefined || (client.pair ?? client.token ?? client.minted) === undefined) {
    const reason = open && client.pair !== undefined ? `${server.component} lets everybody in` : works.reason;
    const outcome = reason === works.reason ? works.outcome : "unverified";
    return { connection, ...met, ...works, outcome, reason, places: [] };
  }
  const caller = {
    ...(client.pair === undefined ? {} : { chain: client.pair.chain }),
    ...(client.token === undefined ? {} : { token: client.token }),
    ...(client.minted === undefined ? {} : { minted: client.minted }),
    ...(client.speaksForUsers ? { headers: SOMEBODY } : {}),
  };
  const identity = authenticate(caller, server.believes, at, judge);
  const places = [client.pair?.chain.place, client.minted?.place, server.believes.clients?.place].filter(
    (one) => one !== undefined,
  );
  if (!identity.known) {
    const serverPrints = identity.log === "" ? {} : { serverPrints: unableToAuthenticate(identity.log) };
    const reason = `nobody to ${server.component}: ${identity.reason}`;
    return {
      connection,
      ...met,
      identity,
      outcome: "fails",
      step: "identity",
      reason,
      clientPrints: "Unauthorized",
      ...serverPrints,
      places,
    };
  }
  if (needs === undefined) return { connection, ...met, identity, ...works, places: [] };
  const right = judgeRight(identity, needs, bindings, node);
  if (right.may) return { connection, ...met, identity, right, ...works, places: [] };
  return { connection, ...met, identity, right, outcome: "fails", step: "right", reason: right.because, places };
}

function texts(client: string | undefined, server: string | undefined) {
  return {
    ...(client === undefined ? {} : { clientPrints: client }),
    ...(server === undefined ? {} : { serverPrints: server }),
  };
}
