import type { Connection } from "../types.ts";
import { API_SERVER, CLUSTER_ROOT, ENDPOINT, LOCAL, USERS_BY_CERTIFICATE } from "./ends.ts";

/** The tunnel from the API server into the cluster's network. */
export const konnectivityConnections = {
  E24: {
    title: "API server to the konnectivity server",
    when: ["konnectivity"],
    clients: [
      {
        component: "kube-apiserver",
        presents: { credentials: ["apiserver-konnectivity-client"] },
        checks: { slots: ["konnectivity-client-ca"] },
      },
    ],
    servers: [
      {
        component: "konnectivity-server",
        presents: { credentials: ["konnectivity-server"] },
        checks: { slots: ["konnectivity-server-ca"] },
        port: 8131,
      },
    ],
    between: "same-host",
    dials: [{ address: "{loopback}", why: "on the same host" }],
    without: "Logs, exec and webhooks time out.",
    source: "k8s.io/apiserver pkg/apis/apiserver/v1beta1/types.go",
  },
  E25: {
    title: "konnectivity agent to the konnectivity server",
    when: ["konnectivity"],
    clients: [
      {
        component: "konnectivity-agent",
        presents: { credentials: ["konnectivity-agent"], token: "service-account token" },
        arguments: {
          host: "proxy-server-host",
          authorities: "ca-cert",
          certificate: "agent-cert",
          key: "agent-key",
          token: "service-account-token-path",
        },
        checks: { slots: ["konnectivity-agent-ca"] },
      },
    ],
    servers: [
      {
        component: "konnectivity-server",
        presents: { credentials: ["konnectivity-server"] },
        checks: { slots: ["konnectivity-server-ca"], tokens: "TokenReview (--agent-service-account), in its stead" },
        admitsBy: { authorities: "cluster-ca-cert", audience: "authentication-audience" },
        port: 8132,
      },
    ],
    dials: ENDPOINT,
    without: "The tunnel has no other end.",
    source: "apiserver-network-proxy cmd/agent/app/options",
  },
  E30: {
    title: "konnectivity server to the API server",
    when: ["konnectivity"],
    clients: [
      {
        component: "konnectivity-server",
        presents: { credentials: ["konnectivity-server-client"] },
        needs: "system:auth-delegator",
        checks: CLUSTER_ROOT,
      },
    ],
    servers: [{ ...API_SERVER, checks: USERS_BY_CERTIFICATE }],
    dials: LOCAL,
    without: "The server cannot ask whether an agent's token is good, and lets none in.",
    source: "kubernetes website docs/tasks/extend-kubernetes/setup-konnectivity.md",
  },
} as const satisfies Record<string, Connection>;
