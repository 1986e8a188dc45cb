/** The shapes of the catalogue: certificates and key pairs. */
import type { ExtendedKeyUsage } from "../../x509/extensions.ts";
import type { Purpose } from "./authorities.ts";
import type { ComponentId } from "./components.ts";
import type { Condition, NameSource, Scope, Source, Template, VersionRange } from "./ground.ts";
import type { FileSlotId } from "./slots.ts";

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
