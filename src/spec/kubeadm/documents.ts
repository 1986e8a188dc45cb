/** Which of kubeadm's documents there are. */
import type { Report } from "../../source/report.ts";
import type { Place, SourceDocument } from "../../source/source-document.ts";
import { type KubeadmVersion, readShape } from "./read-shape.ts";
import {
  CLUSTER_CONFIGURATION,
  INIT_CONFIGURATION,
  JOIN_CONFIGURATION,
  KUBE_PROXY_CONFIGURATION,
  KUBELET_CONFIGURATION,
  type Read,
  type Shape,
} from "./shapes.ts";

export const KUBEADM_GROUP = "kubeadm.k8s.io";

/** Without meaning for us: what they say is how kubeadm goes about a reset or an upgrade. */
const IGNORED_KINDS: readonly string[] = ["ResetConfiguration", "UpgradeConfiguration"];

export const KUBEADM_KINDS: readonly string[] = [
  "ClusterConfiguration",
  "InitConfiguration",
  "JoinConfiguration",
  ...IGNORED_KINDS,
];

/** Documents of components that stand in the same file. */
export const COMPONENT_KINDS: Readonly<Record<string, readonly string[]>> = {
  "kubelet.config.k8s.io/v1beta1": ["KubeletConfiguration"],
  "kubeproxy.config.k8s.io/v1alpha1": ["KubeProxyConfiguration"],
};

/** What a document says, and where it stands. */
export interface Located<T> {
  readonly fields: T;
  readonly place: Place;
  readonly version: KubeadmVersion;
}

export type ClusterConfiguration = Read<typeof CLUSTER_CONFIGURATION>;
export type InitConfiguration = Read<typeof INIT_CONFIGURATION>;
export type JoinConfiguration = Read<typeof JOIN_CONFIGURATION>;
export type KubeletConfiguration = Read<typeof KUBELET_CONFIGURATION>;
export type KubeProxyConfiguration = Read<typeof KUBE_PROXY_CONFIGURATION>;
export type NodeRegistration = NonNullable<InitConfiguration["nodeRegistration"]>;

export interface KubeadmDocuments {
  readonly cluster: Located<ClusterConfiguration> | undefined;
  readonly init: Located<InitConfiguration> | undefined;
  readonly joins: readonly Located<JoinConfiguration>[];
  readonly kubelet: Located<KubeletConfiguration> | undefined;
  readonly kubeProxy: Located<KubeProxyConfiguration> | undefined;
}

/** Reads every document by its kind. Of each kind but JoinConfiguration, one for each further host, there is one. */
export function sortDocuments(documents: readonly SourceDocument[], report: Report): KubeadmDocuments {
  // The types of the answers are those of the shapes: `Read` of the same shape, named by the caller.
  const all = <T>(kind: string, shape: Shape): Located<T>[] =>
    documents.flatMap((document) => {
      if (headOf(document).kind !== kind) return [];
      const place = { document, path: [] };
      const version = headOf(document).apiVersion.endsWith("/v1beta3") ? "v1beta3" : "v1beta4";
      const fields = readShape(document.value, shape, place, version, report);
      return fields === undefined ? [] : [{ fields: fields as T, place, version }];
    });
  const one = <T>(kind: string, shape: Shape): Located<T> | undefined => {
    const [first, ...others] = all<T>(kind, shape);
    for (const { place } of others) report.error(place, `a second ${kind}`, "one input is one cluster");
    return first;
  };
  for (const document of documents) {
    const { kind } = headOf(document);
    if (!IGNORED_KINDS.includes(kind)) continue;
    report.warning({ document, path: [] }, `${kind} has no meaning for kubepki and is ignored`);
  }
  return {
    cluster: one<ClusterConfiguration>("ClusterConfiguration", CLUSTER_CONFIGURATION),
    init: one<InitConfiguration>("InitConfiguration", INIT_CONFIGURATION),
    joins: all<JoinConfiguration>("JoinConfiguration", JOIN_CONFIGURATION),
    kubelet: one<KubeletConfiguration>("KubeletConfiguration", KUBELET_CONFIGURATION),
    kubeProxy: one<KubeProxyConfiguration>("KubeProxyConfiguration", KUBE_PROXY_CONFIGURATION),
  };
}

const headOf = ({ value }: SourceDocument): { kind: string; apiVersion: string } =>
  value as { kind: string; apiVersion: string };
