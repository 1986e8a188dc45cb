import type { Credential } from "../types.ts";

const SOURCE = "k3s pkg/daemons/control/deps/deps.go, pkg/agent/config/config.go";

const shared = {
  purpose: "apiserver-client",
  when: ["distribution"],
  groups: [],
  extendedKeyUsage: ["clientAuth"],
  names: [],
  lifetime: "credentials",
  source: SOURCE,
} as const;

/** What k3s and RKE2 have beside the others; `{program}` is the one or the other. */
export const distributionCredentials = {
  "distribution-supervisor": {
    ...shared,
    title: "k3s or RKE2 itself, on servers",
    holder: "distribution-server",
    scope: "control-plane",
    commonName: "system:{program}-supervisor",
    groups: [{ name: "system:masters" }],
    trust: "cluster-root-ca",
    kubeconfig: { server: "local" },
    why: "The server's own controllers act with it, so that they do not borrow the administrator's.",
    without: "The server makes it when it starts.",
  },
  "distribution-controller": {
    ...shared,
    title: "agents' controller, kept by servers",
    holder: "distribution-server",
    scope: "control-plane",
    commonName: "system:{program}-controller",
    why: "The server hands it to each agent that asks with the right token.",
    without: "The server makes it when it starts.",
  },
  "distribution-cloud-controller": {
    ...shared,
    title: "built-in cloud controller",
    holder: "distribution-server",
    scope: "control-plane",
    commonName: "{program}-cloud-controller-manager",
    trust: "cluster-root-ca",
    kubeconfig: { server: "local" },
    why: "Tells nodes their addresses where no cloud does.",
    without: "The server makes it when it starts.",
  },
  "distribution-kube-proxy": {
    ...shared,
    title: "kube-proxy, kept by servers",
    holder: "distribution-server",
    scope: "control-plane",
    commonName: "system:kube-proxy",
    why: "The server hands it to each agent that asks with the right token.",
    without: "The server makes it when it starts.",
  },
  "distribution-agent-controller": {
    ...shared,
    title: "agent's controller",
    holder: "distribution-agent",
    scope: "node",
    commonName: "system:{program}-controller",
    trust: "node-root-ca",
    kubeconfig: { server: "local" },
    why: "The agent's network controllers act with it.",
    without: "The agent fetches one from its server when it starts.",
  },
} as const satisfies Record<string, Credential>;
