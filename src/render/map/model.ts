/**
 * The trust map: who dials whom, what each side shows and what it checks the other with. Computed once from the catalogue
 * (and a specification), or from what was read of a cluster with what will happen on each connection; text, Mermaid, DOT
 * and SVG are printed from it, and `--output json` is this itself.
 */
import type { ComponentId, Condition, ConnectionId, Scope, TopologyId, VersionRange } from "../../catalog/types.ts";
import type { Outcome } from "../../trust/predict.ts";

/** Where a component runs; boxes of one place stand together. */
export type Place = Scope | "cluster" | "outside";

/** The catalogue's id of an authority; of one that was read, a name made from its subject. Letters, digits, hyphens. */
export type MapAuthorityId = string;

export interface MapAuthority {
  readonly id: MapAuthorityId;
  /** `A`, `B`, ...; a root has `R`, or the letter of the authority below it behind an R. What colours say, without colours. */
  readonly letter: string;
  readonly title: string;
  readonly commonName: string;
  /** Whether it is kept offline, above authorities that issue. */
  readonly root: boolean;
  /** The root above it. */
  readonly parent?: MapAuthorityId;
}

export interface MapNode {
  readonly id: ComponentId;
  readonly title: string;
  readonly place: Place;
  /** The hosts that it runs on. */
  readonly hosts?: readonly string[];
  readonly why: string;
}

/** What one side shows. */
export type Shown =
  /** `credential`: the catalogue's id, or the file. */
  | { readonly kind: "certificate"; readonly credential: string; readonly authority: MapAuthorityId }
  /** `text` says which token, what else, or why nothing. */
  | { readonly kind: "token" | "other" | "nothing"; readonly text: string };

/** What one side checks the other with. */
export type Checked =
  | {
      readonly kind: "authorities";
      /** The catalogue's id, or the file. */
      readonly slot: string;
      /** The flag, field or object that names them, or the file. */
      readonly where: string;
      readonly authorities: readonly MapAuthorityId[];
    }
  | { readonly kind: "tokens" | "system-roots" | "nothing"; readonly text: string };

/** Where a component listens: a port, what it shows there, and what it checks who comes with. */
export interface MapDoor {
  readonly id: string;
  readonly component: ComponentId;
  /** Undefined where it is no TCP or no fixed port. */
  readonly port?: number;
  readonly shows: readonly Shown[];
  readonly checks: readonly Checked[];
}

/** What will happen on an edge, over all the pairs of hosts that it stands for. */
export interface MapVerdict {
  /** The worst of them. */
  readonly outcome: Outcome;
  /** Of how many pairs, and how many come to that outcome. */
  readonly pairs: number;
  readonly count: number;
  /** One for each different reason, the most frequent first, three at most. */
  readonly reasons: readonly {
    readonly reason: string;
    /** `cp-1 to cp-2`, three at most, and how many more. */
    readonly between: readonly string[];
    readonly more: number;
  }[];
}

/** One component that dials one door. */
export interface MapEdge {
  readonly connection: ConnectionId;
  readonly title: string;
  readonly client: ComponentId;
  readonly server: ComponentId;
  /** The door's id. */
  readonly door: string;
  readonly shows: readonly Shown[];
  readonly checks: readonly Checked[];
  /** Conditions on a specification under which it is there, where the map is of no specification. */
  readonly when: readonly Condition[];
  /** Releases that make it, where the map is of no specification; all when absent. */
  readonly versions?: readonly VersionRange[];
  /** Why the name that is dialled is what it is. */
  readonly dials: readonly string[];
  readonly without: string;
  /** Where the map is of what was read. */
  readonly verdict?: MapVerdict;
}

export interface TrustMap {
  /** The cluster's name; undefined when the map is of Kubernetes in general, and when it is of what was read. */
  readonly cluster?: string;
  /** Undefined when the map is of what was read. */
  readonly topology?: TopologyId;
  /** When the map is of what was read: from which hosts, and the time that its verdicts are of, RFC 3339. */
  readonly read?: { readonly hosts: readonly string[]; readonly at: string };
  /** Set when only this component's connections are on the map. */
  readonly component?: ComponentId;
  readonly authorities: readonly MapAuthority[];
  readonly nodes: readonly MapNode[];
  readonly doors: readonly MapDoor[];
  readonly edges: readonly MapEdge[];
}
