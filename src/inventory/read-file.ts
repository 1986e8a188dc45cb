/** One entry of a walk as a file; equal bytes are looked into once. */
import { sha256 } from "../x509/digest.ts";
import type { ActualFile, Note, RoleClaim } from "./actual.ts";
import type { Finding } from "./contents/finding.ts";
import { NOTHING } from "./contents/finding.ts";
import type { Opener } from "./contents/opener.ts";
import { readContents } from "./contents/read-contents.ts";
import type { ReadEntry, TreeEntry } from "./entries.ts";
import type { Claimed } from "./roles/claim.ts";

/** Bytes of one file that are looked into: 10,000 certificates are about 15 MiB. */
const MOST_BYTES = 32 << 20;

export class FileReader {
  readonly #known = new Map<string, Finding>();
  readonly #opener: Opener | undefined;

  constructor(opener?: Opener) {
    this.#opener = opener;
  }

  /** What a file holds, in place of its bytes. Whatever goes wrong inside is a note of its own. */
  read({ content, ...entry }: TreeEntry): ReadEntry {
    if (!("bytes" in content)) return { ...entry, content };
    const { bytes } = content;
    const digest = sha256(bytes);
    let finding = this.#known.get(digest);
    if (finding === undefined) {
      finding = bytes.length > MOST_BYTES ? TOO_LARGE : readContents(bytes, this.#opener);
      this.#known.set(digest, finding);
    }
    return { ...entry, content: { finding, digest, size: bytes.length } };
  }

  /** `target` is what a link leads to. */
  file(
    entry: ReadEntry,
    path: string,
    host: string | undefined,
    target: ReadEntry,
    note: (note: Note) => void,
  ): Claimed | undefined {
    const place = { file: entry.shown, ...(host === undefined ? {} : { host }) };
    const claims: RoleClaim[] = [];
    const { mode, owner, content } = target;
    const common = {
      place,
      path,
      roles: claims,
      ...(mode === undefined ? {} : { mode }),
      ...(owner === undefined ? {} : { owner }),
      ...("link" in entry.content ? { link: entry.content.link } : {}),
    };
    if ("link" in content) return undefined;
    if ("problem" in content) {
      if (target === entry) note({ code: content.problem, place, message: content.message });
      const file: ActualFile = { ...common, size: 0, digest: "", unread: content.problem, contents: [] };
      return { file, claims };
    }
    const { finding, digest, size } = content;
    const { contents, notes } = finding;
    // A fault is said once, at the file that has it.
    if (target === entry)
      for (const { code, message, within } of notes) note({ code, message, place: { ...place, ...within } });
    const file = { ...common, size, digest, contents };
    return { file, claims };
  }
}

const TOO_LARGE: Finding = {
  ...NOTHING,
  notes: [{ code: "too-large", within: {}, message: `more than ${MOST_BYTES >> 20} MiB are not read` }],
};
