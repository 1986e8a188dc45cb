/** The shapes of the catalogue: what every entry of the catalogue says in the same way: sources, versions, scopes, templates, conditions. */

/** Where a fact comes from: a Kubernetes, etcd or Go file, or an RFC section. */
export type Source = string;

/** Releases from `from` (inclusive) to `before` (exclusive), each `1.37` or `1.36.1`. Absent ends are open. */
export interface VersionRange {
  readonly from?: string;
  readonly before?: string;
}

/** A minor release whose trust the catalogue knows. */
export interface Release {
  readonly minor: `1.${number}`;
  /** The newest patch whose sources were read. */
  readonly newestPatch: number;
  /** Tags of the etcd image that its kubeadm deploys; one holds for each patch. */
  readonly etcdImages: readonly { readonly tag: string; readonly versions?: readonly VersionRange[] }[];
  readonly source: Source;
}

/**
 * How often a credential exists: once in the cluster, on each control plane, on the first of them, on each etcd member,
 * on each node (a host with a kubelet), for each user or service of the specification.
 */
export type Scope = "cluster" | "control-plane" | "first-control-plane" | "etcd-member" | "node" | "user" | "service";

/**
 * A text with placeholders that are filled in for one host, user or service:
 * `{node}` `{advertise}` `{user}` `{service}` `{namespace}` `{domain}` `{name}` ...; see `spec/facts.ts`.
 */
export type Template = string;

/** A source of subject alternative names, in order. Literals are templates; the others are read from the specification. */
export type NameSource =
  | { readonly name: Template; readonly why: string }
  | { readonly address: Template; readonly why: string }
  | { readonly from: NameSet; readonly why: string };

/** Sets of names and addresses that a specification gives. */
export type NameSet =
  | "service-addresses"
  | "advertise-address"
  | "endpoint"
  | "apiserver-names"
  | "load-balancers"
  | "host-addresses"
  | "host-names"
  | "etcd-server-names"
  | "etcd-peer-names"
  | "service-names";

/** A condition on the specification under which an entry applies. All are decided in `spec/conditions.ts`. */
export type Condition =
  | "etcd-is-ours"
  | "etcd-is-provided"
  | "etcd-is-stacked"
  | "kube-proxy-certificate"
  | "kube-proxy-token"
  | "kubelet-serving-certificate"
  | "kubelet-serving-bootstrap"
  | "metrics-scraper"
  | "etcd-backup"
  | "cni-etcd"
  | "nginx"
  | "konnectivity"
  | "cloud-controller-manager"
  | "pod-subnets"
  | "bootstrap-token"
  | "kubeadm-joins"
  | "kubeadm-uploads"
  | "distribution"
  | "signer-keys-on-hosts"
  | "signers-together"
  | "signers-apart";
