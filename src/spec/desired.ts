/**
 * What should exist: computed from a specification and the catalogue, unit by unit. A unit is one folder of the output
 * that is committed in one step: `authorities`, `hosts/cp-1`, `users/admin`, `services/metrics-server`.
 */
import type { AuthorityId, ComponentId, CredentialId, SecretId, SettingsForm } from "../catalog/types.ts";
import type { KeyAlgorithm } from "../x509/algorithm.ts";
import type { AlternativeNames, ExtendedKeyUsage, NameConstraints } from "../x509/extensions.ts";
import type { KeyEncoding } from "../x509/key-encoding.ts";
import type { Subject } from "../x509/name.ts";
import type { Pkcs12Encryption } from "../x509/pkcs12.ts";
import type { Spec, SuppliedAuthority } from "./spec.ts";

/** An authority to be made, or to be taken from outside. */
export interface DesiredAuthority {
  readonly id: AuthorityId;
  readonly subject: Subject;
  readonly algorithm: KeyAlgorithm;
  /** Seconds. */
  readonly lifetime: number;
  /** The root that signs it; undefined when it signs itself or comes from elsewhere. */
  readonly parent: AuthorityId | undefined;
  /** How many authorities may stand between it and a leaf. */
  readonly pathLength: number;
  readonly supplied: SuppliedAuthority | undefined;
  /** Names and networks outside which nothing that it vouches for is believed. */
  readonly nameConstraints: NameConstraints | undefined;
}

/** A key pair that several units share: the service-account keys. */
export interface DesiredSharedKey {
  readonly id: CredentialId;
  readonly algorithm: KeyAlgorithm;
}

/** One certificate with its key, in one unit. */
export interface DesiredCredential {
  readonly id: CredentialId;
  readonly issuer: AuthorityId;
  readonly subject: Subject;
  readonly names: AlternativeNames;
  readonly extendedKeyUsage: readonly ExtendedKeyUsage[];
  readonly algorithm: KeyAlgorithm;
  /** Seconds; cut to the issuer's end when it is made. */
  readonly lifetime: number;
  readonly keyEncoding: KeyEncoding;
  /** Whether its file goes on up to the root, or ends below it. */
  readonly withRoot: boolean;
  /** Where its certificate and key are kept: two files, or inside a kubeconfig. */
  readonly store: { readonly certificate: string; readonly key: string } | { readonly kubeconfig: string };
}

/** What a kubeconfig says beside its credential. */
export interface DesiredKubeconfig {
  readonly cluster: string;
  readonly user: string;
  readonly context: string;
  readonly server: string;
  readonly trust: DesiredTrust;
  /** Paths on the host when it refers to files in place of holding them. */
  readonly reference: { readonly certificate: string; readonly key: string; readonly trust: string } | undefined;
}

/** How the bytes of a file come about. Credentials are named by their place in the unit's list. */
export type FileContent =
  | { readonly kind: "certificate"; readonly credential: number }
  | { readonly kind: "key"; readonly credential: number }
  | { readonly kind: "kubeconfig"; readonly credential: number; readonly kubeconfig: DesiredKubeconfig }
  | DesiredTrust
  | { readonly kind: "authority-key"; readonly id: AuthorityId }
  | { readonly kind: "shared-key"; readonly id: CredentialId }
  | { readonly kind: "shared-public-key"; readonly id: CredentialId }
  | DesiredSettings
  | DesiredConfig
  | DesiredDocument
  | DesiredDerived;

/** What follows from other contents. */
export type DesiredDerived =
  | { readonly kind: "pins"; readonly trust: DesiredTrust }
  | { readonly kind: "secret"; readonly id: SecretId; readonly prefix: string }
  | { readonly kind: "expiration"; readonly id: SecretId }
  | { readonly kind: "signature"; readonly of: DesiredDocument; readonly id: SecretId; readonly keyId: string }
  | { readonly kind: "jwk"; readonly id: CredentialId }
  | { readonly kind: "token-algorithms"; readonly id: CredentialId }
  | { readonly kind: "sealed"; readonly content: FileContent; readonly name: string; readonly id: SecretId }
  | {
      readonly kind: "pkcs12";
      readonly credential: number;
      readonly trust: DesiredTrust;
      readonly name: string;
      readonly encryption: Pkcs12Encryption;
    };

/** A part of a document. `$`: known only when the content that it stands for is. */
export type DesiredValue =
  | string
  | number
  | boolean
  | readonly DesiredValue[]
  | { readonly $: FileContent; readonly base64?: true }
  | { readonly [field: string]: DesiredValue };

/** A file put together from values: YAML documents, JSON, lines of text, or one content as it is. */
export interface DesiredDocument {
  readonly kind: "document";
  readonly form: "objects" | "json" | "lines" | "file";
  readonly values: readonly DesiredValue[];
}

/** A random text that is made once and kept. */
export interface DesiredSecret {
  readonly id: SecretId;
  readonly form: "token" | "key";
  /** The file of its unit that it is read back from. */
  readonly path: string;
  /** Seconds; undefined for one that does not end. */
  readonly lifetime: number | undefined;
}

/** Certificates of authorities, one after the other. */
export interface DesiredTrust {
  readonly kind: "authorities";
  readonly ids: readonly AuthorityId[];
  /**
   * Whether what stands above a supplied authority in its own file is wanted too: before it where servers are verified by
   * name, for verifiers that want a root; behind it in a layout whose files are chains. Never where clients are let in by
   * their chain.
   */
  readonly above: "none" | "before" | "behind";
}

/** One flag of a component. */
export interface DesiredFlag {
  /** Without the dashes. */
  readonly name: string;
  readonly value: string;
  /** Set when the value is the path of a file of ours on the host. */
  readonly file: boolean;
}

/** A component's flags in the form that its layout wants: static pod, systemd unit, environment file, plain list. */
export interface DesiredSettings {
  readonly kind: "settings";
  readonly component: ComponentId;
  readonly form: SettingsForm | { readonly kind: "flag-file" };
  readonly flags: readonly DesiredFlag[];
  /** Tag of the component's image. */
  readonly imageTag: string;
  /** Address and path that the health probe asks. */
  readonly probe: DesiredProbe | undefined;
  readonly systemRoots: boolean;
  /** A folder for the component's data, read and written. */
  readonly dataFolder: string | undefined;
}

export interface DesiredProbe {
  readonly scheme: "HTTP" | "HTTPS";
  readonly host: string;
  readonly port: number;
  readonly livePath: string;
  readonly readyPath: string;
}

export type ConfigValue = string | number | boolean | readonly string[];

/** A configuration file: its head and its fields, a field by its path with dots. */
export interface DesiredConfig {
  readonly kind: "config";
  readonly apiVersion: string;
  readonly configKind: string;
  readonly fields: readonly (readonly [path: string, value: ConfigValue])[];
}

export interface DesiredFile {
  /** Path inside the unit, without a leading slash. */
  readonly path: string;
  readonly content: FileContent;
  readonly mode: number;
  readonly owner: string;
  /** What it is for, in a few words. */
  readonly role: string;
}

export interface DesiredUnit {
  readonly name: string;
  readonly credentials: readonly DesiredCredential[];
  readonly secrets: readonly DesiredSecret[];
  readonly files: readonly DesiredFile[];
}

/** The whole of it. Units are computed when asked for: a fleet's worth of them never has to be in memory at once. */
export interface Desired {
  readonly spec: Spec;
  readonly authorities: readonly DesiredAuthority[];
  readonly sharedKeys: readonly DesiredSharedKey[];
  readonly keyEncoding: KeyEncoding;
  /** Names of the units besides `authorities`, in the order in which they are made. */
  readonly units: readonly string[];
  unit(name: string): DesiredUnit;
}

/** The unit that holds authorities and shared keys. */
export const AUTHORITIES_UNIT = "authorities";
