/** What audit looks for: rules as data, each with a pure check. */
import type { Source } from "../catalog/types.ts";
import type { Place } from "../inventory/actual.ts";
import type { HandshakeReason } from "../trust/handshake.ts";
import type { Scene } from "./scene.ts";

export const SEVERITIES = ["error", "warning", "advice"] as const;

/** `error`: something does not work, or is open; `warning`: it will be, or weakens; `advice`: better otherwise. */
export type Severity = (typeof SEVERITIES)[number];

export const RULE_GROUPS = {
  connections: "Connections that break",
  roles: "What each certificate is for",
  trust: "Who believes whom",
  settings: "Settings of components",
  lifetimes: "Lifetimes",
  algorithms: "Algorithms and encodings",
  files: "Files",
  kubeconfigs: "Kubeconfigs",
  objects: "Kubernetes objects",
} as const;

export type RuleGroup = keyof typeof RULE_GROUPS;

/** Where and why a connection breaks, as a prediction says it; `unverified`: it works, and believes whoever answers. */
export type Break = HandshakeReason | "start" | "pair" | "discovery" | "peer" | "identity" | "right" | "unverified";

export interface Rule {
  /** What is wrong, in a few words, without the names of this case. */
  readonly title: string;
  readonly severity: Severity;
  readonly group: RuleGroup;
  /** RFC section, Kubernetes, etcd or Go file, CIS item. */
  readonly source: Source;
  /** Why it matters: what it breaks, or whom it lets in. */
  readonly why: string;
  /** How it shows: texts in logs, and of whom; empty where nothing shows. */
  readonly shows: readonly string[];
  /** How to mend it in general; a finding has the names filled in. */
  readonly mend: string;
  readonly check: (scene: Scene) => Iterable<Fault>;
  /** What connections break with when this is so: those that fail by the same files are told under it. */
  readonly breaks?: readonly Break[];
  /** Of a setting, which end of those connections the program is that is told so; either when absent. */
  readonly breaksAs?: "client" | "server";
  /** Rules whose finding at the same file explains this one: it is then told under theirs. */
  readonly under?: readonly string[];
}

/** One case of a rule. */
export interface Fault {
  /** Where the fault is; what has to be changed. */
  readonly place: Place;
  /** Further places of the same fault: copies on other hosts, the other file of a pair. */
  readonly also?: readonly Place[];
  /** A sentence without a full stop, with names, values and dates. */
  readonly message: string;
  /** The offending value as it stands there, with the name of its field as openssl or the file has it. */
  readonly shown?: { readonly field: string; readonly value: string };
  readonly remedy: Remedy;
}

export interface Remedy {
  /** What to do, a sentence. */
  readonly sentence: string;
  /** Commands that do it when run as root on the host, with real names and paths. They are run by tests. */
  readonly commands?: readonly string[];
  /** What has to be started again afterwards, or that nothing has. */
  readonly restart?: string;
}
