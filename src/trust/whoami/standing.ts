/** Who somebody is to each server that is there, and what that may do. */
import type { Catalog } from "../../catalog/index.ts";
import type { ComponentId, Connection, ConnectionId } from "../../catalog/types.ts";
import type { Actual } from "../../inventory/actual.ts";
import { authenticate } from "../authenticate.ts";
import { bindingsOf } from "../bindings-in.ts";
import type { JudgeChain } from "../chain.ts";
import type { ServerEnd } from "../connections/connection.ts";
import { runningOf, serverEnd } from "../connections/servers.ts";
import { type GrantedBinding, rolesOf } from "../rights.ts";
import { DEMANDING_SERVER, unableToAuthenticate } from "../texts.ts";
import type { Bearer } from "./bearer.ts";
import type { Claimed } from "./claimed.ts";

export type StandingKind =
  /** It has a user. */
  | "known"
  /** It is let in as system:anonymous: nothing that it shows counts. */
  | "anonymous"
  /** It is let in by its chain; the server knows no users. */
  | "let-in"
  /** The server asks nobody for anything. */
  | "unasked"
  /** 401. */
  | "nobody"
  /** The handshake fails. */
  | "refused";

export interface Standing {
  readonly component: ComponentId;
  /** Hosts on which it stands the same. */
  readonly hosts: readonly string[];
  readonly port?: number;
  readonly kind: StandingKind;
  readonly by?: "front-proxy" | "certificate" | "token" | "anonymous";
  readonly user?: string;
  readonly groups?: readonly string[];
  readonly may: readonly { readonly role: string; readonly because: string }[];
  /** Why not, for `nobody` and `refused`. */
  readonly reason?: string;
  /** What the server prints about it. */
  readonly serverPrints?: string;
}

/** Whether anybody takes it for somebody; by its own word where no server was asked. */
export const isSomebody = ({ claimed, standings }: { claimed: Claimed; standings: readonly Standing[] }): boolean =>
  standings.length === 0 ? claimed.user !== "" : standings.some(({ kind }) => kind === "known" || kind === "let-in");

export interface StandingQuestion {
  readonly bearer: Bearer;
  readonly actual: Actual;
  readonly catalog: Catalog;
  readonly at: Date;
  readonly judge: JudgeChain;
  /** Only this server. */
  readonly to?: ComponentId;
}

/** In the order of the catalogue; servers of several hosts are one as long as they say the same. */
export function standingsOf({ bearer, actual, catalog, at, judge, to }: StandingQuestion): Standing[] {
  const bindings = bindingsOf(actual, catalog);
  const merged = new Map<string, Standing>();
  for (const server of serversIn(actual, catalog)) {
    if (to !== undefined && server.component !== to) continue;
    const { hosts, ...rest } = standingTo(server, bearer, bindings, at, judge);
    const key = JSON.stringify(rest);
    const before = merged.get(key)?.hosts ?? [];
    merged.set(key, { ...rest, hosts: [...new Set([...before, ...hosts])] });
  }
  return [...merged.values()];
}

/** Each listener once: a component that listens on two ports for two purposes is two. */
export function serversIn(actual: Actual, catalog: Catalog): ServerEnd[] {
  const found = new Map<string, ServerEnd>();
  for (const id of Object.keys(catalog.connections) as ConnectionId[]) {
    const { servers }: Connection = catalog.connections[id];
    for (const component of new Set(servers.map((one) => one.component))) {
      const entries = servers.filter((one) => one.component === component && !("nothing" in one.presents));
      if (entries.length === 0) continue;
      for (const running of runningOf(actual, component)) {
        const end = serverEnd(running, entries, actual, catalog);
        const key = `${component} ${end.host} ${end.port ?? ""}`;
        if (!found.has(key)) found.set(key, end);
      }
    }
  }
  return [...found.values()];
}

function standingTo(
  { component, host, port, demand, anchors, believes, words = "current" }: ServerEnd,
  { pair, token }: Bearer,
  bindings: readonly GrantedBinding[],
  at: Date,
  judge: JudgeChain,
): Standing {
  const common = { component, hosts: [host], ...(port === undefined ? {} : { port }), may: [] };
  if (demand === "demanded" && anchors !== undefined) {
    const texts = DEMANDING_SERVER[words];
    if (pair === undefined)
      return { ...common, kind: "refused", reason: "none-shown", serverPrints: texts.noneShown.server };
    const verdict = judge({ shown: pair.chain, anchors, usage: "clientAuth", at });
    if (verdict.accepted) return { ...common, kind: "let-in" };
    return { ...common, kind: "refused", reason: verdict.reason, serverPrints: texts.refuses(verdict.go) };
  }
  if (believes === undefined) return { ...common, kind: "unasked" };
  const caller = {
    ...(pair === undefined ? {} : { chain: pair.chain }),
    ...(token === undefined ? {} : { token }),
  };
  const identity = authenticate(caller, believes, at, judge);
  if (!identity.known) {
    const prints = identity.log === "" ? {} : { serverPrints: unableToAuthenticate(identity.log) };
    return { ...common, kind: "nobody", reason: identity.reason, ...prints };
  }
  const { by, user, groups } = identity;
  const kind = by === "anonymous" ? "anonymous" : "known";
  return { ...common, kind, by, user, groups, may: rolesOf({ user, groups }, bindings) };
}
