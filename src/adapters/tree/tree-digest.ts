/** What was read of a tree as one number: paths, modes, owners, links, problems and every byte. */
import { createHash, type Hash } from "node:crypto";
import type { TreeEntry } from "../../inventory/entries.ts";
import type { TreeInput, TreeReader } from "../../ports.ts";

export interface DigestingReader extends TreeReader {
  /** SHA-256 of all that the last reading handed over, once it is at its end, and how many files that were. */
  digest(): { readonly tree: string; readonly files: number };
}

/** Reads as another does, and keeps count of what it hands over. */
export function digestingReader(reader: TreeReader): DigestingReader {
  let hash = createHash("sha256");
  let files = 0;
  return {
    async *read(inputs) {
      hash = createHash("sha256");
      files = 0;
      for await (const entry of reader.read(inputs)) {
        add(hash, entry);
        files++;
        yield entry;
      }
    },
    digest: () => ({ tree: hash.copy().digest("hex"), files }),
  };
}

/** The same without the reading's outcome. */
export async function treeDigest(reader: TreeReader, inputs: readonly TreeInput[]): Promise<string> {
  const digesting = digestingReader(reader);
  for await (const _ of digesting.read(inputs));
  return digesting.digest().tree;
}

/** What is of no fixed length has its length before it, so that no two trees are the same text. */
function add(hash: Hash, { input, path, shown, mode, owner, content }: TreeEntry): void {
  const bytes = "bytes" in content ? content.bytes : undefined;
  const rest = bytes === undefined ? content : bytes.length;
  hash.update(`${JSON.stringify([input, path, shown, mode, owner, rest])}\n`);
  if (bytes !== undefined) hash.update(bytes);
}
