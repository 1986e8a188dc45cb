/** Connections with what a running server really shows in the place of what its files say. */
import type { ExistingConnection } from "../connections/connection.ts";
import type { SeenEndpoint } from "./seen.ts";

/** The server of a connection, as it was seen; undefined where it was not looked at. */
export type EndpointOf = (connection: ExistingConnection) => SeenEndpoint | undefined;

/** A server that ends a handshake has the key of what it shows: that is not asked again. */
export const asServed = (connections: readonly ExistingConnection[], endpointOf: EndpointOf): ExistingConnection[] =>
  connections.map((connection) => {
    const endpoint = endpointOf(connection);
    const [leaf, ...behind] = endpoint?.chain ?? [];
    if (endpoint === undefined || leaf === undefined) return connection;
    const { without: _, ...server } = connection.server;
    const known = server.pair?.chain.leaf;
    if (known !== undefined && Buffer.compare(known.raw, leaf.raw) === 0) return connection;
    const place = { file: addressText(endpoint), host: server.host, field: `shown by ${server.component}` };
    return {
      ...connection,
      server: { ...server, pair: { chain: { leaf, behind, place }, key: undefined, keyPlace: undefined } },
    };
  });

/** `host:port`, an IPv6 address in brackets: where it listens, not where it was reached. */
export const addressText = ({ address, port }: Pick<SeenEndpoint, "address" | "port">): string =>
  `${address.includes(":") ? `[${address}]` : address}:${port}`;
