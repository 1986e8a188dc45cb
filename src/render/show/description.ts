/** What is said of one thing: of a credential, a connection, an authority, a trust slot or a component. */

export type TopicKind = "credential" | "connection" | "authority" | "slot" | "component";

/** A name that can be asked for. */
export interface Topic {
  readonly kind: TopicKind;
  readonly id: string;
  readonly title: string;
}

/** A line of a section: a name with what there is to say of it, or a sentence alone. */
export interface Entry {
  readonly name?: string;
  readonly text: string;
}

export type SectionKey =
  | "says"
  | "names"
  | "files"
  | "presented"
  | "checks"
  | "ends"
  | "dials"
  | "settings"
  | "signs"
  | "held"
  | "keys"
  | "apart"
  | "holds"
  | "accepts"
  | "used"
  | "credentials"
  | "connections"
  | "slots";

export interface Section {
  readonly key: SectionKey;
  readonly title: string;
  readonly entries: readonly Entry[];
}

export interface Description {
  readonly of: TopicKind;
  readonly id: string;
  readonly title: string;
  /** Of which cluster; undefined for Kubernetes in general. */
  readonly cluster?: string;
  /** The folder of the output whose values are told: `hosts/cp-1`. */
  readonly unit?: string;
  /** Other folders that have one of their own. */
  readonly alsoIn: readonly string[];
  readonly why: string;
  /** What breaks without it; of an authority, what a thief of its key could do. */
  readonly without?: string;
  readonly sections: readonly Section[];
  readonly source?: string;
  /** Other topics of the same name, as they are asked for. */
  readonly alsoNamed: readonly string[];
}
