// The clusters that are started for real: each layout with each topology and each family of keys, and what else a
// specification can ask for spread over them, so that the whole stays quick.

export interface ClusterCase {
  readonly name: string;
  readonly layout: "kubeadm" | "hard-way";
  readonly topology: "one" | "three" | "five";
  readonly keys: "RSA-2048" | "ECDSA-P256" | "Ed25519";
  /** The rest of the document; of kubeadm's documents, all. */
  readonly document: string;
  /** `document` is kubeadm's own. */
  readonly kubeadm?: true;
  /** Authorities below a root. */
  readonly roots?: "shared" | "each";
  /** Keys of single credentials that differ. */
  readonly overrides?: string;
  /** The host whose kubelet is started. */
  readonly kubelet: string;
  /** Where certificates are, when the document moves them. */
  readonly pki?: string;
}

export const CLUSTER_CASES: readonly ClusterCase[] = [
  {
    name: "three control planes with three etcd members behind a load balancer",
    layout: "kubeadm",
    topology: "three",
    keys: "RSA-2048",
    kubelet: "worker-1",
    document: `
endpoint: api.lab.example.com:8443
hosts:
  - { name: lb, roles: [load-balancer], addresses: [10.20.0.10], names: [api.lab.example.com] }
  - { name: "cp-[1-3]", roles: [control-plane], addresses: "10.20.0.[11-13]" }
  - { name: worker-1, addresses: 10.20.1.21, names: worker-1.lab.example.com }
users:
  - alice
  - { name: root@lab, groups: ["system:masters"], allowSystem: true }
`,
  },
  {
    name: "kubeadm's own file as the specification",
    layout: "kubeadm",
    topology: "three",
    keys: "ECDSA-P256",
    kubeadm: true,
    kubelet: "node-1",
    document: `
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint:
  advertiseAddress: 10.20.0.11
  bindPort: 7443
nodeRegistration:
  name: Control-1
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.37.2
encryptionAlgorithm: ECDSA-P256
controlPlaneEndpoint: api.lab.example.com:443
networking: { serviceSubnet: 10.112.0.0/16, podSubnet: 10.113.0.0/16, dnsDomain: lab.local }
apiServer:
  certSANs: [api.example.net]
  extraArgs: [{ name: v, value: "1" }]
controllerManager:
  extraArgs: [{ name: bind-address, value: 0.0.0.0 }]
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
nodeRegistration:
  name: node-1
  kubeletExtraArgs: [{ name: node-ip, value: 10.20.0.21 }]
`,
  },
  {
    name: "settings as flags",
    layout: "kubeadm",
    topology: "three",
    keys: "Ed25519",
    kubelet: "cp-1",
    document: `
settings: flags
hosts: [{ name: cp-1, roles: [control-plane, worker], addresses: 10.20.0.11 }]
`,
  },
  {
    name: "kubeconfigs by reference, certificates in another folder",
    layout: "kubeadm",
    topology: "one",
    keys: "RSA-2048",
    kubelet: "cp-1",
    pki: "/srv/pki",
    document: `
kubeconfigs: reference
directories: { pki: /srv/pki }
hosts: [{ name: cp-1, roles: [control-plane, worker], addresses: 10.20.0.11 }]
`,
  },
  {
    name: "two address families, IPv6 first",
    layout: "kubeadm",
    topology: "one",
    keys: "ECDSA-P256",
    kubelet: "worker-1",
    document: `
endpoint: "[fd00:20::11]:6443"
network:
  serviceSubnets: ["fd00:96::/112", 10.96.0.0/16]
  podSubnets: ["fd00:244::/56", 10.244.0.0/16]
hosts:
  - { name: cp-1, roles: [control-plane], addresses: ["fd00:20::11", 10.20.0.11] }
  - { name: worker-1, addresses: ["fd00:20::21", 10.20.0.21] }
`,
  },
  {
    name: "everything on one host",
    layout: "kubeadm",
    topology: "one",
    keys: "Ed25519",
    kubelet: "cp-1",
    document: `
identities: { kubeProxy: certificate }
hosts: [{ name: cp-1, roles: [control-plane, worker], addresses: 10.20.0.11 }]
`,
  },
  {
    name: "etcd on three hosts of its own, two control planes",
    layout: "hard-way",
    topology: "three",
    keys: "RSA-2048",
    kubelet: "node-0",
    document: `
endpoint: server.kubernetes.local:6443
etcd: external
hosts:
  - { name: "etcd-[1-3]", roles: [etcd], addresses: "10.20.2.[21-23]" }
  - { name: "server-[1-2]", roles: [control-plane], addresses: "10.20.0.[11-12]" }
  - { name: node-0, addresses: 10.20.1.21 }
`,
  },
  {
    name: "as the tutorial",
    layout: "hard-way",
    topology: "three",
    keys: "ECDSA-P256",
    kubelet: "node-0",
    document: `
network: { serviceSubnets: 10.32.0.0/24, podSubnets: 10.200.0.0/16, domain: cluster.lab }
hosts:
  - { name: server, roles: [control-plane], addresses: 10.20.0.11, names: server.kubernetes.local }
  - { name: "node-[0-1]", addresses: "10.20.1.[20-21]", names: "node-[0-1].kubernetes.local" }
`,
  },
  {
    name: "settings as flags, kubeconfigs by reference",
    layout: "hard-way",
    topology: "three",
    keys: "Ed25519",
    kubelet: "all-in-one",
    document: `
settings: flags
kubeconfigs: reference
hosts: [{ name: all-in-one, roles: [control-plane, worker], addresses: 10.20.0.11 }]
`,
  },
  {
    name: "an algorithm for each",
    layout: "hard-way",
    topology: "one",
    keys: "RSA-2048",
    overrides:
      "{ ca: RSA-4096, sa: ECDSA-P384, etcd-server: ECDSA-P521, apiserver: Ed25519, kubelet-server: RSA-3072 }",
    kubelet: "node-0",
    document: `
hosts:
  - { name: server, roles: [control-plane], addresses: 10.20.0.11 }
  - { name: node-0, addresses: 10.20.0.21 }
`,
  },
  {
    name: "IPv6 alone",
    layout: "hard-way",
    topology: "one",
    keys: "ECDSA-P256",
    kubelet: "node-0",
    document: `
network: { serviceSubnets: "fd00:96::/112", podSubnets: "fd00:244::/56" }
hosts:
  - { name: server, roles: [control-plane], addresses: "fd00:20::11" }
  - { name: node-0, addresses: "fd00:20::21" }
`,
  },
  {
    name: "kubelets ask for their serving certificates",
    layout: "hard-way",
    topology: "one",
    keys: "Ed25519",
    kubelet: "node-0",
    document: `
identities: { kubelets: bootstrap }
hosts:
  - { name: server, roles: [control-plane], addresses: 10.20.0.11 }
  - { name: node-0, addresses: 10.20.0.21 }
`,
  },
  {
    name: "below one root",
    layout: "kubeadm",
    topology: "five",
    roots: "shared",
    keys: "ECDSA-P256",
    kubelet: "worker-1",
    document: `
hosts:
  - { name: cp-1, roles: [control-plane], addresses: 10.20.0.11 }
  - { name: worker-1, addresses: 10.20.0.21 }
`,
  },
  {
    name: "each below a root of its own",
    layout: "hard-way",
    topology: "five",
    roots: "each",
    keys: "Ed25519",
    kubelet: "node-0",
    document: `
hosts:
  - { name: server, roles: [control-plane], addresses: 10.20.0.11 }
  - { name: node-0, addresses: 10.20.0.21 }
`,
  },
];

/** The document with what the table says beside it. */
export function documentOf({ layout, topology, roots, keys, overrides, document, kubeadm }: ClusterCase): string {
  if (kubeadm) return document;
  const algorithms =
    overrides === undefined ? keys : `{ authorities: ${keys}, credentials: ${keys}, overrides: ${overrides} }`;
  return [
    HEAD,
    `layout: ${layout}`,
    `authorities: { topology: ${topology}, roots: ${roots ?? "none"} }`,
    `keys: ${algorithms}`,
    document.trimStart(),
  ].join("\n");
}

export const HEAD = "apiVersion: kubepki/v1\nkind: Cluster\nname: lab\nkubernetesVersion: v1.37.2";
