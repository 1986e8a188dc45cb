/** The shapes of the catalogue: files as roles, configuration files, online signers, and what components are set to. */
import type { Purpose } from "./authorities.ts";
import type { ComponentId } from "./components.ts";
import type { CredentialId } from "./credentials.ts";
import type { Condition, Scope, Source, Template, VersionRange } from "./ground.ts";
import type { FileSlotId } from "./slots.ts";

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

/** A flag or feature gate that a component of a later release does not start with. */
export interface Withdrawal {
  readonly component: ComponentId;
  /** What the flag's name begins with. */
  readonly flag?: string;
  readonly gate?: string;
  /** Of a gate, the value that is refused; any when absent. */
  readonly value?: string;
  /** The first release, of the component itself. */
  readonly from: string;
  /** What it prints and ends; `...` stands for the gate, or for the flag without its dashes. */
  readonly says: string;
  readonly why: string;
  readonly instead: string;
  readonly source: Source;
}
