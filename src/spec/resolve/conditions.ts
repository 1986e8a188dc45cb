import type { Catalog } from "../../catalog/index.ts";
import type { Condition } from "../../catalog/types.ts";
import type { Spec } from "../spec.ts";
import { signersTogether, type TrustModel } from "./trust-model.ts";

/** What a condition may look at. */
export interface Circumstances {
  readonly spec: Spec;
  readonly catalog: Catalog;
  readonly model: TrustModel;
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
  nginx: ({ spec }) => spec.extras.includes("nginx"),
  konnectivity: ({ spec }) => spec.extras.includes("konnectivity"),
  "cloud-controller-manager": ({ spec }) => spec.extras.includes("cloud-controller-manager"),
  "pod-subnets": ({ spec }) => spec.podSubnets.length > 0,
  "bootstrap-token": ({ spec }) => spec.bootstrap !== undefined,
  "kubeadm-joins": ({ spec, catalog }) => catalog.layouts[spec.layout].uploads !== undefined,
  "kubeadm-uploads": ({ spec }) => spec.bootstrap?.certificates === true,
  distribution: ({ spec, catalog }) => catalog.layouts[spec.layout].program !== undefined,
  "signer-keys-on-hosts": ({ model }) => model.signers.size > 0,
  "signers-together": ({ catalog, model }) => signersTogether(catalog, model.issuerOf),
  "signers-apart": ({ catalog, model }) => !signersTogether(catalog, model.issuerOf),
};

/** Whether an entry of the catalogue applies. */
export const applies = (circumstances: Circumstances, when: readonly Condition[] | undefined): boolean =>
  when === undefined || when.every((condition) => CONDITIONS[condition](circumstances));
