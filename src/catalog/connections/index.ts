import type { Connection, ConnectionId } from "../types.ts";
import { controlPlaneConnections } from "./control-plane.ts";
import { distributionConnections } from "./distributions.ts";
import { etcdConnections } from "./etcd.ts";
import { extensionConnections } from "./extensions.ts";
import { konnectivityConnections } from "./konnectivity.ts";
import { nodeConnections } from "./nodes.ts";
import { scraperConnections } from "./scrapers.ts";

/** Who dials whom: the 29 edges of facts part 2, and E30 on. The record's type makes a forgotten one a compile error. */
export const connections: Readonly<Record<ConnectionId, Connection>> = {
  ...controlPlaneConnections,
  ...nodeConnections,
  ...etcdConnections,
  ...extensionConnections,
  ...scraperConnections,
  ...konnectivityConnections,
  ...distributionConnections,
};
