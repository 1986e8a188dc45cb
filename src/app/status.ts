/** When what is there ends, and what stops then. */
import type { Catalog } from "../catalog/index.ts";
import type { Actual } from "../inventory/actual.ts";
import { type StatusRow, statusRows } from "../status/status.ts";
import { type TimelineEntry, timeline } from "../status/timeline.ts";
import { bindingsOf } from "../trust/bindings-in.ts";
import { connectionsOf } from "../trust/connections/connections-of.ts";
import { type Prediction, predict } from "../trust/predict.ts";

export interface StatusRequest {
  readonly actual: Actual;
  readonly catalog: Catalog;
  readonly at: Date;
}

export interface Status {
  readonly at: Date;
  /** What ends first at the top. */
  readonly rows: readonly StatusRow[];
  /** Every connection today. */
  readonly predictions: readonly Prediction[];
  readonly timeline: readonly TimelineEntry[];
}

export function status({ actual, catalog, at }: StatusRequest): Status {
  const existing = connectionsOf(actual, catalog);
  const bindings = bindingsOf(actual, catalog);
  const predictions = predict(existing, at, { bindings });
  return {
    at,
    rows: statusRows(actual, existing, catalog),
    predictions,
    timeline: timeline(predictions, at, { bindings }),
  };
}
