/** The shapes of the catalogue: programs and people. */
import type { Scope, Template, VersionRange } from "./ground.ts";

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
  /**
   * Releases that were built with a Go whose TLS prints other words: before 1.20, with two sentences for one fault, and
   * 1.20, before alerts became finer. All others print those of 1.21 and later.
   */
  readonly olderWords?: readonly { readonly versions: readonly VersionRange[]; readonly go: "1.19" | "1.20" }[];
  /** A folder that it keeps its data in. */
  readonly data?: Template;
  readonly why: string;
}
