/** A starting document for a new cluster. */
import { layouts } from "../../catalog/layouts/index.ts";
import type { LayoutId } from "../../catalog/types.ts";
import { DEFAULT_VERSION, formatVersion } from "../grammar/kubernetes-version.ts";
import type { Plain } from "../plain.ts";
import { type DocumentFields, documentText } from "./document-text.ts";

/** The usual choices. What is left out is a default, or a placeholder to be edited. */
export interface InitOptions {
  readonly name?: string;
  /** As in the document: v1.37.2, 1.37. */
  readonly kubernetesVersion?: string;
  readonly layout?: LayoutId;
  /** host or host:port; without it several control planes get a load balancer's host. */
  readonly endpoint?: string;
  /** How many; 1 to 99. */
  readonly controlPlanes?: number;
  /** How many; 0 to 10,000. */
  readonly workers?: number;
  readonly etcd?: "stacked" | "external";
  /** Members of an external etcd; 1 to 99. */
  readonly etcdMembers?: number;
  /** One authority for everything, or three, or one of the further topologies. */
  readonly authorities?: "one" | "three" | "kubelets" | "signers" | "five";
  /** One key algorithm for everything. */
  readonly keys?: string;
  /** Where editors find the JSON Schema, a URL or a path. */
  readonly schema?: string;
}

/** A commented document that parses as it is; its addresses are placeholders. */
export function initDocument(options: InitOptions = {}): string {
  const { name = "demo", kubernetesVersion = formatVersion(DEFAULT_VERSION), layout = "kubeadm" } = options;
  const { endpoint, etcd = "stacked", keys = "ECDSA-P256" } = options;
  const { authorities = layouts[layout].topologies?.[0] ?? "three" } = options;
  const fields: DocumentFields = {
    name,
    kubernetesVersion,
    layout,
    ...(endpoint === undefined ? {} : { endpoint }),
    hosts: hostsOf(options),
    etcd,
    authorities,
    keys,
    lifetimes: { authorities: "10y", credentials: "1y", users: "1y" },
  };
  const further: DocumentFields = {
    ...(endpoint === undefined ? { endpoint: `api.${name}.example.com:6443` } : {}),
    apiServer: { names: [`api.${name}.example.com`] },
    network: { serviceSubnets: ["10.96.0.0/12"], podSubnets: ["10.244.0.0/16"], domain: "cluster.local" },
    users: [{ name: "alice", groups: ["developers"], lifetime: "90d" }],
    extras: ["metrics-scraper"],
    services: [{ name: "policy-webhook", namespace: "kube-system" }],
  };
  return documentText(fields, further, options.schema);
}

function hostsOf({ endpoint, controlPlanes = 1, workers = 2, etcd, etcdMembers = 3 }: InitOptions): Plain {
  return [
    ...(endpoint === undefined && controlPlanes > 1
      ? [{ name: "lb", roles: ["load-balancer"], addresses: ["10.0.0.10"] }]
      : []),
    entry("cp", ["control-plane"], "10.0.0", 11, controlPlanes),
    ...(etcd === "external" ? [entry("etcd", ["etcd"], "10.0.0", 111, etcdMembers)] : []),
    ...workerEntries(workers),
  ];
}

function entry(name: string, roles: readonly string[], subnet: string, first: number, count: number): Plain {
  if (count === 1) return { name: `${name}-1`, roles, addresses: [`${subnet}.${first}`] };
  return { name: `${name}-[1-${count}]`, roles, addresses: [`${subnet}.[${first}-${first + count - 1}]`] };
}

/** Hosts in one subnet of placeholders: 10.0.1.1 to 10.0.1.250, then 10.0.2. */
const BLOCK = 250;

function workerEntries(workers: number): Plain[] {
  const width = String(workers).length;
  const number = (n: number): string => String(n).padStart(width, "0");
  return Array.from({ length: Math.ceil(workers / BLOCK) }, (_, block) => {
    const [from, to] = [block * BLOCK + 1, Math.min(workers, (block + 1) * BLOCK)];
    const subnet = `10.0.${block + 1}`;
    if (from === to) return { name: `worker-${number(from)}`, addresses: [`${subnet}.1`] };
    return { name: `worker-[${number(from)}-${number(to)}]`, addresses: [`${subnet}.[1-${to - from + 1}]`] };
  });
}
