import { distributionLayout } from "./rancher.ts";

/** RKE2: k3s's tree in a folder of its own; the supervisor has another port, so the API server keeps its own. */
export const rke2Layout = distributionLayout("rke2", {
  title: "RKE2",
  why: "What RKE2 looks for under /var/lib/rancher/rke2 when it starts: what fits is kept, the rest it makes from the authorities beside it.",
  apiPort: "{bind-port}",
  apiDefault: 6443,
  windows: {},
});
