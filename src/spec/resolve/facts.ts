/** What the catalogue's placeholders stand for, for the cluster and for one host, user or service. */
import type { Catalog } from "../../catalog/index.ts";
import type { Layout, Template } from "../../catalog/types.ts";
import { nthAddress } from "../cidr.ts";
import type { Host, Spec } from "../spec.ts";
import { credentialIn, present } from "./place.ts";

/** Placeholder name -> text. */
export type Facts = Readonly<Record<string, string>>;

/** A host for a URL: IPv6 in brackets. */
export const urlHost = (host: string): string => (host.includes(":") ? `[${host}]` : host);

export const endpointUrl = (spec: Spec): string => `https://${urlHost(spec.endpoint.host)}:${spec.endpoint.port}`;

/** The API server on a control plane itself. */
export const localUrl = (spec: Spec, host: Host): string =>
  `https://${urlHost(advertiseAddress(host))}:${spec.bindPort}`;

/** The first address of a host is the one that is advertised. */
export const advertiseAddress = (host: Host): string => host.addresses[0] ?? "";

export const hasRole = (host: Host, role: Host["roles"][number]): boolean => host.roles.includes(role);

/** Hosts that run a member of our etcd. */
export const etcdMembers = (spec: Spec): readonly Host[] =>
  spec.etcd.kind === "provided" ? [] : spec.hosts.filter((host) => hasRole(host, "etcd"));

/** Every member, as it is dialled from another host. */
const etcdEndpoints = (spec: Spec): readonly string[] =>
  spec.etcd.kind === "provided"
    ? spec.etcd.endpoints
    : etcdMembers(spec).map((host) => `https://${urlHost(advertiseAddress(host))}:2379`);

/** The etcd members a control plane dials: its own when etcd is stacked, all of them otherwise. */
function etcdServers(spec: Spec, loopbackHost: string): string {
  switch (spec.etcd.kind) {
    case "stacked":
      return `https://${loopbackHost}:2379`;
    case "external":
      return etcdEndpoints(spec).join(",");
    case "provided":
      return spec.etcd.endpoints.join(",");
  }
}

/** Facts of the cluster that are the same everywhere. */
export function clusterFacts(spec: Spec, catalog: Catalog): Facts {
  const provided = spec.etcd.kind === "provided" ? spec.etcd : undefined;
  const layout = catalog.layouts[spec.layout];
  return {
    ...layout.roots,
    ...spec.directories,
    ...aroundName("certificate", spec.fileNames.certificate),
    ...aroundName("key", spec.fileNames.key),
    ...aroundName("kubeconfig", spec.fileNames.kubeconfig),
    program: layout.program ?? "",
    cluster: spec.name,
    domain: spec.clusterDomain,
    issuer: spec.serviceAccountIssuer,
    "issuer-folder": spec.serviceAccountIssuer.replace(/\/+$/, ""),
    endpoint: endpointUrl(spec),
    "endpoint-host": spec.endpoint.host,
    "endpoint-address": endpointUrl(spec).slice("https://".length),
    "token-id": catalog.secrets["bootstrap-token"].tokenId ?? "",
    "bootstrap-groups": spec.bootstrap?.groups.join(",") ?? "",
    "bind-port": String(spec.bindPort),
    "next-port": String(spec.bindPort + 1),
    "service-subnets": spec.serviceSubnets.join(","),
    "pod-subnets": spec.podSubnets.join(","),
    // The tenth address of the service subnet, by kubeadm's custom (app/constants/constants.go GetDNSIP).
    "dns-address": nthAddress(spec.serviceSubnets[0] ?? "", 10) ?? "",
    "initial-cluster": etcdMembers(spec)
      .map((host) => `${host.name}=https://${urlHost(advertiseAddress(host))}:2380`)
      .join(","),
    "etcd-endpoints": etcdEndpoints(spec).join(","),
    "first-etcd-endpoint": etcdEndpoints(spec)[0] ?? "",
    "control-plane-count": String(spec.hosts.filter((host) => hasRole(host, "control-plane")).length),
    "front-proxy-name": credentialIn(layout, catalog, "front-proxy-client").commonName,
    "provided-etcd-ca": provided?.caFile ?? "",
    "provided-etcd-certificate": provided?.certFile ?? "",
    "provided-etcd-key": provided?.keyFile ?? "",
  };
}

/** What a naming template puts before and after the name. */
function aroundName(kind: string, template: string): Facts {
  const [before = "", after = ""] = template.split("{name}");
  return { [`${kind}-before`]: before, [`${kind}-after`]: after };
}

/** The same folders below C:, but for those that the layout or the specification puts elsewhere. */
function windowsRoots({ directories }: Spec, { roots, windows }: Layout): Facts {
  const own = present(windows) ?? {};
  const below = Object.entries({ ...roots, ...directories }).map(([name, path]) => {
    const elsewhere = name in directories ? undefined : own[name];
    return [name, elsewhere ?? `C:${path}`] as const;
  });
  return Object.fromEntries(below);
}

/** A path as programs of its host write it. */
export const nativePath = (path: string): string => (/^[A-Z]:\//.test(path) ? path.replaceAll("/", "\\") : path);

/** Facts of one host on top of the cluster's. */
export function hostFacts(spec: Spec, catalog: Catalog, cluster: Facts, host: Host): Facts {
  const advertise = advertiseAddress(host);
  const loopback = advertise.includes(":") ? "::1" : "127.0.0.1";
  return {
    ...cluster,
    ...(host.os === "windows" ? windowsRoots(spec, catalog.layouts[spec.layout]) : {}),
    os: host.os ?? "linux",
    node: host.name,
    advertise,
    "advertise-host": urlHost(advertise),
    // For file names; a worker need not have an address.
    "dashed-address": advertise.replace(/[.:]/g, "-") || host.name,
    loopback,
    "loopback-host": urlHost(loopback),
    "etcd-servers": etcdServers(spec, urlHost(loopback)),
  };
}

const PLACEHOLDER = /\{([a-z-]+)\}|\{\{|\}\}/g;

/** Texts and placeholders of a template in turn: text, placeholder, text and so on. */
const pieces = new Map<Template, readonly string[]>();

function piecesOf(template: Template): readonly string[] {
  const known = pieces.get(template);
  if (known !== undefined) return known;
  const made: string[] = [];
  let text = "";
  let end = 0;
  for (const { 0: found, 1: name, index } of template.matchAll(PLACEHOLDER)) {
    text += template.slice(end, index);
    end = index + found.length;
    if (name === undefined) {
      text += found.slice(1);
      continue;
    }
    made.push(text, name);
    text = "";
  }
  made.push(text + template.slice(end));
  pieces.set(template, made);
  return made;
}

/** Fill a template in; `{{` and `}}` are braces. An unknown placeholder is a fault of the catalogue, found by its tests. */
export function fill(template: Template, facts: Facts): string {
  const parts = piecesOf(template);
  let text = parts[0] ?? "";
  for (let i = 1; i < parts.length; i += 2) {
    const value = facts[parts[i] ?? ""];
    if (value === undefined) throw new Error(`unknown placeholder {${parts[i]}} in ${template}`);
    text += value + (parts[i + 1] ?? "");
  }
  return text;
}
