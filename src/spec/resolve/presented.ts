/** In which connections a credential is presented, and with what the other side checks it. */
import type { Catalog } from "../../catalog/index.ts";
import type {
  Condition,
  ConnectionEnd,
  ConnectionId,
  CredentialId,
  SlotId,
  VersionRange,
} from "../../catalog/types.ts";

/** Whether an entry under these conditions and in these releases takes part. */
export type Holds = (when: readonly Condition[] | undefined, versions?: readonly VersionRange[]) => boolean;

export interface Presentation {
  readonly connection: ConnectionId;
  readonly side: "client" | "server";
  readonly end: ConnectionEnd;
  /** Those at the other end. */
  readonly others: readonly ConnectionEnd[];
}

export function presentations(catalog: Catalog, id: CredentialId, holds: Holds): Presentation[] {
  return connectionIds(catalog).flatMap((connection) => {
    const { when, versions } = catalog.connections[connection];
    if (!holds(when, versions)) return [];
    const clients = catalog.connections[connection].clients.filter((end) => holds(end.when));
    const servers = catalog.connections[connection].servers.filter((end) => holds(end.when));
    const sides = [
      ["client", clients, servers],
      ["server", servers, clients],
    ] as const;
    return sides.flatMap(([side, ends, others]) =>
      ends.filter((end) => presents(end, id)).map((end) => ({ connection, side, end, others })),
    );
  });
}

/** Connections in the order of their numbers. */
export const connectionIds = ({ connections }: Catalog): ConnectionId[] =>
  (Object.keys(connections) as ConnectionId[]).sort((a, b) => Number(a.slice(1)) - Number(b.slice(1)));

const presents = ({ presents }: ConnectionEnd, id: CredentialId): boolean =>
  "credentials" in presents && presents.credentials.includes(id);

/** The slots that a credential is checked with when it is presented on one side. */
export function checkedWith(presented: readonly Presentation[], side: Presentation["side"]): SlotId[] {
  const slots = presented
    .filter((presentation) => presentation.side === side)
    .flatMap(({ others }) => others.flatMap(({ checks }) => ("slots" in checks ? checks.slots : [])));
  return [...new Set(slots)];
}
