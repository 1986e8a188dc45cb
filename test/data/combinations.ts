import { catalog } from "../../src/catalog/index.ts";
import type { Condition, TopologyId } from "../../src/catalog/types.ts";
import { DEFAULT_SPEC } from "../../src/spec/defaults.ts";
import { applies } from "../../src/spec/resolve/conditions.ts";
import { trustModel } from "../../src/spec/resolve/trust-model.ts";
import type { EtcdSpec, ExtraId, KubernetesVersion, Spec } from "../../src/spec/spec.ts";

/** Every condition of the catalogue; the type makes a forgotten one a compile error. */
const ALL: Readonly<Record<Condition, true>> = {
  "etcd-is-ours": true,
  "etcd-is-provided": true,
  "etcd-is-stacked": true,
  "kube-proxy-certificate": true,
  "kube-proxy-token": true,
  "kubelet-serving-certificate": true,
  "kubelet-serving-bootstrap": true,
  "metrics-scraper": true,
  "etcd-backup": true,
  "cni-etcd": true,
  nginx: true,
  konnectivity: true,
  "cloud-controller-manager": true,
  "pod-subnets": true,
  "bootstrap-token": true,
  "kubeadm-joins": true,
  "kubeadm-uploads": true,
  distribution: true,
  "signer-keys-on-hosts": true,
  "signers-together": true,
  "signers-apart": true,
};
export const CONDITIONS = Object.keys(ALL) as Condition[];

const ETCD: readonly EtcdSpec[] = [
  { kind: "stacked" },
  { kind: "external" },
  { kind: "provided", endpoints: ["https://10.0.9.1:2379"], caFile: "/etc/etcd-ca.crt" },
];
const EXTRAS: readonly ExtraId[] = [
  "metrics-scraper",
  "etcd-backup",
  "cni-etcd",
  "nginx",
  "konnectivity",
  "cloud-controller-manager",
];

/** A specification for each combination of the choices that conditions look at. */
function* specs(): Generator<Spec> {
  const base: Spec = { ...DEFAULT_SPEC, hosts: [], endpoint: { host: "10.0.0.11", port: 6443 } };
  for (const topology of Object.keys(catalog.topologies) as TopologyId[])
    for (const etcd of ETCD)
      for (const kubeProxy of ["certificate", "token"] as const)
        for (const kubeletServing of ["certificate", "bootstrap"] as const)
          for (const podSubnets of [[], ["10.244.0.0/16"]])
            for (const authorityKeys of ["hosts", "apart"] as const)
              for (let bits = 0; bits < 1 << EXTRAS.length; bits++)
                for (const layout of ["kubeadm", "k3s"] as const)
                  yield {
                    ...base,
                    layout,
                    topology,
                    etcd,
                    kubeProxy,
                    kubeletServing,
                    podSubnets,
                    authorityKeys,
                    extras: EXTRAS.filter((_, i) => (bits >> i) & 1),
                  };
}

/** The sets of conditions that can hold together, decided by the real code on real specifications. */
export const COMBINATIONS: readonly ReadonlySet<Condition>[] = [
  ...new Map(
    [...specs()].map((spec) => {
      const circumstances = { spec, catalog, model: trustModel(spec, catalog) };
      const holds = CONDITIONS.filter((condition) => applies(circumstances, [condition]));
      return [holds.join(), new Set(holds)] as const;
    }),
  ).values(),
];

/** Whether whatever makes the first hold makes the second hold too. */
export const implies = (first: readonly Condition[] = [], second: readonly Condition[] = []): boolean =>
  COMBINATIONS.every((holds) => !first.every((c) => holds.has(c)) || second.every((c) => holds.has(c)));

/** Whether there is a cluster in which both hold. */
export const meet = (first: readonly Condition[] = [], second: readonly Condition[] = []): boolean =>
  COMBINATIONS.some((holds) => [...first, ...second].every((c) => holds.has(c)));

/** Every patch release from 1.34.0 on, and some that are yet to come. */
export const VERSIONS: readonly KubernetesVersion[] = catalog.releases.flatMap(({ minor, newestPatch }) =>
  Array.from({ length: newestPatch + 10 }, (_, patch) => ({ major: 1, minor: Number(minor.slice(2)), patch })),
);
