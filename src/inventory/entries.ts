/** What a walk over files hands over: all that reading needs of the world. */
import type { FileOwner, NoteCode } from "./actual.ts";
import type { Finding } from "./contents/finding.ts";

/** One file or link, of one of the given folders and archives. */
export interface TreeEntry {
  /** Which of the given paths it is under, from 0: each is read by itself. */
  readonly input: number;
  /** Below that path, with `/`; its own name where a single file was given. */
  readonly path: string;
  /** As the user would name it. */
  readonly shown: string;
  readonly mode?: number;
  readonly owner?: FileOwner;
  readonly content:
    | { readonly bytes: Uint8Array }
    /** A symbolic link that is not followed yet, as written. */
    | { readonly link: string }
    | { readonly problem: NoteCode; readonly message: string };
}

/** An entry whose bytes were looked into and let go: a fleet's files are not in memory all at once. */
export interface ReadEntry extends Omit<TreeEntry, "content"> {
  readonly content:
    | { readonly finding: Finding; readonly digest: string; readonly size: number }
    | Exclude<TreeEntry["content"], { readonly bytes: Uint8Array }>;
}
