import type { Connection } from "../types.ts";
import { API_SERVER, CLUSTER_ROOT, NODE_ROOT, USERS_BY_CERTIFICATE } from "./ends.ts";

/** k3s and RKE2 as clients of the API server that they run. */
export const distributionConnections = {
  E31: {
    title: "k3s or RKE2 itself to the API server",
    when: ["distribution"],
    clients: [
      {
        component: "distribution-server",
        presents: {
          credentials: [
            "distribution-supervisor",
            "distribution-controller",
            "distribution-cloud-controller",
            "distribution-kube-proxy",
          ],
        },
        checks: CLUSTER_ROOT,
      },
      {
        component: "distribution-agent",
        presents: { credentials: ["distribution-agent-controller"] },
        checks: NODE_ROOT,
      },
    ],
    servers: [{ ...API_SERVER, checks: USERS_BY_CERTIFICATE }],
    dials: [{ address: "{loopback}", why: "the API server, or the agent's load balancer, on the same host" }],
    without: "The program makes, or fetches, its certificates anew when it starts.",
    source: "k3s pkg/daemons/control/deps/deps.go",
  },
} as const satisfies Record<string, Connection>;
