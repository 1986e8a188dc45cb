/** What was seen of a cluster that runs, for programs; `live` of schema/verify.v1.json. */
import { differs, type Live, type SeenConnection, type SeenEndpoint } from "../../trust/live/seen.ts";

export const liveDocument = (live: Live): Record<string, unknown> => ({
  differs: differs(live),
  endpoints: live.endpoints.map(endpointDocument),
  connections: live.connections.map(connection),
});

/** Of its chain the leaf. */
export const endpointDocument = ({ leaf, startedAt, chain: _, ...rest }: SeenEndpoint): Record<string, unknown> => ({
  ...rest,
  ...(leaf === undefined ? {} : { leaf: { ...leaf, notAfter: leaf.notAfter.toISOString() } }),
  ...(startedAt === undefined ? {} : { startedAt: startedAt.toISOString() }),
});

function connection({ prediction, ...seen }: SeenConnection): Record<string, unknown> {
  const { id, client, server, name } = prediction.connection;
  return {
    id,
    client: {
      component: client.component,
      ...(client.host === undefined ? {} : { host: client.host }),
      title: client.title,
    },
    server: { component: server.component, host: server.host },
    name,
    predicted: prediction.outcome,
    ...seen,
  };
}
