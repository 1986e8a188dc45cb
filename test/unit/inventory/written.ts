// Trees as apply writes them, in memory, as entries of a walk.
import { seededKeyMaker } from "../../../src/adapters/keys/node-keys.ts";
import {
  apply,
  catalog,
  type Desired,
  memoryStore,
  nodeSigner,
  parseSpec,
  resolve,
  systemEntropy,
  type TreeEntry,
} from "../../../src/index.ts";

export interface WrittenTree {
  readonly desired: Desired;
  readonly entries: readonly TreeEntry[];
}

export async function writtenTree(text: string, at = "2026-11-25"): Promise<WrittenTree> {
  const { spec, issues } = parseSpec([
    { file: "cluster.yaml", text: `apiVersion: kubepki/v1\nkind: Cluster\n${text}` },
  ]);
  if (spec === undefined) throw new Error(JSON.stringify(issues));
  const files = memoryStore();
  await apply(
    { spec },
    {
      clock: { now: () => new Date(at) },
      entropy: systemEntropy(),
      keyMaker: seededKeyMaker(systemEntropy()),
      signerFor: nodeSigner,
      files,
    },
  );
  const entries = [...files.files()].map(([path, { bytes, mode }]) => entry(path, bytes, { mode }));
  return { desired: resolve(spec, catalog), entries };
}

export const entry = (path: string, bytes: Uint8Array | string, more: Partial<TreeEntry> = {}): TreeEntry => ({
  input: 0,
  path,
  shown: `out/${path}`,
  content: { bytes: Buffer.from(bytes) },
  ...more,
});
