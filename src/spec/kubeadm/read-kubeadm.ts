import type { Report } from "../../source/report.ts";
import { below, type Place, type SourceDocument } from "../../source/source-document.ts";
import { withEtcdRole } from "../cluster/read-cluster.ts";
import { checkFlag, readDirectories } from "../cluster/read-settings.ts";
import {
  DEFAULT_BIND_PORT,
  DEFAULT_DOMAIN,
  DEFAULT_SERVICE_SUBNETS,
  DEFAULT_SPEC,
  defaultIssuer,
} from "../defaults.ts";
import { type Draft, Origins } from "../draft.ts";
import { commaEntries } from "../read/entries.ts";
import { readDnsName } from "../read/names.ts";
import { readEndpoint, readPort, readSubnets } from "../read/scalars.ts";
import type { Host, Spec } from "../spec.ts";
import { type ClusterConfiguration, type KubeadmDocuments, sortDocuments } from "./documents.ts";
import { readKubeadmEtcd } from "./kubeadm-etcd.ts";
import { type MachineFacts, readKubeadmHosts } from "./kubeadm-hosts.ts";
import { readKubeadmNames } from "./kubeadm-names.ts";
import { readKubeadmKeys, readKubeadmLifetimes, readKubeadmVersion, warnOldVersion } from "./kubeadm-trust.ts";

/** kubeadm's own files as a specification, with kubeadm's defaults. */
export function readKubeadm(
  documents: readonly SourceDocument[],
  facts: MachineFacts,
  report: Report,
): Draft | undefined {
  const sorted = sortDocuments(documents, report);
  const { cluster, init, joins, kubelet } = sorted;
  const root = cluster?.place ?? init?.place;
  if (root === undefined) {
    const [first] = documents;
    if (first !== undefined) report.error({ document: first, path: [] }, NO_CLUSTER, NO_CLUSTER_REMEDY);
    return undefined;
  }
  const origins = new Origins(root);
  // Without the document nothing is read from it; its places fall back to the document there is.
  const fields: ClusterConfiguration = cluster?.fields ?? {};
  const version = readKubeadmVersion(fields.kubernetesVersion, below(root, "kubernetesVersion"), report);
  for (const document of [cluster, init, ...joins]) {
    if (document !== undefined) warnOldVersion(document.place, document.version, version, report);
  }
  const etcd = readKubeadmEtcd(fields.etcd, below(root, "etcd"), origins, report);
  const hosts = withEtcdRole(readKubeadmHosts(sorted, facts, origins, report), etcd.etcd);
  const bindPort = readBindPort(sorted, report);
  const names = readKubeadmNames(fields.apiServer?.certSANs, below(root, "apiServer", "certSANs"), report);
  const network = readNetworking(fields, root, origins, report);
  const extraArgs = readExtraArgs(fields, root, report);
  const issuer = extraArgs["kube-apiserver"]?.find(({ name }) => name === "service-account-issuer")?.value;
  const spec: Spec = {
    ...DEFAULT_SPEC,
    name: nonEmpty(fields.clusterName) ?? DEFAULT_SPEC.name,
    kubernetesVersion: version,
    endpoint: readControlPlaneEndpoint(fields, hosts, bindPort, root, origins, report),
    bindPort,
    apiServerNames: names.names,
    apiServerAddresses: names.addresses,
    ...network,
    hosts,
    ...etcd,
    keys: readKubeadmKeys(fields, root, version, report),
    lifetimes: readKubeadmLifetimes(fields, root, origins, report),
    kubeletServing: kubelet?.fields.serverTLSBootstrap === true ? "bootstrap" : "certificate",
    serviceAccountIssuer: issuer ?? defaultIssuer(network.clusterDomain),
    directories: readFolders(fields, root, report),
    extraArgs,
  };
  warnComponents(sorted, spec, report);
  return { spec, origins, from: "kubeadm" };
}

const NO_CLUSTER = "there is neither a ClusterConfiguration nor an InitConfiguration";
const NO_CLUSTER_REMEDY = "give the files of `kubeadm init` too: -f init.yaml -f join.yaml";

/** kubeadm's defaulting writes "" where nothing was said. */
const nonEmpty = (text: string | undefined): string | undefined => (text === "" ? undefined : text);

function readBindPort({ init, joins }: KubeadmDocuments, report: Report): number {
  const given = init?.fields.localAPIEndpoint?.bindPort;
  const place = init === undefined ? undefined : below(init.place, "localAPIEndpoint", "bindPort");
  const port =
    (given === undefined || place === undefined ? undefined : readPort(given, place, report)) ?? DEFAULT_BIND_PORT;
  for (const join of joins) {
    const other = join.fields.controlPlane?.localAPIEndpoint?.bindPort;
    if (other === undefined || other === port) continue;
    const at = below(join.place, "controlPlane", "localAPIEndpoint", "bindPort");
    report.warning(at, `bindPort ${other} is not the first control plane's and is ignored`, `${port} is taken on all`);
  }
  return port;
}

/** Without controlPlaneEndpoint clients reach the one API server there is. */
function readControlPlaneEndpoint(
  fields: ClusterConfiguration,
  hosts: readonly Host[],
  bindPort: number,
  root: Place,
  origins: Origins,
  report: Report,
): Spec["endpoint"] {
  const place = below(root, "controlPlaneEndpoint");
  const given = nonEmpty(fields.controlPlaneEndpoint);
  const own = { host: hosts[0]?.addresses[0] ?? "", port: bindPort };
  if (given !== undefined) {
    origins.set("endpoint", place);
    return readEndpoint(given, place, report, bindPort) ?? own;
  }
  if (hosts.filter(({ roles }) => roles.includes("control-plane")).length > 1 && !report.failedIn(place)) {
    report.error(
      root,
      "there are several control planes and no controlPlaneEndpoint",
      "write `controlPlaneEndpoint: api.example.com:6443`",
    );
  }
  return own;
}

function readNetworking(
  { networking }: ClusterConfiguration,
  root: Place,
  origins: Origins,
  report: Report,
): Pick<Spec, "serviceSubnets" | "podSubnets" | "clusterDomain"> {
  const at = (key: string): Place => below(root, "networking", key);
  origins.set("serviceSubnets", at("serviceSubnet"));
  origins.set("podSubnets", at("podSubnet"));
  const subnets = (key: "serviceSubnet" | "podSubnet") =>
    readSubnets(commaEntries(networking?.[key], at(key)), at(key), report);
  const services = subnets("serviceSubnet");
  const domain = nonEmpty(networking?.dnsDomain);
  return {
    serviceSubnets: services.length === 0 ? DEFAULT_SERVICE_SUBNETS : services,
    podSubnets: subnets("podSubnet"),
    clusterDomain: (domain === undefined ? undefined : readDnsName(domain, at("dnsDomain"), report)) ?? DEFAULT_DOMAIN,
  };
}

/** kubeadm's field -> the component whose flags they are. */
function readExtraArgs(fields: ClusterConfiguration, root: Place, report: Report): Spec["extraArgs"] {
  const all: Record<string, Spec["extraArgs"][string]> = {};
  const sources = [
    ["kube-apiserver", fields.apiServer?.extraArgs, below(root, "apiServer", "extraArgs")],
    ["kube-controller-manager", fields.controllerManager?.extraArgs, below(root, "controllerManager", "extraArgs")],
    ["kube-scheduler", fields.scheduler?.extraArgs, below(root, "scheduler", "extraArgs")],
    ["etcd", fields.etcd?.local?.extraArgs, below(root, "etcd", "local", "extraArgs")],
  ] as const;
  for (const [component, flags = [], place] of sources) {
    for (const flag of flags) checkFlag(flag, place, report);
    if (flags.length > 0) all[component] = flags;
  }
  return all;
}

function readFolders(fields: ClusterConfiguration, root: Place, report: Report): Spec["directories"] {
  const pki = nonEmpty(fields.certificatesDir);
  const data = nonEmpty(fields.etcd?.local?.dataDir);
  return {
    ...(pki === undefined ? {} : readDirectories({ pki }, "kubeadm", below(root, "certificatesDir"), report)),
    ...(data === undefined
      ? {}
      : readDirectories({ "etcd-data": data }, "kubeadm", below(root, "etcd", "local", "dataDir"), report)),
  };
}

/** Component documents that contradict the ClusterConfiguration. */
function warnComponents({ kubelet, kubeProxy }: KubeadmDocuments, spec: Spec, report: Report): void {
  const domain = kubelet?.fields.clusterDomain;
  if (kubelet !== undefined && domain !== undefined && domain !== spec.clusterDomain) {
    const message = `clusterDomain ${domain} is not networking.dnsDomain and is ignored`;
    report.warning(below(kubelet.place, "clusterDomain"), message, `${spec.clusterDomain} is taken`);
  }
  const pods = kubeProxy?.fields.clusterCIDR;
  if (kubeProxy !== undefined && pods !== undefined && pods !== spec.podSubnets.join(",")) {
    const message = `clusterCIDR ${pods} is not networking.podSubnet and is ignored`;
    report.warning(below(kubeProxy.place, "clusterCIDR"), message);
  }
}
