import { distributionLayout } from "./rancher.ts";

/** k3s: servers' `server/tls` and `server/cred`, agents' `agent`, as the program looks for them when it starts. */
export const k3sLayout = distributionLayout("k3s", {
  title: "k3s",
  why: "What k3s looks for under /var/lib/rancher/k3s when it starts: what fits is kept, the rest it makes from the authorities beside it.",
  // On a server the supervisor has the port itself, and the API server the next one; so has an agent's load balancer.
  apiPort: "{next-port}",
  apiDefault: 6444,
  windows: { none: "k3s runs on Linux only" },
});
