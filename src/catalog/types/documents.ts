/** The shapes of the catalogue: secrets that are made once, and the files outside hosts that hold them and the like. */
import type { CredentialId } from "./credentials.ts";
import type { Condition, Scope, Source, Template, VersionRange } from "./ground.ts";
import type { FileRole } from "./settings.ts";
import type { SlotId } from "./slots.ts";

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
