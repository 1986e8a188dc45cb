import type { NotInLayout } from "../types.ts";

const only: NotInLayout = { none: "k3s and RKE2 alone have it" };

/** What every other layout has no use for. */
export const ofDistributions = {
  "distribution-supervisor": only,
  "distribution-controller": only,
  "distribution-cloud-controller": only,
  "distribution-kube-proxy": only,
  "distribution-agent-controller": only,
} as const;
