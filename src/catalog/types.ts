/**
 * The shapes of the catalogue: Kubernetes' trust, written down once, as data. The catalogue imports nothing but types;
 * code reads properties of its entries and never asks for an id by name.
 */
import type { ExtendedKeyUsage } from "../x509/extensions.ts";
import type { LAYOUT_IDS } from "./layouts/ids.ts";

/** Where a fact comes from: a Kubernetes, etcd or Go file, or an RFC section. */
export type Source = string;

// ---------------------------------------------------------------------------------------------------- versions

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

// -------------------------------------------------------------------------------------------------- components

export type ComponentId =
  | "kube-apiserver"
  | "kube-controller-manager"
  | "kube-scheduler"
  | "kubelet"
  | "kube-proxy"
  | "etcd"
  | "cloud-controller-manager"
  | "konnectivity-server"
  | "konnectivity-agent"
  | "extension-apiserver"
  | "webhook"
  | "administrator"
  | "etcd-operator"
  | "distribution-server"
  | "distribution-agent"
  | "kubeadm-join"
  | "pod"
  | "metrics-scraper"
  | "cni"
  | "nginx"
  | "external-service";

/** A program, or a person, that presents or checks an identity. */
export interface Component {
  readonly title: string;
  /** Which hosts it runs on; `user` with whoever uses it, `cluster` as a pod, `outside` not on the cluster's hosts. */
  readonly runsOn: Scope | "cluster" | "outside";
  /** How a health probe asks it on its own host. */
  readonly probe?: {
    readonly scheme: "HTTP" | "HTTPS";
    readonly address: Template;
    readonly port: Template;
    readonly live: string;
    readonly ready: string;
  };
  /** Whether it also verifies servers outside the cluster, with the roots of the host's system. */
  readonly systemRoots?: boolean;
  /**
   * As a server, what it does about client certificates. `asked-for`: looked at after the handshake, by whoever decides who
   * the caller is; `demanded`: the handshake fails without a good one. It asks for none when absent.
   */
  readonly clientCertificates?: "asked-for" | "demanded";
  /** Settings that say where it listens; of `urls` each by the port of the connections' table. */
  readonly listens?: {
    readonly address?: string;
    readonly port?: string;
    readonly urls?: Readonly<Record<number, string>>;
  };
  /** A request that changes nothing, and is answered or forbidden: 401 is nobody. */
  readonly harmless?: {
    readonly method: "GET" | "POST";
    readonly path: string;
    readonly object?: { readonly apiVersion: string; readonly kind: string };
  };
  /** Where it tells, to whoever may read metrics, since when it runs (`process_start_time_seconds`). */
  readonly metrics?: string;
  /** A folder that it keeps its data in. */
  readonly data?: Template;
  readonly why: string;
}

// ------------------------------------------------------------------------------------------ authorities, purposes

/**
 * What certificates are issued for. A topology says which authority issues for each purpose; a trust slot says which
 * purposes it has to accept. So neither has to know how many authorities there are.
 */
export type Purpose =
  | "apiserver-serving"
  | "control-plane-serving"
  | "kubelet-serving"
  | "apiserver-client"
  | "node-client"
  | "kubelet-client"
  | "front-proxy"
  | "etcd-serving"
  | "etcd-peer"
  | "etcd-client"
  | "extension-serving"
  | "konnectivity"
  | "legacy";

/** An authority that issues for some purpose. */
export type IssuingAuthorityId =
  | "ca"
  | "server-ca"
  | "client-ca"
  | "node-client-ca"
  | "kubelet-serving-ca"
  | "legacy-ca"
  | "front-proxy-ca"
  | "etcd-ca"
  | "etcd-peer-ca";

/** A root above issuing authorities, kept offline: one for all of them, or one for each. */
export type RootAuthorityId = "root-ca" | `${IssuingAuthorityId}-root`;

export type AuthorityId = IssuingAuthorityId | RootAuthorityId;

export interface Authority {
  readonly commonName: string;
  readonly title: string;
  /** Why it is separate from the others. */
  readonly why: string;
  /** What somebody who holds its key can do. */
  readonly ifStolen: string;
  readonly source: Source;
}

export type TopologyId = "single" | "kubeadm" | "kubelets-apart" | "signers-apart" | "five";

export interface Topology {
  readonly title: string;
  readonly why: string;
  readonly issuerOf: Readonly<Record<Purpose, IssuingAuthorityId>>;
  readonly source: Source;
}

/** Two purposes that one authority should not issue for, unless a topology says so on purpose. */
export interface Separation {
  readonly purposes: readonly [Purpose, Purpose];
  readonly severity: "error" | "warning";
  /** What somebody with a certificate for the first purpose can then do. */
  readonly why: string;
  readonly source: Source;
}

// ------------------------------------------------------------------------------------------------- credentials

export type CredentialId =
  | "apiserver"
  | "apiserver-kubelet-client"
  | "apiserver-etcd-client"
  | "front-proxy-client"
  | "etcd-server"
  | "etcd-peer"
  | "etcd-healthcheck-client"
  | "sa"
  | "admin.conf"
  | "super-admin.conf"
  | "controller-manager.conf"
  | "scheduler.conf"
  | "kubelet.conf"
  | "kube-proxy"
  | "kubelet-server"
  | "controller-manager-server"
  | "scheduler-server"
  | "admin"
  | "user"
  | "service-server"
  | "metrics-scraper"
  | "etcd-backup"
  | "cni-etcd"
  | "nginx"
  | "konnectivity-server"
  | "konnectivity-server-client"
  | "konnectivity-agent"
  | "apiserver-konnectivity-client"
  | "cloud-controller-manager.conf"
  | "cloud-controller-manager-server"
  | "distribution-supervisor"
  | "distribution-controller"
  | "distribution-cloud-controller"
  | "distribution-kube-proxy"
  | "distribution-agent-controller";

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

export interface Group {
  readonly name: Template;
  /** Releases whose tools put it there; all when absent. */
  readonly versions?: readonly VersionRange[];
}

/** A certificate with its key, or a bare key pair, and who holds it. */
export interface Credential {
  readonly title: string;
  /** A key pair without certificate has no purpose: nobody issues it. */
  readonly purpose: Purpose | undefined;
  readonly holder: ComponentId;
  readonly scope: Scope;
  readonly when?: readonly Condition[];
  readonly commonName: Template;
  readonly groups: readonly Group[];
  readonly extendedKeyUsage: readonly ExtendedKeyUsage[];
  readonly names: readonly NameSource[];
  /** Which of the specification's lifetimes it has. */
  readonly lifetime: "credentials" | "users";
  /** The slot its holder checks the other side with; beside a kubeconfig, that file's authority. */
  readonly trust?: FileSlotId;
  /** Set when it is used through a kubeconfig: which API address that names. */
  readonly kubeconfig?: {
    /** `local`: the API server on the same host; `endpoint`: what everybody uses. */
    readonly server: "endpoint" | "local";
    /** Another choice on control planes, for what runs on every node. */
    readonly onControlPlane?: "local";
    /** Set when certificate and key are also files of their own, for programs that read no kubeconfig. */
    readonly pair?: true;
  };
  /** Why it exists, and why as it is. */
  readonly why: string;
  /** What breaks without it. */
  readonly without: string;
  readonly source: Source;
}

// --------------------------------------------------------------------------------------------------- bindings

export type BindingId =
  | "kubeadm:cluster-admins"
  | "kubeadm:apiserver-kubelet-client"
  | "kubeadm:kubelet-bootstrap"
  | "kubeadm:node-autoapprove-bootstrap"
  | "kubeadm:node-autoapprove-certificate-rotation"
  | "kubeadm:get-nodes"
  | "kubeadm:bootstrap-signer-clusterinfo"
  | "system:konnectivity-server";

/** Whom a binding gives rights to. */
export type BindingSubject =
  | { readonly userOf: CredentialId }
  | { readonly groupOf: CredentialId }
  | { readonly user: string }
  | { readonly group: string }
  /** The groups of the specification's bootstrap token. */
  | { readonly groupsOf: SecretId };

/** What every API server binds by itself when it starts. */
export interface DefaultBinding {
  readonly role: string;
  readonly subject: { readonly user: string } | { readonly group: string };
  readonly why: string;
  readonly source: Source;
}

/** A rule of RBAC. */
export interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly verbs: readonly string[];
}

/** A ClusterRoleBinding, or in a namespace a RoleBinding, that gives a certificate's name the rights that it needs. */
export interface Binding {
  /** A role that every API server makes by itself; or, with `rules`, one that is made with the binding. */
  readonly role: string;
  readonly rules?: readonly Rule[];
  readonly namespace?: string;
  readonly subject: BindingSubject;
  readonly when?: readonly Condition[];
  readonly why: string;
  readonly without: string;
  readonly source: Source;
}

// ---------------------------------------------------------------------------------------------------- secrets

export type SecretId = "bootstrap-token" | "certificate-key";

/** A random text that is made once and kept, and that people or programs have to be given. */
export interface Secret {
  readonly title: string;
  /** The file of the cluster's folder that it is read back from. */
  readonly keptIn: DocumentId;
  /**
   * `token`: 16 letters and digits, the secret part of a bootstrap token, with an end.
   * `key`: 32 bytes in hexadecimal.
   */
  readonly form: "token" | "key";
  /** The public part of a token. */
  readonly tokenId?: string;
  readonly when?: readonly Condition[];
  readonly why: string;
  readonly source: Source;
}

// -------------------------------------------------------------------------------------------------- documents

export type DocumentId =
  | "bootstrap-token"
  | "cluster-info"
  | "kube-root-ca"
  | "trust-bundles"
  | "bootstrap-kubeconfig"
  | "ca-cert-hashes"
  | "join-node"
  | "join-control-plane"
  | "certificate-key"
  | "kubeadm-certs"
  | "openid-configuration"
  | "jwks"
  | "service-secret"
  | "service-ca-bundle-patch"
  | "apiservice"
  | "apiservice-ca-bundle-patch"
  | "webhook-configurations"
  | "conversion-patch"
  | "user-curl"
  | "admin-curl"
  | "user-pkcs12"
  | "node-pkcs12"
  | "prometheus"
  | "etcd-backup-script"
  | "etcd-backup-secret"
  | "etcd-backup-job"
  | "cni-etcd-secret"
  | "konnectivity-agents"
  | "nginx-conf";

/** A part of a document that is known only when what it is made of is. */
export type Material =
  /** What a trust slot holds, PEM. */
  | { readonly trust: SlotId }
  /** Hashes of the public keys of what a trust slot holds, a list (kubeadm's `caCertHashes`). */
  | { readonly pins: SlotId }
  /** Of the credential that the document stands beside, PEM. */
  | { readonly part: "certificate" | "key" }
  /** Certificate, key and authorities as PKCS#12; the document is there only for users and hosts that ask for it. */
  | { readonly pkcs12: SlotId }
  /** With its public part before it: as a person or program is given a token. */
  | { readonly secret: SecretId; readonly withId?: true }
  /** When a secret ends, RFC 3339. */
  | { readonly expirationOf: SecretId }
  /** A document inside the document, YAML. */
  | { readonly yaml: DocumentValue }
  /** A detached JWS over such a document, under the bootstrap token. */
  | { readonly signed: DocumentValue }
  /** The public key of a bare key pair as a JSON Web Key, and the algorithms that it verifies, a list. */
  | { readonly jwk: CredentialId }
  | { readonly algorithmsOf: CredentialId };

/** A value of a document: texts are templates. */
export type DocumentValue =
  | Template
  | number
  | boolean
  | readonly DocumentValue[]
  | { readonly $: Material; readonly base64?: true }
  /** A list: the template for each host of a scope. */
  | { readonly $each: Scope; readonly text: Template }
  /** A list: subjects of RBAC, the groups of the specification's bootstrap token. */
  | { readonly $groups: SecretId }
  /** A mapping: each of the layout's `uploads` by its name, sealed under the secret. */
  | { readonly $uploads: SecretId }
  /** The path of a file, as it is in the document's folder. */
  | { readonly $file: FileRole; readonly before?: string; readonly behind?: string }
  | { readonly [field: string]: DocumentValue };

/**
 * A file that is not on any host: objects for the API, settings of programs outside, what a joining node is given. In the
 * cluster's folder, or beside a credential in the folder of its user, job or service.
 */
export interface Document {
  readonly title: string;
  readonly beside: "cluster" | CredentialId;
  /** Set when it is only for services of this kind. */
  readonly serves?: "webhook" | "aggregated-apiserver";
  /** Set when it is only for users and hosts that ask for it. */
  readonly asked?: "pkcs12";
  readonly path: Template;
  readonly when?: readonly Condition[];
  readonly versions?: readonly VersionRange[];
  /** Whether it holds key material. */
  readonly secret: boolean;
  /** Objects are YAML documents of one file; lines are texts, a list as several; a file is what the material gives. */
  readonly body:
    | { readonly objects: readonly DocumentValue[] }
    | { readonly json: DocumentValue }
    | { readonly lines: readonly DocumentValue[] }
    | { readonly file: Material };
  readonly why: string;
  readonly without: string;
  readonly source: Source;
}

// ------------------------------------------------------------------------------------------------- trust slots

export type SlotId =
  | "apiserver-client-ca"
  | "apiserver-requestheader-ca"
  | "apiserver-etcd-ca"
  | "apiserver-kubelet-ca"
  | "apiserver-peer-ca"
  | "cluster-root-ca"
  | "node-root-ca"
  | "people-root-ca"
  | "kubelet-client-ca"
  | "component-client-ca"
  | "component-requestheader-ca"
  | "etcd-client-ca"
  | "etcd-peer-ca"
  | "etcd-operator-ca"
  | "etcd-jobs-ca"
  | "kubelet-scrape-ca"
  | "component-scrape-ca"
  | "konnectivity-server-ca"
  | "konnectivity-agent-ca"
  | "nginx-client-ca"
  | "nginx-root-ca"
  | "konnectivity-client-ca"
  | "pod-root-ca"
  | "discovery-pin"
  | "extension-requestheader-ca"
  | "extension-ca-bundle"
  | "webhook-ca-bundle";

/** Slots that are a file on a host; the others are objects in the cluster or in memory. */
export type FileSlotId = Exclude<
  SlotId,
  "pod-root-ca" | "discovery-pin" | "extension-requestheader-ca" | "extension-ca-bundle" | "webhook-ca-bundle"
>;

/** A place where somebody keeps the authorities it believes. */
export interface TrustSlot {
  readonly holder: ComponentId;
  /** Which hosts hold it as a file; empty for objects in the cluster. */
  readonly scopes: readonly Scope[];
  readonly when?: readonly Condition[];
  /** It must hold the issuer of every certificate of these purposes. */
  readonly accepts: readonly Purpose[];
  /**
   * What is asked beside the chain: a server's certificate has to carry the name that was dialled; a client is let in by
   * its chain alone. So a root above several authorities may stand in the first kind of slot only.
   */
  readonly admits: "by-name" | "by-chain";
  /** Where it is: the flag, field or object. */
  readonly where: string;
  /** How authorities are written there: PEM, PEM in one line of base64, or the hash of a public key. PEM when absent. */
  readonly form?: "base64" | "pin";
  readonly bundle: boolean;
  /**
   * What its holder does when no setting names it: checks against the system's roots, believes everybody, lets client
   * certificates mean nothing, or takes another slot's content. Nothing of the kind happens where it is always set.
   */
  readonly absent?: "system-roots" | "believes-everybody" | "means-nothing" | { readonly takes: SlotId };
  /** Of an object in the cluster: which program writes it, from the file of which flag. */
  readonly publishedBy?: { readonly component: ComponentId; readonly flag: string };
  readonly reload: string;
  readonly why: string;
  readonly without: string;
  readonly source: Source;
}

// ------------------------------------------------------------------------------------------------- connections

export type ConnectionId =
  | "E1"
  | "E2"
  | "E3"
  | "E4"
  | "E5"
  | "E6"
  | "E7"
  | "E8"
  | "E9"
  | "E10"
  | "E11"
  | "E12"
  | "E13"
  | "E14"
  | "E15"
  | "E16"
  | "E17"
  | "E18"
  | "E19"
  | "E20"
  | "E21"
  | "E22"
  | "E23"
  | "E24"
  | "E25"
  | "E26"
  | "E27"
  | "E28"
  | "E29"
  | "E30"
  | "E31"
  | "E32"
  | "E33";

/** What one side shows: credentials, a token, or something that is not a certificate of ours. */
export type Presents =
  | { readonly credentials: readonly CredentialId[]; readonly token?: string }
  | { readonly token: string }
  | { readonly nothing: string }
  | { readonly selfMade: string };

/** What one side checks the other with: a trust slot, a way to check tokens, or what stands in their place. */
export type Checks =
  | { readonly slots: readonly SlotId[]; readonly tokens?: string }
  | { readonly tokens: string }
  | { readonly systemRoots: string }
  | { readonly unchecked: string };

export interface ConnectionEnd {
  readonly component: ComponentId;
  /** Set when this end is there only under a condition. */
  readonly when?: readonly Condition[];
  readonly presents: Presents;
  readonly checks: Checks;
  /**
   * As a client, the right that it needs at the server: a role of RBAC, or `node`, which the Node authorizer gives to the
   * user `system:node:NAME` in the group `system:nodes`.
   */
  readonly needs?: string;
  /** As a client, the setting of its own that says whom it dials: URLs, separated by commas, with or without `NAME=`. */
  readonly dialsBy?: string;
  /** As a client, the setting of its own without which it never dials. */
  readonly onlyWith?: string;
  /** As a client of nodes, the setting of its own that says which kind of address it dials first; `Hostname` without it. */
  readonly addressTypesBy?: string;
}

export interface ServerEnd extends ConnectionEnd {
  /** TCP port by default, or undefined where it is no TCP or no fixed port. */
  readonly port: number | undefined;
}

/** Who dials whom, under which name, what each side presents and checks (facts part 2). */
export interface Connection {
  readonly title: string;
  readonly when?: readonly Condition[];
  /** Releases that make it by default; all when absent. */
  readonly versions?: readonly VersionRange[];
  /** Each of the clients dials each of the servers. */
  readonly clients: readonly ConnectionEnd[];
  readonly servers: readonly ServerEnd[];
  /** The names and addresses dialled; the server's certificate must carry them. */
  readonly dials: readonly NameSource[];
  /** Set when a client dials the server of its own host alone, or those of the others. */
  readonly between?: "same-host" | "other-hosts";
  /** What happens when a side's trust or identity is missing. */
  readonly without: string;
  readonly source: Source;
}

// ---------------------------------------------------------------------------------------------- files, settings

/**
 * A file as a role: what it is for, whatever its path. A layout gives each role its path.
 * `config/...` are configuration files that kubepki writes itself.
 */
export type FileRole =
  | `trust/${FileSlotId}`
  | `signer-cert/${SignerId}`
  | `signer-key/${SignerId}`
  | `cert/${CredentialId}`
  | `key/${CredentialId}`
  | `public-key/sa`
  | `kubeconfig/${CredentialId}`
  | `config/${ConfigId}`;

/** A configuration file of a component. */
export type ConfigId = "kubelet" | "kube-proxy" | "egress-selector";

/** The head of a configuration file; its fields are settings. */
export interface ConfigFile {
  readonly apiVersion: string;
  readonly kind: string;
  readonly component: ComponentId;
  readonly scope: Scope;
  readonly when?: readonly Condition[];
}

/** An issuer that a component uses while it runs: the controller-manager's CSR signers. */
export type SignerId =
  | "cluster-signing"
  | "kube-apiserver-client"
  | "kube-apiserver-client-kubelet"
  | "kubelet-serving"
  | "legacy-unknown";

export interface OnlineSigner {
  readonly holder: ComponentId;
  readonly scope: Scope;
  readonly when?: readonly Condition[];
  /** Every certificate it signs serves one of these; their issuer has to be one and the same. */
  readonly issues: readonly Purpose[];
  readonly why: string;
  readonly source: Source;
}

/** What a flag or field is set to. */
export type SettingValue =
  | { readonly file: FileRole }
  | { readonly text: Template }
  | { readonly flag: boolean }
  | { readonly number: number }
  | { readonly list: readonly Template[] };

/** A flag or configuration field of a component that shapes its trust. */
export interface Setting {
  readonly component: ComponentId;
  /** A command-line flag without the dashes, or the path of a field in a configuration file. */
  readonly flag?: string;
  readonly field?: { readonly config: ConfigId; readonly path: string };
  /** The flag that sets the same as the field, and wins over it. */
  readonly overriddenBy?: string;
  readonly value: SettingValue;
  readonly when?: readonly Condition[];
  /** Set when only nodes with this operating system have it. */
  readonly os?: "windows";
  readonly versions?: readonly VersionRange[];
  /** How a running component takes a change of the file: its own words. */
  readonly reload?: string;
  /** Set when a running process never takes a change of the file. */
  readonly restart?: true;
  readonly why: string;
  readonly without: string;
  readonly source: Source;
}

// ------------------------------------------------------------------------------------------------------ layouts

export type LayoutId = (typeof LAYOUT_IDS)[number];

/** Paths may use the layout's roots (`{pki}`) and the other placeholders. */
export interface CredentialPlace {
  readonly certificate: Template;
  readonly key: Template;
  readonly kubeconfig?: Template;
}

/** A credential that a layout's consumer makes by itself, or has no use for. */
export interface NotInLayout {
  readonly none: string;
}

/**
 * Where a file with authorities is. `path` is shared with every other role of the same path as long as all of them hold
 * the same authorities; when a topology makes them differ, each goes to its own `apart`.
 */
export interface TrustPlace {
  readonly path: Template;
  readonly apart: Template;
}

export interface SignerPlace {
  readonly certificate: TrustPlace;
  readonly key: TrustPlace;
}

/** What a layout's consumer wants otherwise than the catalogue says of a credential. */
export interface CredentialVariation {
  readonly commonName?: Template;
  readonly groups?: readonly Group[];
  /** Names beside the catalogue's. */
  readonly moreNames?: readonly NameSource[];
  readonly kubeconfig?: NonNullable<Credential["kubeconfig"]>;
}

/** The one form in which a consumer writes the kubeconfigs on its hosts, whatever a specification asks for. */
export interface HostKubeconfigs {
  readonly form: "reference";
  readonly cluster: string;
  readonly user: string;
  readonly context: string;
  /** Where it lets clients on a host reach the API. */
  readonly server: Template;
}

/** A folder of authorities by themselves, which the consumer's own command takes over. */
export interface AuthorityFolder {
  /** The unit that it is. */
  readonly unit: string;
  readonly authorities: readonly { readonly issues: Purpose; readonly certificate: Template; readonly key: Template }[];
  readonly serviceAccountKey: Template;
  readonly why: string;
  readonly source: Source;
}

/** How a component's flags are written. */
export type SettingsForm =
  | { readonly kind: "static-pod"; readonly path: Template; readonly image: string }
  | { readonly kind: "systemd-unit"; readonly path: Template; readonly binary: string; readonly after?: string }
  | {
      readonly kind: "environment-file";
      readonly path: Template;
      readonly variable: string;
      /** Flags that the package's own unit gives already. */
      readonly given: readonly string[];
    };

/** Where one consumer wants every file, in which form. */
export interface Layout {
  readonly title: string;
  readonly why: string;
  /** Named folders that a specification may move (`directories`): kubeadm's `certificatesDir` is `pki`. */
  readonly roots: Readonly<Record<string, string>>;
  /** Where folders of a Windows node are when it is not the same path below C:. */
  readonly windows: Readonly<Record<string, string>> | NotInLayout;
  /** Which hosts run a kubelet: all with a control plane or pods, or workers only. */
  readonly kubelets: "control-planes-and-workers" | "workers";
  /** kube-proxy's identity where a specification does not choose: as a service of the host, or as a pod with a token. */
  readonly kubeProxy: "certificate" | "token";
  /** The program that runs everything where one does, and brings credentials of its own: k3s, RKE2. */
  readonly program?: string;
  /** Topologies that its consumer can work with, the first where a specification does not choose; all when absent. */
  readonly topologies?: readonly TopologyId[];
  /** Why its consumer needs every authority's key on the control planes, when it does. */
  readonly needsAuthorityKeys?: string;
  readonly trust: Readonly<Record<FileSlotId, TrustPlace | NotInLayout>>;
  readonly signers: Readonly<Record<SignerId, SignerPlace | NotInLayout>>;
  readonly credentials: Readonly<Record<CredentialId, CredentialPlace | NotInLayout>>;
  readonly variations?: Readonly<Partial<Record<CredentialId, CredentialVariation>>>;
  readonly kubeconfigs?: HostKubeconfigs;
  readonly authorityFolder?: AuthorityFolder;
  /** How far a certificate's file goes when an authority stands between it and a root: TLS wants all but the root. */
  readonly chain: "below-root" | "with-root";
  /** `public-key/sa`. */
  readonly serviceAccountPublicKey: Template;
  /** Set where the consumer keeps the private key there too, and takes the public one from it. */
  readonly serviceAccountPublicKeyHolds?: "private-key";
  readonly configs: Readonly<Record<ConfigId, Template | NotInLayout>>;
  readonly settings: Readonly<Partial<Record<ComponentId, SettingsForm>>>;
  /** Where flag files go when plain flags are asked for. */
  readonly flagFile: Template | NotInLayout;
  /** Keys of authorities that the layout's own tools expect beside a trust file. */
  readonly authorityKeys: readonly {
    readonly slot: FileSlotId;
    readonly path: Template;
    readonly scope: Scope;
    readonly when?: readonly Condition[];
  }[];
  /**
   * Set in a layout whose control planes `kubeadm join` can bring in: the files, below a folder, that all of them need the
   * same of and that it fetches from the Secret kubeadm-certs.
   */
  readonly uploads?: { readonly folder: Template; readonly files: readonly string[] };
  /** The consumer's own command that issues a credential again with a new key, names and groups as they were. */
  readonly renewal?: {
    /** The credential's id comes behind it. */
    readonly command: string;
    readonly credentials: readonly CredentialId[];
    readonly restart: string;
    readonly source: Source;
  };
  readonly keyEncoding: "pkcs8" | "traditional";
  /** Permission bits by kind of file. */
  readonly modes: {
    readonly key: number;
    readonly certificate: number;
    readonly publicKey: number;
    readonly kubeconfig: number;
    readonly settings: number;
    readonly config: number;
  };
  readonly owner: string;
  readonly source: Source;
}
