/**
 * What is there, whoever made it: hosts, their files, what is in them, what each is for, and what each component is told.
 * Read from bytes alone (`readActual`); every statement has the place that it was found at.
 */
import type {
  AuthorityId,
  ComponentId,
  DocumentId,
  FileRole,
  FileSlotId,
  LayoutId,
  Setting,
} from "../catalog/types.ts";
import type { Certificate } from "../x509/certificate.ts";
import type { PrivateKey } from "../x509/private-key.ts";
import type { RevocationList } from "../x509/revocation-list.ts";
import type { SecretText } from "../x509/secret-text.ts";
import type { CertificateSigningRequest } from "../x509/signing-request.ts";

/** Where something stands, for a person to find it. */
export interface Place {
  /** As the user would name it: the given path and the rest; inside an archive `a.tar.gz!etc/kubernetes/admin.conf`. */
  readonly file: string;
  /** The host's name, where it is on one. */
  readonly host?: string;
  /** What in the file: `users[0].user.client-certificate-data`, `--etcd-cafile`, `block 2`. */
  readonly field?: string;
  /** From 1. */
  readonly line?: number;
}

/** Whatever could not be taken as it is: unreadable, too large, cut off, mislabelled, contradictory. Reading goes on. */
export interface Note {
  readonly code: NoteCode;
  readonly place: Place;
  /** A sentence without a full stop at its end. */
  readonly message: string;
  /** Of a missing file or a dangling link: what was looked for on the host. */
  readonly path?: string;
}

export type NoteCode =
  /** The system refused to open it, or reading broke off. */
  | "unreadable"
  /** More than is read of one file, one bundle or one archive. */
  | "too-large"
  /** More files or folders than are read. */
  | "too-many"
  /** A device, pipe or socket. */
  | "not-regular"
  /** A symbolic link to nothing that was read. */
  | "dangling-link"
  | "link-loop"
  /** An archive that is damaged or cut off. */
  | "damaged-archive"
  /** A PEM block that is cut off, or whose base64 is damaged. */
  | "damaged-pem"
  /** A PEM block whose label says something else than what is in it. */
  | "mislabelled"
  /** DER that does not parse. */
  | "damaged-der"
  /** A YAML or JSON document that does not parse, or bombs. */
  | "damaged-document"
  /** Encrypted, and the given passphrase opens it not, or opening it would take too long. */
  | "not-opened"
  /** A setting names a file that is not there. */
  | "missing-file"
  /** Setting, layout and content do not agree on what a file is for, or what it holds is not what it is for. */
  | "contradiction"
  /** Two settings of the same name with different values. */
  | "repeated-setting"
  /** No settings were read: what programs are told is taken from the files that are there for them. */
  | "supposed";

export interface Actual {
  readonly hosts: readonly ActualHost[];
  /** Files that are on no host: of users and services, objects for the API, authorities kept aside. */
  readonly loose: readonly ActualFile[];
  readonly notes: readonly Note[];
}

/** One machine. */
export interface ActualHost {
  /** Unique among the hosts: the node's name where a file says it, otherwise the folder's. */
  readonly name: string;
  /** The folder that was read, as the user would name it. */
  readonly root: string;
  /** What `root` is on the host: `/`, `/etc/kubernetes`; undefined for a flat folder, where files are found by name alone. */
  readonly mount: string | undefined;
  /** The layout that knows most of its files by their paths. */
  readonly layout?: LayoutId;
  /** DNS and node names that its files give it, each with the first place. */
  readonly names: readonly Said[];
  /** Addresses that its files give it, each with the first place. */
  readonly addresses: readonly Said[];
  readonly files: readonly ActualFile[];
  readonly components: readonly ActualComponent[];
  /** The file that a path on this host means, links followed. */
  fileAt(path: string): ActualFile | undefined;
}

/** A value with where it stands. */
export interface Said {
  readonly value: string;
  readonly place: Place;
}

export interface ActualFile {
  readonly place: Place;
  /** Absolute on its host; inside its folder for loose files and flat folders. */
  readonly path: string;
  /** Permission bits; undefined where they are not known. */
  readonly mode?: number;
  readonly owner?: FileOwner;
  /** Bytes. */
  readonly size: number;
  /** SHA-256 in hexadecimal; files of one digest share their contents. */
  readonly digest: string;
  /** Why nothing of it was read; there is a note too. */
  readonly unread?: NoteCode;
  /** Where a symbolic link points, as written. Everything else is of the file it leads to. */
  readonly link?: string;
  readonly contents: readonly Content[];
  /** The strongest first: by setting, by layout, by content. */
  readonly roles: readonly RoleClaim[];
}

export interface FileOwner {
  readonly uid: number;
  readonly gid: number;
  /** `root`, where the archive says it. */
  readonly user?: string;
  readonly group?: string;
}

/** What a file is for. `settings/…`: it tells a component its settings; `authority/…`: kept for itself. */
export type ActualRole =
  | FileRole
  | `settings/${ComponentId}`
  /** The key of what a trust file holds, kept beside it. */
  | `trust-key/${FileSlotId}`
  | `authority/${AuthorityId}`
  | `authority-key/${AuthorityId}`
  | `document/${DocumentId}`
  /** Kubernetes objects that are none of the catalogue's documents. */
  | "objects";

export interface RoleClaim {
  readonly role: ActualRole;
  /** Who reads it so, for a claim by a setting. */
  readonly component?: ComponentId;
  readonly by: "setting" | "layout" | "content";
  /** The setting, or the file itself. */
  readonly place: Place;
}

/** Where in its file a content stands; the file's own place is the rest. */
export interface Within {
  readonly field?: string;
  readonly line?: number;
}

/** One thing in a file. */
export type Content =
  | CertificateContent
  | KeyContent
  | { readonly kind: "public-key"; readonly within: Within; readonly publicKey: Uint8Array }
  | { readonly kind: "request"; readonly within: Within; readonly request: CertificateSigningRequest }
  | { readonly kind: "revocation-list"; readonly within: Within; readonly list: RevocationList }
  | Pkcs12Content
  | TokenContent
  | BootstrapTokenContent
  | KubeconfigContent
  | SettingsContent
  | ObjectContent
  /** Something that should be one of the others and does not parse. */
  | { readonly kind: "damaged"; readonly within: Within; readonly label: string; readonly reason: string };

export interface CertificateContent {
  readonly kind: "certificate";
  readonly within: Within;
  readonly certificate: Certificate;
}

export interface KeyContent {
  readonly kind: "private-key";
  readonly within: Within;
  /** Of its PEM block; undefined in containers of other forms. */
  readonly label?: string;
  /** Undefined when it is encrypted and was not opened. The secret half never shows itself. */
  readonly key: PrivateKey | undefined;
  /** Encrypted in the file: no component of Kubernetes reads it, whoever may open it. */
  readonly encrypted?: true;
}

export interface Pkcs12Content {
  readonly kind: "pkcs12";
  readonly within: Within;
  /** Its certificates and keys, when a passphrase opened it. */
  readonly holds?: readonly Content[];
}

/** A JSON Web Token, or a bootstrap token as a joining node has it; read without being believed. */
export interface TokenContent {
  readonly kind: "token";
  readonly within: Within;
  readonly token: SecretText;
}

/** A bootstrap token as the API server knows it: a Secret of its type (cluster-bootstrap token/api types.go). */
export interface BootstrapTokenContent {
  readonly kind: "bootstrap-token";
  readonly within: Within;
  /** The public half: six letters and digits. */
  readonly id: string;
  readonly secret: SecretText;
  /** It never ends when undefined. */
  readonly expiration: Date | undefined;
  /** Whether it may be used to sign in: usage-bootstrap-authentication. */
  readonly authenticates: boolean;
  /** auth-extra-groups. */
  readonly groups: readonly string[];
}

/** What a component is told, or what says so. */
export interface SettingsContent {
  readonly kind: "settings";
  readonly within: Within;
  readonly form:
    | "static-pod"
    | "systemd-unit"
    | "environment-file"
    | "flag-file"
    | "component-config"
    | "etcd-config"
    | "kubeadm-config"
    | "distribution-config"
    | "admission-config"
    | "egress-config";
  /** Whose; undefined where the file does not say it: a drop-in, an environment file. */
  readonly component: ComponentId | undefined;
  /** Of its image. */
  readonly version?: string;
  /** What it sets, in the file's order. */
  readonly told: readonly Told[];
  readonly unit?: UnitText;
  /** Where folders and files of the host are inside the pod, when elsewhere. */
  readonly mounts?: readonly { readonly inside: string; readonly onHost: string }[];
}

/** One setting as written, before it is known whether it holds. */
export interface Told {
  readonly name: string;
  readonly value: string;
  readonly from: "flag" | "field" | "variable";
  readonly within: Within;
}

/** What of a systemd unit or drop-in waits for the variables of other files. */
export interface UnitText {
  /** Words of each ExecStart, variables not yet filled in; an empty list takes back what stood before. */
  readonly commands: readonly { readonly words: readonly string[]; readonly within: Within }[];
  readonly environmentFiles: readonly string[];
}

/** A Kubernetes object, or a document that is none. */
export interface ObjectContent {
  readonly kind: "object";
  readonly within: Within;
  readonly apiVersion: string;
  readonly objectKind: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** Plain values as of JSON, without Secret data: that is among `holds`. */
  readonly value: unknown;
  /** Certificates, keys and the like that stand in its fields, with those. */
  readonly holds: readonly Content[];
}

export interface KubeconfigContent {
  readonly kind: "kubeconfig";
  readonly within: Within;
  readonly currentContext: string | undefined;
  readonly clusters: readonly KubeconfigCluster[];
  readonly users: readonly KubeconfigUser[];
  readonly contexts: readonly {
    readonly name: string;
    readonly cluster: string;
    readonly user: string;
    readonly within: Within;
  }[];
}

/** KubeconfigMaterial in a kubeconfig: in it, or in a file that it names (relative to its own folder). */
export type KubeconfigMaterial =
  | {
      readonly by: "value";
      readonly within: Within;
      readonly contents: readonly Content[];
      /** A file that is named beside the value, and passed over. */
      readonly passedOver?: string;
    }
  | { readonly by: "file"; readonly within: Within; readonly path: string };

export interface KubeconfigCluster {
  readonly name: string;
  readonly within: Within;
  readonly server: string | undefined;
  readonly serverName: string | undefined;
  readonly skipsVerification: boolean;
  /** The system's roots when undefined. */
  readonly authorities: KubeconfigMaterial | undefined;
}

export interface KubeconfigUser {
  readonly name: string;
  readonly within: Within;
  readonly certificate: KubeconfigMaterial | undefined;
  readonly key: KubeconfigMaterial | undefined;
  readonly token: KubeconfigMaterial | undefined;
  /** The command of an exec plug-in. */
  readonly exec: string | undefined;
}

/** A program as this host runs it. */
export interface ActualComponent {
  readonly component: ComponentId;
  /** What starts it. */
  readonly place: Place;
  /** Of its image, where that is known. */
  readonly version?: string;
  /** Set when the program of the host's layout starts it, and no file says how (`Layout.passes`). */
  readonly passed?: true;
  /** Set when nothing says that it runs but files that are there for it (`withSupposed`). */
  readonly supposed?: true;
  /** What holds: a flag over the field of a configuration file, the later over the earlier. */
  readonly settings: readonly ActualSetting[];
}

export interface ActualSetting {
  /** A flag without its dashes, or the path of a field: `authentication.x509.clientCAFile`. */
  readonly name: string;
  readonly value: string;
  readonly from: "flag" | "field" | "variable";
  readonly place: Place;
  /** The catalogue's entry, where it knows the setting. */
  readonly setting?: Setting;
  /** The file that it names, where that is there. */
  readonly file?: ActualFile;
}

/** A setting of a component by its name. */
export const settingOf = ({ settings }: ActualComponent, name: string): ActualSetting | undefined =>
  settings.find((one) => one.name === name);
