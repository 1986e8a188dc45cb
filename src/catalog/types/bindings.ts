/** The shapes of the catalogue: what RBAC gives to the names in certificates. */
import type { CredentialId } from "./credentials.ts";
import type { SecretId } from "./documents.ts";
import type { Condition, Source } from "./ground.ts";

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

/** What a role has to allow to be of any use to whoever needs it. */
export interface RoleRules {
  readonly rules: readonly Rule[];
  readonly why: string;
  readonly source: Source;
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
