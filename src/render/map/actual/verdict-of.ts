/** What will happen on a line of the map, over all the pairs of hosts that it stands for. */
import type { ExistingConnection } from "../../../trust/connections/connection.ts";
import type { Outcome, Prediction } from "../../../trust/predict.ts";
import type { MapVerdict } from "../model.ts";
import { fileName, plainText } from "./plain-text.ts";

/** The worst first. */
const ORDER: readonly Outcome[] = ["fails", "unknown", "unverified", "works"];

const MOST_REASONS = 3;
const MOST_PAIRS = 3;

export function verdictOf(predictions: readonly Prediction[]): MapVerdict {
  const outcome = ORDER.find((one) => predictions.some((prediction) => prediction.outcome === one)) ?? "works";
  const bad = outcome === "works" ? [] : predictions.filter((one) => one.outcome === outcome);
  const byReason = new Map<string, Set<string>>();
  for (const { connection, reason } of bad) {
    const pairs = byReason.get(reason) ?? new Set();
    byReason.set(reason, pairs);
    pairs.add(pairText(connection));
  }
  const reasons = [...byReason]
    .sort(([, a], [, b]) => b.size - a.size)
    .slice(0, MOST_REASONS)
    .map(([reason, pairs]) => ({
      reason: plainText(reason),
      between: [...pairs].slice(0, MOST_PAIRS),
      more: Math.max(0, pairs.size - MOST_PAIRS),
    }));
  return {
    outcome,
    pairs: predictions.length,
    count: outcome === "works" ? predictions.length : bad.length,
    reasons,
  };
}

/** `cp-1 to cp-2`; a client of no host is said by its file. */
const pairText = ({ client, server }: ExistingConnection): string =>
  `${client.host === undefined ? fileName({ file: client.title }) : plainText(client.host)} to ${plainText(server.host)}`;
