import type { Catalog } from "../../catalog/index.ts";
import type { Condition } from "../../catalog/types.ts";
import type { Spec } from "../spec.ts";
import { hasKey } from "./facts.ts";

/** What a condition may look at. */
export interface Circumstances {
  readonly spec: Spec;
  readonly catalog: Catalog;
}

/** Every condition of the catalogue, decided on a specification. */
const CONDITIONS: Readonly<Record<Condition, (circumstances: Circumstances) => boolean>> = {
  "etcd-is-ours": ({ spec }) => spec.etcd.kind !== "provided",
  "etcd-is-provided": ({ spec }) => spec.etcd.kind === "provided",
  "etcd-is-stacked": ({ spec }) => spec.etcd.kind === "stacked",
  "kube-proxy-certificate": ({ spec }) => spec.kubeProxy === "certificate",
  "kube-proxy-token": ({ spec }) => spec.kubeProxy === "token",
  "kubelet-serving-certificate": ({ spec }) => spec.kubeletServing === "certificate",
  "kubelet-serving-bootstrap": ({ spec }) => spec.kubeletServing === "bootstrap",
  "metrics-scraper": ({ spec }) => spec.extras.includes("metrics-scraper"),
  "etcd-backup": ({ spec }) => spec.extras.includes("etcd-backup"),
  "cni-etcd": ({ spec }) => spec.extras.includes("cni-etcd"),
  konnectivity: ({ spec }) => spec.extras.includes("konnectivity"),
  "cloud-controller-manager": ({ spec }) => spec.extras.includes("cloud-controller-manager"),
  "pod-subnets": ({ spec }) => spec.podSubnets.length > 0,
  "signer-keys-on-hosts": ({ spec, catalog }) => {
    const { issuerOf } = catalog.topologies[spec.topology];
    const signing = Object.values(catalog.signers).flatMap((signer) => signer.issues);
    return spec.authorityKeys === "hosts" && signing.every((purpose) => hasKey(spec, issuerOf[purpose]));
  },
};

/** Whether an entry of the catalogue applies. */
export const applies = (circumstances: Circumstances, when: readonly Condition[] | undefined): boolean =>
  when === undefined || when.every((condition) => CONDITIONS[condition](circumstances));
