// Clusters on every topology beyond one authority and three, below roots and not.
export interface TopologyCase {
  readonly layout: "kubeadm" | "hard-way";
  readonly authorities: string;
  readonly keys?: string;
  readonly members?: number;
  readonly more?: string;
}

export const TOPOLOGY_CASES: readonly TopologyCase[] = [
  { layout: "kubeadm", authorities: "five", members: 3 },
  { layout: "hard-way", authorities: "{ topology: five, roots: each }", keys: "RSA-2048" },
  { layout: "hard-way", authorities: "signers" },
  { layout: "kubeadm", authorities: "{ topology: signers, roots: shared }", keys: "ECDSA-P384" },
  { layout: "kubeadm", authorities: "{ topology: kubelets, roots: each, keys: apart }" },
  { layout: "hard-way", authorities: "{ roots: shared }", members: 3 },
  {
    layout: "kubeadm",
    authorities:
      "{ roots: each, ca: { nameConstraints: { dns: [cp-1, node-1, example.com], networks: [10.20.0.0/16] } } }",
  },
  {
    layout: "hard-way",
    authorities: "{ topology: one, roots: each }",
    keys: "Ed25519",
    more: "kubeconfigs: reference",
  },
];

export const topologyDocument = ({
  layout,
  authorities,
  keys = "ECDSA-P256",
  members = 1,
  more = "",
}: TopologyCase): string =>
  `apiVersion: kubepki/v1
kind: Cluster
name: topologies
layout: ${layout}
endpoint: api.example.com:6443
authorities: ${authorities}
keys: ${keys}
${more}
hosts:
  - { name: "cp-${members === 1 ? "1" : `[1-${members}]`}", roles: [control-plane], addresses: "10.20.0.${members === 1 ? "11" : `[11-${10 + members}]`}" }
  - { name: node-1, addresses: 10.20.0.21 }
`;
