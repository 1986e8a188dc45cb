/** What hangs on a file, for programs; see schema/blast.v1.json. Neither keys nor tokens are in it. */
import type { Blast } from "../../audit/blast/blast.ts";
import type { Place } from "../../inventory/actual.ts";

export interface BlastView {
  readonly file: string;
  readonly at: Date;
  /** Whether a tree was there to look in. */
  readonly inTree: boolean;
  readonly things: readonly Blast[];
}

const placeOf = ({ file, host, field, line }: Place) => ({
  file,
  ...(host === undefined ? {} : { host }),
  ...(field === undefined ? {} : { field }),
  ...(line === undefined ? {} : { line }),
});

export const blastDocument = ({ file, at, inTree, things }: BlastView): Record<string, unknown> => ({
  apiVersion: "kubepki/v1",
  kind: "Blast",
  at: at.toISOString(),
  file,
  inTree,
  things: things.map(({ kind, title, until, kept, shown, believed, signed, connections, thief, end }) => ({
    kind,
    title,
    ...(until === undefined ? {} : { until: until.toISOString() }),
    kept: kept.map(placeOf),
    shown: shown.map(placeOf),
    believed: believed.map(placeOf),
    signed,
    connections: connections.map(({ id, title: what, client, server }) => ({
      id,
      title: what,
      client: client.title,
      ...(client.host === undefined ? {} : { clientHost: client.host }),
      server: server.component,
      serverHost: server.host,
    })),
    thief,
    end,
  })),
});
