/** What comes of an audit. */
import type { ActualHost, Note, Place } from "../inventory/actual.ts";
import type { Prediction } from "../trust/predict.ts";
import type { Fault, Severity } from "./rule.ts";

/** A fault with its rule and with what follows from it. */
export interface Finding extends Fault {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly also: readonly Place[];
  /** The same for the same fault in every run, whatever the line: for baselines. `RULE HOST FILE FIELD`. */
  readonly fingerprint: string;
  /** Connections that fail, or verify nothing, because of it. */
  readonly breaks: readonly Prediction[];
  /** Findings that are there only because of this one. */
  readonly because: readonly Finding[];
}

/** A finding that somebody has accepted, with the reason. */
export interface Accepted {
  readonly finding: Finding;
  readonly by: "ignored" | "baseline";
  readonly reason?: string;
}

export interface Audit {
  readonly at: Date;
  readonly hosts: readonly ActualHost[];
  readonly counts: { readonly files: number; readonly certificates: number; readonly connections: number };
  /** What stops the cluster first, first. */
  readonly findings: readonly Finding[];
  readonly accepted: readonly Accepted[];
  /** Every connection, for the map. */
  readonly predictions: readonly Prediction[];
  /** What could not be read. */
  readonly notes: readonly Note[];
}
