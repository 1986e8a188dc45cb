/**
 * TLS by itself: what each side decides about the other, in the order in which Go does it (crypto/tls): the client looks at
 * the server first; a server that demands a certificate looks afterwards. What each prints is part of the answer.
 */

import type { PathReason } from "../x509/path/validate.ts";
import type { JudgeChain } from "./chain.ts";
import type { Anchors, ShownChain } from "./shown.ts";
import { clientRefuses, DEMANDING_SERVER, type GoWords, SERVER_HEARS } from "./texts.ts";

/**
 * How a server treats client certificates: `ignored`, `asked-for` (looked at later, by who decides about identity: servers
 * of k8s.io/apiserver), `demanded` (refused in the handshake: etcd, konnectivity).
 */
export type Demand = "ignored" | "asked-for" | "demanded";

export interface TlsClientSide {
  readonly chain?: ShownChain;
  /** Whom it believes; undefined: it verifies nobody. */
  readonly anchors: Anchors | undefined;
  /** What it asks the server's certificate for: an address or a name. */
  readonly name: string;
}

export interface TlsServerSide {
  readonly chain: ShownChain;
  readonly demand: Demand;
  /** Whom it believes when it demands. */
  readonly anchors?: Anchors;
  readonly words?: GoWords;
}

export type HandshakeReason = PathReason | "none-shown";

export interface SideVerdict {
  readonly accepts: boolean;
  readonly reason?: HandshakeReason;
  /** What this side prints, and what the other side prints about it. */
  readonly prints?: string;
  readonly other?: string;
  /** Whether anything was verified at all. */
  readonly verified: boolean;
}

export interface HandshakeVerdict {
  /** The client about the server. */
  readonly client: SideVerdict;
  /** The server about the client; undefined when the client has broken off before. */
  readonly server: SideVerdict | undefined;
  readonly holds: boolean;
}

export function judgeHandshake(
  client: TlsClientSide,
  server: TlsServerSide,
  at: Date,
  judge: JudgeChain,
): HandshakeVerdict {
  const first = clientAboutServer(client, server, at, judge);
  if (!first.accepts) return { client: first, server: undefined, holds: false };
  const second = serverAboutClient(client, server, at, judge);
  return { client: first, server: second, holds: second.accepts };
}

function clientAboutServer(
  { anchors, name }: TlsClientSide,
  { chain }: TlsServerSide,
  at: Date,
  judge: JudgeChain,
): SideVerdict {
  if (anchors === undefined) return { accepts: true, verified: false };
  const verdict = judge({ shown: chain, anchors, usage: "serverAuth", name, at });
  if (verdict.accepted) return { accepts: true, verified: true };
  const { reason, go } = verdict;
  return { accepts: false, verified: true, reason, prints: clientRefuses(go), other: SERVER_HEARS };
}

function serverAboutClient(
  { chain }: TlsClientSide,
  { demand, anchors, words = "current" }: TlsServerSide,
  at: Date,
  judge: JudgeChain,
): SideVerdict {
  const texts = DEMANDING_SERVER[words];
  if (demand !== "demanded" || anchors === undefined) return { accepts: true, verified: false };
  if (chain === undefined) {
    const { server: prints, client: other } = texts.noneShown;
    return { accepts: false, verified: true, reason: "none-shown", prints, other };
  }
  const verdict = judge({ shown: chain, anchors, usage: "clientAuth", at });
  if (verdict.accepted) return { accepts: true, verified: true };
  const { reason, go } = verdict;
  return { accepts: false, verified: true, reason, prints: texts.refuses(go), other: texts.heard(reason) };
}
