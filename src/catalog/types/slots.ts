/** The shapes of the catalogue: trust slots. */
import type { Purpose } from "./authorities.ts";
import type { ComponentId } from "./components.ts";
import type { Condition, Scope, Source } from "./ground.ts";

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
  /**
   * Of an object in the cluster: which program writes it, from the file of which flag. Without the flag it writes what
   * stands in its own kubeconfig itself, and nothing of a file that is named there.
   */
  readonly publishedBy?: { readonly component: ComponentId; readonly flag: string };
  readonly reload: string;
  readonly why: string;
  readonly without: string;
  readonly source: Source;
}
