/** An audit for programs; see schema/audit.v1.json. */
import type { Accepting, Ignore } from "../../audit/accept/ignore.ts";
import type { Finding } from "../../audit/finding.ts";
import type { Prediction } from "../../trust/predict.ts";
import { placed } from "../verify/document.ts";
import { countsOf, fails } from "./groups.ts";

export function auditDocument({ audit, expired, unused, mended }: Accepting): Record<string, unknown> {
  const { at, hosts, counts, findings, accepted, predictions, notes } = audit;
  return {
    apiVersion: "kubepki/v1",
    kind: "Audit",
    at: at.toISOString(),
    summary: {
      ...countsOf(findings),
      accepted: accepted.length,
      hosts: hosts.length,
      ...counts,
      failing: predictions.filter(fails).length,
    },
    findings: findings.map(findingDocument),
    accepted: accepted.map(({ finding, by, reason }) => ({
      by,
      ...(reason === undefined ? {} : { reason }),
      finding: findingDocument(finding),
    })),
    ignores: { expired: expired.map(ignoreDocument), unused: unused.map(ignoreDocument) },
    mended,
    notes: notes.map(({ code, place, message }) => ({ code, place: placed(place), message })),
  };
}

function findingDocument(finding: Finding): Record<string, unknown> {
  const { rule, severity, title, message, place, also, shown, remedy, breaks, because, fingerprint } = finding;
  const { sentence, commands, restart } = remedy;
  return {
    rule,
    severity,
    title,
    message,
    place: placed(place),
    also: also.map(placed),
    ...(shown === undefined ? {} : { shown: { field: shown.field, value: shown.value } }),
    remedy: {
      sentence,
      ...(commands === undefined ? {} : { commands }),
      ...(restart === undefined ? {} : { restart }),
    },
    breaks: breaks.map(breakDocument),
    because: because.map(findingDocument),
    fingerprint,
  };
}

function breakDocument({ connection, outcome, reason, clientPrints, serverPrints }: Prediction): unknown {
  const { id, title, client, server, name } = connection;
  return {
    connection: id,
    title,
    client: { component: client.component, ...(client.host === undefined ? {} : { host: client.host }) },
    server: { component: server.component, host: server.host },
    name,
    outcome,
    reason,
    ...(clientPrints === undefined ? {} : { clientPrints }),
    ...(serverPrints === undefined ? {} : { serverPrints }),
  };
}

const ignoreDocument = ({ rule, path, reason, expires }: Ignore): Record<string, unknown> => ({
  rule,
  ...(path === undefined ? {} : { path }),
  ...(reason === undefined ? {} : { reason }),
  ...(expires === undefined ? {} : { expires: expires.toISOString().slice(0, 10) }),
});
