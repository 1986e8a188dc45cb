/** Faults as data: each breaks one thing in a tree, and names the rule that has to find it. */
import type { FileOwner, Place } from "../../inventory/actual.ts";
import type { KeyAlgorithm } from "../../x509/algorithm.ts";
import type { Certificate } from "../../x509/certificate.ts";
import type { PrivateKey } from "../../x509/private-key.ts";
import type { Scene } from "../scene.ts";
import type { Retouch } from "./retouch.ts";

export interface Mutation {
  /** What is done, without the names of a case: "The API server's certificate is expired". */
  readonly title: string;
  /** The rule that finds it. */
  readonly rule: string;
  /** Undefined where the tree has nothing of the kind to break, or a key for it is missing. */
  readonly make: (scene: Scene, pick: Pick) => Mutant | undefined;
}

/** One of several; the first, or one by chance. Undefined for none. */
export type Pick = <T>(some: readonly T[]) => T | undefined;

export interface Mutant {
  /** Where the finding has to be. */
  readonly at: Place;
  /** What was changed, a sentence without a full stop. */
  readonly changed: string;
  readonly edits: readonly Edit[];
}

/** Files are named as in `Place`: as the user would name them. */
export type Edit =
  /** A new file, or an old one with other bytes: mode and owner stay when they are not said. */
  | { readonly do: "write"; readonly file: string; readonly bytes: string | Uint8Array; readonly mode?: number }
  /** The first place of a text in a file. */
  | { readonly do: "replace"; readonly file: string; readonly from: string | RegExp; readonly to: string }
  /** The whole text as a function of the old. */
  | { readonly do: "rewrite"; readonly file: string; readonly as: (text: string) => string }
  | { readonly do: "mode"; readonly file: string; readonly mode: number }
  | { readonly do: "owner"; readonly file: string; readonly owner: FileOwner }
  | { readonly do: "remove"; readonly file: string }
  | { readonly do: "link"; readonly file: string; readonly to: string }
  | { readonly do: "copy"; readonly file: string; readonly to: string; readonly mode?: number }
  /** The bytes of one file behind those of another. */
  | { readonly do: "append"; readonly file: string; readonly from: string }
  /** Another key of the same kind in a key's file. */
  | { readonly do: "new-key"; readonly file: string; readonly algorithm?: KeyAlgorithm }
  | Reissue;

/** The same certificate, otherwise: wherever it stands, in files, kubeconfigs and objects, or in one file alone. */
export interface Reissue {
  readonly do: "reissue";
  readonly certificate: Certificate;
  readonly changes: Retouch;
  /** Who signs: an authority with its key, itself, or a new one of the same name that nobody knows. */
  readonly by: { readonly authority: Certificate; readonly key: PrivateKey } | "itself" | "impostor";
  /** A new key of its own, which is put wherever the old one stands. The old one stays without. */
  readonly newKey?: KeyAlgorithm;
  /** Only here. */
  readonly file?: string;
  /** Into a new file of its own; the old one stays. */
  readonly to?: string;
}
