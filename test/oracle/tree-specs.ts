// What the oracles look at: every example, and specifications that spread over layouts, topologies, keys and releases.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeSpec } from "../e2e/output.ts";

const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));

export const exampleFiles = (): string[] => readdirSync(EXAMPLES).sort();

export const exampleFile = (name: string): string => join(EXAMPLES, name);

const HEAD = "apiVersion: kubepki/v1\nkind: Cluster\n";
const EXTRAS = `extras: [metrics-scraper, etcd-backup, cni-etcd, konnectivity, cloud-controller-manager]
services:
  - { name: hook, namespace: tools }
  - { name: metrics, kind: aggregated-apiserver, service: metrics-server, namespace: kube-system, names: [10.0.0.9] }
users: [jane, { name: "o'neil@example.com", groups: ["a, b", "c+d"], lifetime: 1h }]
`;

/** Name -> document. */
const GENERATED: Readonly<Record<string, string>> = {
  "hard way, one authority, Ed25519, external etcd, everything asked for": `${HEAD}${EXTRAS}
name: everything
layout: hard-way
authorities: one
keys: Ed25519
etcd: external
endpoint: "[fd00::10]:443"
network: { serviceSubnets: ["fd00:96::/112", 10.96.0.0/16], domain: lab.example }
hosts:
  - { name: "etcd-[1-3]", roles: [etcd], addresses: "fd00::[1-3]" }
  - { name: "cp-[1-2]", roles: [control-plane], addresses: ["fd00::[11-12]", "10.0.0.[11-12]"], names: "cp-[1-2].example.com" }
  - { name: "node-[1-2]", addresses: ["fd00::[21-22]", "10.0.0.[21-22]"] }
`,
  "kubeadm, one authority, RSA-2048, kubeconfigs by reference, 1.34": `${HEAD}${EXTRAS}
kubernetesVersion: v1.34.0
authorities: one
keys: RSA-2048
kubeconfigs: reference
hosts: [{ name: cp, roles: [control-plane, worker], addresses: 10.0.0.11 }]
`,
  "hard way, three authorities, P-521 over P-384, flags": `${HEAD}${EXTRAS}
layout: hard-way
settings: flags
kubeconfigs: reference
keys: { authorities: ECDSA-P521, credentials: ECDSA-P384, serviceAccount: RSA-3072 }
hosts:
  - { name: cp, roles: [control-plane], addresses: 10.0.0.11 }
  - { name: node, addresses: 10.0.0.21 }
`,
  "kubeadm, five authorities below one root, keys of their own": `${HEAD}${EXTRAS}
authorities: { topology: five, roots: shared }
keys: { authorities: ECDSA-P384, credentials: Ed25519, overrides: { apiserver: RSA-2048, root-ca: RSA-4096 } }
endpoint: api.example.com
hosts: [{ name: "cp-[1-2]", roles: [control-plane], addresses: "10.0.0.[11-12]" }, { name: node, addresses: 10.0.0.21 }]
`,
  "hard way, an authority for each signer, each below a root of its own, limited names": `${HEAD}
users: [jane]
extras: [metrics-scraper, konnectivity]
layout: hard-way
authorities:
  topology: signers
  roots: each
  ca: { nameConstraints: { dns: [example.com], networks: [10.0.0.0/8, "fd00::/8"] } }
endpoint: api.example.com
hosts: [{ name: cp.example.com, roles: [control-plane, worker], addresses: [10.0.0.11, "fd00::11"] }]
`,
  "kubeadm, kubelets apart, serving certificates by request": `${HEAD}
authorities: kubelets
identities: { kubelets: bootstrap, kubeProxy: certificate }
hosts: [{ name: cp, roles: [control-plane], addresses: 10.0.0.11 }, { name: node, addresses: 10.0.0.21 }]
`,
  "the certs folder, kubelets apart": `${HEAD}${EXTRAS}
layout: seed
authorities: kubelets
hosts: [{ name: cp, roles: [control-plane], addresses: 10.0.0.11 }, { name: node, addresses: 10.0.0.21 }]
`,
  "RKE 1, three authorities below roots, kubeconfigs by reference": `${HEAD}${EXTRAS}
layout: rke1
authorities: { topology: three, roots: each }
kubeconfigs: reference
hosts: [{ name: cp, roles: [control-plane, worker], addresses: ["fd00::11", 10.0.0.11] }]
`,
  "k3s below roots of their own": `${HEAD}
layout: k3s
authorities: { roots: each }
users: [jane]
extras: [metrics-scraper, etcd-backup]
hosts: [{ name: "server-[1-2]", roles: [control-plane], addresses: "10.0.0.[11-12]" }, { name: agent, addresses: 10.0.0.21 }]
endpoint: 10.0.0.11
`,
  "RKE2, RSA": `${HEAD}
layout: rke2
keys: RSA-2048
hosts: [{ name: server, roles: [control-plane, worker], addresses: ["fd00::11", 10.0.0.11] }]
`,
  "one folder, five authorities, names of one's own": `${HEAD}${EXTRAS}
layout: plain
authorities: five
kubeconfigs: reference
fileNames: { certificate: "{name}.pem", key: "{name}-key.pem" }
hosts: [{ name: cp, roles: [control-plane, worker], addresses: 10.0.0.11 }]
`,
};

export interface TreeSpec {
  readonly name: string;
  readonly files: (folder: string) => readonly string[];
}

export const TREE_SPECS: readonly TreeSpec[] = [
  ...exampleFiles().map((name) => ({ name: `examples/${name}`, files: () => [exampleFile(name)] })),
  ...Object.entries(GENERATED).map(([name, text]) => ({ name, files: (folder: string) => [writeSpec(folder, text)] })),
];
