// Clusters of the layouts beyond kubeadm's and the hard way's, with what else a specification can ask for spread over them.
import type { Places, StartedLayout } from "../lab/case/case.ts";
import { HEAD } from "./cluster-cases.ts";

export interface LayoutCase {
  readonly name: string;
  readonly layout: StartedLayout;
  readonly kubelet: string;
  readonly document: string;
  readonly places?: Partial<Places>;
}

export const LAYOUT_CASES: readonly LayoutCase[] = [
  {
    name: "an authority of their own for kubelets, RSA",
    layout: "seed",
    kubelet: "node-1",
    document: `
authorities: kubelets
keys: RSA-2048
hosts:
  - { name: master, roles: [control-plane], addresses: 10.20.0.11 }
  - { name: node-1, addresses: 10.20.0.21 }
`,
  },
  {
    name: "everything on one host, five authorities below roots, kubeconfigs by reference",
    layout: "seed",
    kubelet: "all-in-one",
    document: `
authorities: { topology: five, roots: each }
kubeconfigs: reference
hosts: [{ name: all-in-one, roles: [control-plane, worker], addresses: 10.20.0.11 }]
`,
  },
  {
    name: "three etcd members, three authorities",
    layout: "rke1",
    kubelet: "worker-1",
    document: `
endpoint: api.lab.example.com:6443
hosts:
  - { name: "cp-[1-3]", roles: [control-plane], addresses: "10.20.0.[11-13]" }
  - { name: worker-1, addresses: 10.20.1.21 }
`,
  },
  {
    name: "one authority, IPv6",
    layout: "rke1",
    kubelet: "worker-1",
    document: `
authorities: one
network: { serviceSubnets: "fd00:96::/112", podSubnets: "fd00:244::/56" }
hosts:
  - { name: cp-1, roles: [control-plane], addresses: "fd00:20::11" }
  - { name: worker-1, addresses: "fd00:20::21" }
`,
  },
  {
    name: "signers apart",
    layout: "plain",
    kubelet: "node-0",
    document: `
authorities: signers
hosts:
  - { name: server, roles: [control-plane], addresses: 10.20.0.11 }
  - { name: node-0, addresses: 10.20.0.21 }
`,
  },
  {
    name: "names in cfssl's manner",
    layout: "plain",
    kubelet: "server",
    places: {
      etcdClient: {
        ca: ["/etc/kubernetes/tls/lab-etcd-ca.pem"],
        certificate: "/etc/kubernetes/tls/lab-etcd-client.pem",
        key: "/etc/kubernetes/tls/lab-etcd-client-key.pem",
      },
      servingCa: ["/etc/kubernetes/tls/lab-ca.pem"],
    },
    document: `
fileNames: { certificate: "lab-{name}.pem", key: "lab-{name}-key.pem", kubeconfig: "{name}.conf" }
kubeconfigs: reference
hosts: [{ name: server, roles: [control-plane, worker], addresses: 10.20.0.11 }]
`,
  },
];

export const layoutDocument = ({ layout, document }: LayoutCase): string =>
  [HEAD, `layout: ${layout}`, document.trimStart()].join("\n");
