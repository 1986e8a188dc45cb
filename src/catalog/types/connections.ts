/** The shapes of the catalogue: connections and their two ends. */
import type { ComponentId } from "./components.ts";
import type { CredentialId } from "./credentials.ts";
import type { Condition, NameSource, Source, VersionRange } from "./ground.ts";
import type { SlotId } from "./slots.ts";

export type ConnectionId =
  | "E1"
  | "E2"
  | "E3"
  | "E4"
  | "E5"
  | "E6"
  | "E7"
  | "E8"
  | "E9"
  | "E10"
  | "E11"
  | "E12"
  | "E13"
  | "E14"
  | "E15"
  | "E16"
  | "E17"
  | "E18"
  | "E19"
  | "E20"
  | "E21"
  | "E22"
  | "E23"
  | "E24"
  | "E25"
  | "E26"
  | "E27"
  | "E28"
  | "E29"
  | "E30"
  | "E31"
  | "E32"
  | "E33";

/** What one side shows: credentials, a token, or something that is not a certificate of ours. */
export type Presents =
  | { readonly credentials: readonly CredentialId[]; readonly token?: string }
  | { readonly token: string }
  | { readonly nothing: string }
  | { readonly selfMade: string };

/** What one side checks the other with: a trust slot, a way to check tokens, or what stands in their place. */
export type Checks =
  | { readonly slots: readonly SlotId[]; readonly tokens?: string }
  | { readonly tokens: string }
  | { readonly systemRoots: string }
  | { readonly unchecked: string };

export interface ConnectionEnd {
  readonly component: ComponentId;
  /** Set when this end is there only under a condition. */
  readonly when?: readonly Condition[];
  readonly presents: Presents;
  readonly checks: Checks;
  /**
   * As a client, the right that it needs at the server: a role of RBAC, or `node`, which the Node authorizer gives to the
   * user `system:node:NAME` in the group `system:nodes`.
   */
  readonly needs?: string;
  /**
   * As a client that belongs to no cluster yet, what it begins with: a kubeconfig with a bootstrap token, ConfigMap
   * cluster-info, or Secret kubeadm-certs after that.
   */
  readonly joinsBy?: "bootstrap-kubeconfig" | "cluster-info" | "kubeadm-certs";
  /** As a client in pods, the arguments of its container: the server's host, and files with what it believes and shows. */
  readonly arguments?: {
    readonly host: string;
    readonly authorities: string;
    readonly certificate: string;
    readonly key: string;
    readonly token: string;
  };
  /** As a client, the setting of its own that says whom it dials: URLs, separated by commas, with or without `NAME=`. */
  readonly dialsBy?: string;
  /** As a client, the setting of its own without which it never dials. */
  readonly onlyWith?: string;
  /** As a client of nodes, the setting of its own that says which kind of address it dials first; `Hostname` without it. */
  readonly addressTypesBy?: string;
}

export interface ServerEnd extends ConnectionEnd {
  /**
   * Where callers show a certificate only when this setting names whom to believe, and otherwise a token for the audience
   * that the other setting names, which the API server is asked about.
   */
  readonly admitsBy?: { readonly authorities: string; readonly audience: string };
  /** TCP port by default, or undefined where it is no TCP or no fixed port. */
  readonly port: number | undefined;
}

/** Who dials whom, under which name, what each side presents and checks (facts part 2). */
export interface Connection {
  readonly title: string;
  readonly when?: readonly Condition[];
  /** Releases that make it by default; all when absent. */
  readonly versions?: readonly VersionRange[];
  /** Each of the clients dials each of the servers. */
  readonly clients: readonly ConnectionEnd[];
  readonly servers: readonly ServerEnd[];
  /** The names and addresses dialled; the server's certificate must carry them. */
  readonly dials: readonly NameSource[];
  /** Set when a client dials the server of its own host alone, or those of the others. */
  readonly between?: "same-host" | "other-hosts";
  /** What happens when a side's trust or identity is missing. */
  readonly without: string;
  readonly source: Source;
}
