/** A verification for programs; see schema/verify.v1.json. */
import type { Note, Place } from "../../inventory/actual.ts";
import type { Verification } from "../../trust/verification.ts";
import { liveDocument } from "./live-document.ts";

export const placed = ({ host, file, field, line }: Place): Record<string, unknown> => ({
  ...(host === undefined ? {} : { host }),
  file,
  ...(field === undefined ? {} : { field }),
  ...(line === undefined ? {} : { line }),
});

export function verificationDocument(
  { at, connections, attacks, disagreements, nextChange, live }: Verification,
  notes: readonly Note[],
): Record<string, unknown> {
  const count = (outcome: string): number =>
    connections.filter(({ prediction }) => prediction.outcome === outcome).length;
  return {
    apiVersion: "kubepki/v1",
    kind: "Verification",
    at: at.toISOString(),
    summary: {
      works: count("works"),
      unverified: count("unverified"),
      fails: count("fails"),
      unknown: count("unknown"),
      proven: connections.filter(({ proof }) => proof.proven).length,
    },
    connections: connections.map(({ prediction, proof }) => {
      const { connection, outcome, step, reason, clientPrints, serverPrints, places, identity, right } = prediction;
      const { id, title, client, server, name } = connection;
      return {
        id,
        title,
        client: {
          component: client.component,
          ...(client.host === undefined ? {} : { host: client.host }),
          title: client.title,
        },
        server: {
          component: server.component,
          host: server.host,
          ...(server.port === undefined ? {} : { port: server.port }),
        },
        name,
        outcome,
        step,
        reason,
        ...(clientPrints === undefined ? {} : { clientPrints }),
        ...(serverPrints === undefined ? {} : { serverPrints }),
        ...(identity?.known ? { identity: { user: identity.user, groups: identity.groups, by: identity.by } } : {}),
        ...(right === undefined ? {} : { right }),
        places: places.map(placed),
        proof,
      };
    }),
    attacks: attacks.map(({ id, title, tried, accepted }) => ({
      id,
      title,
      tried,
      accepted: accepted.map((one) => ({ ...one, place: placed(one.place) })),
    })),
    ...(nextChange === undefined
      ? {}
      : {
          nextChange: {
            at: nextChange.at.toISOString(),
            connections: nextChange.connections,
            place: placed(nextChange.place),
          },
        }),
    ...(live === undefined ? {} : { live: liveDocument(live) }),
    disagreements,
    notes: notes.map(({ code, place, message }) => ({ code, place: placed(place), message })),
  };
}
