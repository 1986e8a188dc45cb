/**
 * The trust map: who dials whom, what each side shows and what it checks the other with. Computed once from the catalogue
 * (and a specification); text, Mermaid, DOT and SVG are printed from it, and `--output json` is this itself.
 */
import type {
  AuthorityId,
  ComponentId,
  Condition,
  ConnectionId,
  CredentialId,
  Scope,
  SlotId,
  TopologyId,
  VersionRange,
} from "../../catalog/types.ts";

/** Where a component runs; boxes of one place stand together. */
export type Place = Scope | "cluster" | "outside";

export interface MapAuthority {
  readonly id: AuthorityId;
  /** `A`, `B`, ...; a root has `R`, or the letter of the authority below it behind an R. What colours say, without colours. */
  readonly letter: string;
  readonly title: string;
  readonly commonName: string;
  /** Whether it is kept offline, above authorities that issue. */
  readonly root: boolean;
  /** The root above it. */
  readonly parent?: AuthorityId;
}

export interface MapNode {
  readonly id: ComponentId;
  readonly title: string;
  readonly place: Place;
  /** The specification's hosts that it runs on. */
  readonly hosts?: readonly string[];
  readonly why: string;
}

/** What one side shows. */
export type Shown =
  | { readonly kind: "certificate"; readonly credential: CredentialId; readonly authority: AuthorityId }
  /** `text` says which token, what else, or why nothing. */
  | { readonly kind: "token" | "other" | "nothing"; readonly text: string };

/** What one side checks the other with. */
export type Checked =
  | {
      readonly kind: "authorities";
      readonly slot: SlotId;
      /** The flag, field or object that names them. */
      readonly where: string;
      readonly authorities: readonly AuthorityId[];
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
}

export interface TrustMap {
  /** The cluster's name; undefined when the map is of Kubernetes in general. */
  readonly cluster?: string;
  readonly topology: TopologyId;
  /** Set when only this component's connections are on the map. */
  readonly component?: ComponentId;
  readonly authorities: readonly MapAuthority[];
  readonly nodes: readonly MapNode[];
  readonly doors: readonly MapDoor[];
  readonly edges: readonly MapEdge[];
}
