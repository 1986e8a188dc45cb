/**
 * What a person asks for, normalised: every short form expanded, every default filled in, every value checked.
 * Both the project's own documents and kubeadm's are parsed into this; everything after it reads only this.
 */
import type { AuthorityId, IssuingAuthorityId, LayoutId, Purpose, TopologyId } from "../catalog/types.ts";
import type { KeyAlgorithm } from "../x509/algorithm.ts";
import type { Pkcs12Encryption } from "../x509/pkcs12.ts";

/** A Kubernetes release, `v1.37.2`. */
export interface KubernetesVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
}

export type HostRole = "control-plane" | "etcd" | "worker" | "load-balancer";

/** One machine. Ranges in the document are expanded before this. */
export interface Host {
  /** The node name: a lower-case DNS name; the kubelet's identity is `system:node:<name>`. */
  readonly name: string;
  readonly roles: readonly HostRole[];
  /** Addresses in canonical text form; the first is the one that is advertised. */
  readonly addresses: readonly string[];
  /** Further DNS names of the host. */
  readonly names: readonly string[];
  /** Set for a Windows node; the others run Linux. */
  readonly os?: "windows";
  /** Set when its serving pair is wanted as a PKCS#12 file as well. */
  readonly pkcs12?: Pkcs12Encryption;
}

/** An authority made elsewhere. File names are as the document gives them; the app reads them. */
export interface SuppliedAuthority {
  /** PEM file with the authority's certificate (first) and, when it is an intermediate, the chain above it. */
  readonly certificateFile: string;
  /** PEM file with its private key; without it nothing can be signed by this authority and that is reported. */
  readonly keyFile?: string;
  /** Set by the app once it has read the file: it goes on with what stands above the authority. */
  readonly chained?: boolean;
}

/** DNS domains (with everything below them) and networks in CIDR text. */
export interface NameLimits {
  readonly dns: readonly string[];
  readonly networks: readonly string[];
}

/** Where etcd runs. */
export type EtcdSpec =
  | { readonly kind: "stacked" }
  /** On hosts of role `etcd` in this document. */
  | { readonly kind: "external" }
  /** Someone else's: only the paths on the control planes of its client material are known, nothing of it is made. */
  | {
      readonly kind: "provided";
      readonly endpoints: readonly string[];
      readonly caFile?: string;
      readonly certFile?: string;
      readonly keyFile?: string;
    };

/** Who gets which key algorithm. `overrides` names a credential or authority id and wins. */
export interface KeySpec {
  readonly authorities: KeyAlgorithm;
  readonly credentials: KeyAlgorithm;
  readonly serviceAccount: KeyAlgorithm;
  readonly overrides: Readonly<Record<string, KeyAlgorithm>>;
}

/** All in seconds. */
export interface LifetimeSpec {
  /** Of roots above authorities, when there are any. */
  readonly roots: number;
  readonly authorities: number;
  readonly credentials: number;
  readonly users: number;
  /** How far notBefore lies before now, so that clocks that are a little late accept a fresh certificate. */
  readonly backdate: number;
  /** A credential whose remaining life is less than this share (0 to 1) of its whole is renewed by apply. */
  readonly renewBefore: number;
}

export interface User {
  readonly name: string;
  readonly groups: readonly string[];
  /** Seconds; the document's `lifetimes.users` otherwise. */
  readonly lifetime?: number;
  /** Set when a PKCS#12 file is wanted too, and how it is encrypted. */
  readonly pkcs12?: Pkcs12Encryption;
  /** Set in the document to permit `system:` names and groups, `system:masters` among them. */
  readonly allowSystem: boolean;
}

/** A client the catalogue knows (metrics-scraper, etcd-backup, ...), asked for by its credential id. */
export type ExtraId =
  | "metrics-scraper"
  | "etcd-backup"
  | "cni-etcd"
  | "nginx"
  | "konnectivity"
  | "cloud-controller-manager";

/** A webhook or aggregated API server that runs in the cluster behind a Service. */
export interface ServiceServer {
  readonly name: string;
  readonly kind: "webhook" | "aggregated-apiserver";
  readonly service: string;
  readonly namespace: string;
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

/** What nodes without a certificate join with. */
export interface BootstrapSpec {
  /** Seconds that a token is good for; undefined when it does not end. */
  readonly lifetime: number | undefined;
  /** Groups of whoever shows the token, beside system:bootstrappers. */
  readonly groups: readonly string[];
  /** Whether the authorities are also kept, encrypted, in the Secret kubeadm-certs for control planes that join. */
  readonly certificates: boolean;
}

export interface Spec {
  /** The cluster's name: kubeconfig cluster, contexts. */
  readonly name: string;
  readonly kubernetesVersion: KubernetesVersion;
  readonly layout: LayoutId;
  /** Component settings as the layout's consumer wants them, or plain flag files. */
  readonly settings: "native" | "flags";
  readonly kubeconfigs: "embedded" | "reference";
  /** Where clients reach the API: the load balancer, or the one control plane. */
  readonly endpoint: { readonly host: string; readonly port: number };
  /** The port each API server listens on. */
  readonly bindPort: number;
  /** Further names and addresses of the API, for the serving certificates. */
  readonly apiServerNames: readonly string[];
  readonly apiServerAddresses: readonly string[];
  /** Service subnets in canonical CIDR text, one or (dual stack) two. */
  readonly serviceSubnets: readonly string[];
  /** Pod subnets, for controller-manager and kube-proxy; may be empty. */
  readonly podSubnets: readonly string[];
  readonly clusterDomain: string;
  readonly hosts: readonly Host[];
  readonly etcd: EtcdSpec;
  /** Further names and addresses of etcd's server and peer certificates. */
  readonly etcdServerNames: readonly string[];
  readonly etcdPeerNames: readonly string[];
  readonly topology: TopologyId;
  /** Purposes that another authority issues for than the topology says. */
  readonly issuers: Readonly<Partial<Record<Purpose, IssuingAuthorityId>>>;
  /** Whether authorities sign themselves, stand below one offline root, or each below one of its own. */
  readonly roots: "none" | "shared" | "each";
  /** Authorities supplied from outside; those not named are made. */
  readonly suppliedAuthorities: Readonly<Partial<Record<AuthorityId, SuppliedAuthority>>>;
  /** Common names of authorities where the catalogue's default is not wanted. */
  readonly authorityNames: Readonly<Partial<Record<AuthorityId, string>>>;
  /** Whether authorities' private keys are also put on the control planes (the layout's default: see the layout). */
  readonly authorityKeys: "hosts" | "apart";
  /** How the private keys in the authorities' folder are encrypted (RFC 8018 PBES2 with this key derivation). */
  readonly keyEncryption: "none" | "scrypt" | "pbkdf2";
  /** Names and networks that an authority is limited to, beside those that every cluster needs. */
  readonly nameConstraints: Readonly<Partial<Record<AuthorityId, NameLimits>>>;
  readonly keys: KeySpec;
  readonly lifetimes: LifetimeSpec;
  readonly users: readonly User[];
  readonly extras: readonly ExtraId[];
  readonly services: readonly ServiceServer[];
  /** Undefined when no node joins by token. */
  readonly bootstrap: BootstrapSpec | undefined;
  /** kube-proxy's identity: a client certificate of its own or its service account's token. */
  readonly kubeProxy: "certificate" | "token";
  /** Kubelet serving certificates made here, or asked for by the kubelet through a CSR (`serverTLSBootstrap`). */
  readonly kubeletServing: "certificate" | "bootstrap";
  /** Service-account issuer URL; default `https://kubernetes.default.svc.<domain>`. */
  readonly serviceAccountIssuer: string;
  /** Layout folders moved from their default: kubeadm's `certificatesDir`, for one. Absolute paths. */
  readonly directories: Readonly<Record<string, string>>;
  /** Naming templates for files where a layout leaves the name open: `{name}` is replaced. */
  readonly fileNames: {
    /** Of people's and services' files, without extension. */
    readonly user: string;
    readonly service: string;
    /** By kind of file, with extension. */
    readonly certificate: string;
    readonly key: string;
    readonly kubeconfig: string;
  };
  /** Flags of a component that the document overrides or adds (kubeadm's extraArgs), in order. */
  readonly extraArgs: Readonly<Record<string, readonly { readonly name: string; readonly value: string }[]>>;
}
