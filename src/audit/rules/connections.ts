/** Connections that do not work where no other rule says why. */
import type { Place } from "../../inventory/actual.ts";
import type { Prediction } from "../../trust/predict.ts";
import type { Fault, Rule } from "../rule.ts";

export const connectionRules = {
  "connection-fails": {
    title: "A connection fails",
    severity: "error",
    group: "connections",
    source: "crypto/tls handshake_client.go and handshake_server.go; k8s.io/apiserver pkg/endpoints/filters",
    why: "Both ends were judged by the rules of the programs that they are: they do not come together, or the client is nobody, or may not do what it is there for.",
    shows: [
      "tls: failed to verify certificate: x509: ...",
      "remote error: tls: bad certificate",
      "Unauthorized",
      'forbidden: User "..." cannot ...',
    ],
    mend: "See which side refuses which, and why: kubepki verify. Mend the file that decides.",
    *check({ predictions }): Generator<Fault> {
      for (const [first, ...more] of bySameReason(predictions.filter(({ outcome }) => outcome === "fails"))) {
        if (first === undefined) continue;
        const { connection, reason, clientPrints, serverPrints, places } = first;
        const [place = { file: "." }, ...also] = places;
        const printed = clientPrints ?? serverPrints;
        yield {
          place,
          also: [...also, ...more.flatMap((one) => one.places)],
          message: `${ends(first)}${more.length === 0 ? "" : ` and ${more.length} more`}: ${reason}`,
          ...(printed === undefined ? {} : { shown: { field: "prints", value: printed } }),
          remedy: {
            sentence: `Look at both ends of ${connection.id} (${connection.title}): kubepki verify --component ${connection.server.component}`,
          },
        };
      }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;

const ends = ({ connection: { client, server } }: Prediction): string =>
  `${client.title}${client.host === undefined ? "" : ` on ${client.host}`} to ${server.component} on ${server.host}`;

const fileOf = ({ host = "", file }: Place): string => `${host} ${file}`;

/** One fault for what breaks in the same way by the same files. */
function bySameReason(predictions: readonly Prediction[]): Prediction[][] {
  const groups = new Map<string, Prediction[]>();
  for (const one of predictions) {
    const [first] = one.places;
    const key = [one.connection.id, one.step, one.reason, first === undefined ? "" : fileOf(first)].join("\n");
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}
