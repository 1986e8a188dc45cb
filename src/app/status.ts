/** When what is there ends, and what stops then. */
import type { Catalog } from "../catalog/index.ts";
import type { Actual } from "../inventory/actual.ts";
import { type StatusRow, statusRows } from "../status/status.ts";
import { type TimelineEntry, timeline } from "../status/timeline.ts";
import { bindingsOf } from "../trust/bindings-in.ts";
import type { ExistingConnection } from "../trust/connections/connection.ts";
import { connectionsOf } from "../trust/connections/connections-of.ts";
import { asServed } from "../trust/live/as-served.ts";
import type { SeenEndpoint } from "../trust/live/seen.ts";
import { type Prediction, predict } from "../trust/predict.ts";
import { endpointOf, type LookPorts, type LookRequest, lookAround } from "./verify/look-around.ts";

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
  /** Servers, where they were looked at. */
  readonly endpoints?: readonly SeenEndpoint[];
}

export function status(request: StatusRequest): Status {
  return statusOf(request, connectionsOf(request.actual, request.catalog));
}

export type LiveStatusRequest = StatusRequest & Pick<LookRequest, "here" | "connectTo" | "endpoints">;

/** With what the servers that run show: it counts as what is in files, and decides over what stops when. */
export async function liveStatus(request: LiveStatusRequest, ports: LookPorts): Promise<Status> {
  const connections = connectionsOf(request.actual, request.catalog);
  const look = { ...request, connections };
  const looked = await lookAround(look, ports);
  const endpoints = looked.map(({ seen }) => seen);
  return { ...statusOf(request, asServed(connections, endpointOf(looked, look)), endpoints), endpoints };
}

function statusOf(
  { actual, catalog, at }: StatusRequest,
  connections: readonly ExistingConnection[],
  endpoints: readonly SeenEndpoint[] = [],
): Status {
  const bindings = bindingsOf(actual, catalog);
  const predictions = predict(connections, at, { bindings });
  return {
    at,
    rows: statusRows(actual, connections, catalog, endpoints),
    predictions,
    timeline: timeline(predictions, at, { bindings }),
  };
}
