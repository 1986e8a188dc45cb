/** A connection that exists: two ends, each with what it shows and whom it believes, and where that stands. */
import type { ComponentId, ConnectionId } from "../../catalog/types.ts";
import type { Place } from "../../inventory/actual.ts";
import type { SecretText } from "../../x509/secret-text.ts";
import type { Believes } from "../authenticate.ts";
import type { PeerRules } from "../etcd-peer.ts";
import type { Demand } from "../handshake.ts";
import type { MintedToken } from "../minted-token.ts";
import type { Anchors, ShownPair } from "../shown.ts";
import type { GoWords } from "../texts.ts";
import type { StartFault } from "./start.ts";

/**
 * Whom a client believes about servers. `system`: the roots of its host's system, which are taken not to hold this
 * cluster's authorities. `unknown`: a file is named and not among what was read.
 */
export type Trusts =
  | { readonly kind: "anchors"; readonly anchors: Anchors }
  | { readonly kind: "system"; readonly place: Place }
  | { readonly kind: "everybody"; readonly place: Place }
  /** Its own listener: there is nobody else to be. */
  | { readonly kind: "itself" }
  | { readonly kind: "unknown"; readonly why: string; readonly place: Place };

export interface ClientEnd {
  readonly component: ComponentId;
  readonly host?: string;
  /** Whose file it is, for clients that are no component of a host. */
  readonly title: string;
  readonly pair?: ShownPair;
  readonly token?: SecretText;
  /** A token that it will be given. */
  readonly minted?: MintedToken;
  /** Whether it names users in headers, as front proxies do. */
  readonly speaksForUsers?: true;
  readonly trusts: Trusts;
  /** Addresses that its connections come from, where they matter. */
  readonly addresses: readonly string[];
}

export interface ServerEnd {
  readonly component: ComponentId;
  readonly host: string;
  readonly port?: number;
  readonly pair?: ShownPair;
  /** Set when its certificate is not among the files: it makes one itself, or was not read. */
  readonly without?: string;
  readonly demand: Demand;
  /** Whose words it prints, where its release is known to have others than today's. */
  readonly words?: GoWords;
  /** Whom it believes when it demands; and what else it asks of a peer. */
  readonly anchors?: Anchors;
  readonly peer?: PeerRules;
  /** How it finds out who calls, when it asks. */
  readonly believes?: Believes;
}

export interface ExistingConnection {
  readonly id: ConnectionId;
  readonly title: string;
  readonly client: ClientEnd;
  readonly server: ServerEnd;
  /** What the client asks the server's certificate for. */
  readonly name: string;
  /** The right that it needs (`judgeRight`), and the node that it acts for. */
  readonly needs?: string;
  readonly node?: string;
  /** Set when a client that joins does not believe what it is told about the cluster. */
  readonly discovery?: StartFault;
  /** Set when a side's program does not start at all. */
  readonly startsNot?: StartFault & { readonly side: "client" | "server" };
}
