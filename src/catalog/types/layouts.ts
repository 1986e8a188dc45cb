/** The shapes of the catalogue: layouts. */
import type { LAYOUT_IDS } from "../layouts/ids.ts";
import type { Purpose, TopologyId } from "./authorities.ts";
import type { ComponentId } from "./components.ts";
import type { Credential, CredentialId, Group } from "./credentials.ts";
import type { Condition, NameSource, Scope, Source, Template } from "./ground.ts";
import type { ConfigId, FileRole, SignerId } from "./settings.ts";
import type { FileSlotId } from "./slots.ts";

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

/** What a program tells a component that it runs itself: no file of the host says it. */
export interface Passed {
  readonly component: ComponentId;
  /** Files, one of which a host has where it runs. */
  readonly shownBy: readonly FileRole[];
  /** Settings, by flag or the path of a field, that name the file which the layout has for their role. */
  readonly files: readonly string[];
  /**
   * What else it is told, by flag or the path of a field. `{node}` is the host's name; other placeholders are settings of
   * the program's own configuration (`{service-cidr}`). One whose placeholder is not known is left out.
   */
  readonly texts: Readonly<Record<string, Template>>;
  /** Setting of the program's own configuration that adds flags and wins over these. */
  readonly more: string;
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
  /** What that program tells each component that it runs. */
  readonly passes?: readonly Passed[];
  /** Set where that program stands on the loopback address of each host for every API server. */
  readonly balances?: true;
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
