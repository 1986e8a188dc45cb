import { layouts } from "../../catalog/layouts/index.ts";
import type { Report } from "../../source/report.ts";
import { below, type SourceDocument } from "../../source/source-document.ts";
import {
  DEFAULT_BIND_PORT,
  DEFAULT_DOMAIN,
  DEFAULT_SERVICE_SUBNETS,
  DEFAULT_SPEC,
  defaultIssuer,
} from "../defaults.ts";
import { type Draft, Origins } from "../draft.ts";
import { DEFAULT_VERSION } from "../grammar/kubernetes-version.ts";
import { entriesOf } from "../read/entries.ts";
import { readDnsName, readNameList } from "../read/names.ts";
import { readEndpoint, readPort, readSubnets, readVersion } from "../read/scalars.ts";
import type { Host, KubernetesVersion, Spec } from "../spec.ts";
import { readBootstrap } from "./read-bootstrap.ts";
import { readEtcd } from "./read-etcd.ts";
import { readHosts } from "./read-hosts.ts";
import { readServices, readUsers } from "./read-identities.ts";
import { readDirectories, readExtraArgs, readFileNames } from "./read-settings.ts";
import { readAuthorities, readKeys, readLifetimes } from "./read-trust.ts";
import type { ClusterDocument } from "./schema.ts";
import { readDocument } from "./shape-issues.ts";

type Fields = Partial<ClusterDocument>;

/** The project's own document -> a specification with every short form expanded and every default filled in. */
export function readCluster(document: SourceDocument, report: Report): Draft {
  const root = { document, path: [] };
  const origins = new Origins(root);
  const fields = readDocument(root, report);
  const at = (...path: (string | number)[]) => below(root, ...path);
  const layout = fields.layout ?? "kubeadm";
  const etcd = readEtcd(fields.etcd, at("etcd"), origins, report);
  const hosts = withEtcdRole(readHosts(fields.hosts, at("hosts"), origins, report), etcd.etcd);
  origins.set("hosts", at("hosts"));
  const bindPort =
    readOptional(fields.apiServer?.bindPort, (port) => readPort(port, at("apiServer", "bindPort"), report)) ??
    DEFAULT_BIND_PORT;
  const names = readNameList(entriesOf(fields.apiServer?.names, at("apiServer", "names")), report);
  const network = readNetwork(fields, root.document, origins, report);
  const spec: Spec = {
    ...DEFAULT_SPEC,
    name: readName(fields.name, document, report),
    kubernetesVersion: readKubernetesVersion(fields.kubernetesVersion, document, report),
    layout,
    settings: fields.settings ?? "native",
    kubeconfigs: fields.kubeconfigs ?? "embedded",
    endpoint: findEndpoint(fields.endpoint, hosts, bindPort, origins, document, report),
    bindPort,
    apiServerNames: names.names,
    apiServerAddresses: names.addresses,
    ...network,
    hosts,
    ...etcd,
    ...readAuthorities(fields.authorities, at("authorities"), layout, report),
    keys: readKeys(fields.keys, at("keys"), origins, report),
    lifetimes: readLifetimes(fields.lifetimes, at("lifetimes"), origins, report),
    users: readUsers(fields.users, at("users"), origins, report),
    extras: [...new Set(fields.extras ?? [])].filter((extra) => extra !== undefined),
    services: readServices(fields.services, at("services"), origins, report),
    bootstrap: readBootstrap(fields.bootstrap, layout, at("bootstrap"), report),
    kubeProxy: fields.identities?.kubeProxy ?? layouts[layout].kubeProxy,
    kubeletServing: fields.identities?.kubelets ?? "certificate",
    serviceAccountIssuer: fields.serviceAccounts?.issuer ?? defaultIssuer(network.clusterDomain),
    directories: readDirectories(fields.directories, layout, at("directories"), report),
    fileNames: readFileNames(fields.fileNames, at("fileNames"), report),
    extraArgs: readExtraArgs(fields.extraArgs, at("extraArgs"), report),
  };
  for (const part of ["authorities", "extras"]) origins.set(part, at(part));
  for (const part of ["issuers", "roots"]) origins.set(part, at("authorities", part));
  origins.set("serviceAccountIssuer", at("serviceAccounts", "issuer"));
  return { spec, origins, from: "cluster" };
}

const readOptional = <T, U>(value: T | undefined, read: (value: T) => U | undefined): U | undefined =>
  value === undefined ? undefined : read(value);

function readName(name: string | undefined, document: SourceDocument, report: Report): string {
  if (name === undefined) return DEFAULT_SPEC.name;
  if (!/^[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$/.test(name)) {
    const remedy = "letters, digits, ., _ and -, at most 63, beginning and ending with a letter or digit";
    report.error({ document, path: ["name"] }, `\`${name}\` is no name for a cluster`, remedy);
  }
  return name;
}

function readKubernetesVersion(
  value: string | number | undefined,
  document: SourceDocument,
  report: Report,
): KubernetesVersion {
  if (value === undefined) return DEFAULT_VERSION;
  const place = { document, path: ["kubernetesVersion"] };
  // 1.40 without quotes is the number 1.4 to YAML: the text as written says what was meant.
  const text = typeof value === "string" ? value : (document.writtenText(place.path) ?? String(value));
  return readVersion(text, place, report) ?? DEFAULT_VERSION;
}

type Network = Pick<Spec, "serviceSubnets" | "podSubnets" | "clusterDomain">;

function readNetwork({ network }: Fields, document: SourceDocument, origins: Origins, report: Report): Network {
  const at = (key: string) => ({ document, path: ["network", key] });
  for (const key of ["serviceSubnets", "podSubnets"]) origins.set(key, at(key));
  const service = readSubnets(entriesOf(network?.serviceSubnets, at("serviceSubnets")), at("serviceSubnets"), report);
  return {
    serviceSubnets: service.length === 0 ? DEFAULT_SERVICE_SUBNETS : service,
    podSubnets: readSubnets(entriesOf(network?.podSubnets, at("podSubnets")), at("podSubnets"), report),
    clusterDomain: readOptional(network?.domain, (text) => readDnsName(text, at("domain"), report)) ?? DEFAULT_DOMAIN,
  };
}

/** Stacked etcd runs on every control plane: the role is made explicit. */
export const withEtcdRole = (hosts: readonly Host[], etcd: Spec["etcd"]): readonly Host[] =>
  etcd.kind !== "stacked"
    ? hosts
    : hosts.map((host) =>
        host.roles.includes("control-plane") && !host.roles.includes("etcd")
          ? { ...host, roles: [...host.roles, "etcd" as const] }
          : host,
      );

/** The one given; otherwise the first load balancer, or the only control plane. */
function findEndpoint(
  given: string | undefined,
  hosts: readonly Host[],
  bindPort: number,
  origins: Origins,
  document: SourceDocument,
  report: Report,
): Spec["endpoint"] {
  const root = { document, path: [] };
  const place = below(root, "endpoint");
  const nowhere = { host: "", port: bindPort };
  if (given !== undefined) {
    origins.set("endpoint", place);
    return readEndpoint(given, place, report, bindPort) ?? nowhere;
  }
  const balancer = hosts.find(({ roles }) => roles.includes("load-balancer"));
  if (balancer !== undefined) return { host: balancer.addresses[0] ?? balancer.name, port: bindPort };
  const [only, second] = hosts.filter(({ roles }) => roles.includes("control-plane"));
  if (only !== undefined && second === undefined) return { host: only.addresses[0] ?? "", port: bindPort };
  if (only !== undefined && !report.failedIn(below(root, "hosts")) && !report.failedIn(place)) {
    report.error(
      root,
      "there are several control planes and nothing says where clients reach the API",
      "write `endpoint: api.example.com:6443`, or add a host with the role load-balancer",
    );
  }
  return nowhere;
}
