/** The shapes of the catalogue: authorities, what they issue for, and topologies. */
import type { Source } from "./ground.ts";

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
