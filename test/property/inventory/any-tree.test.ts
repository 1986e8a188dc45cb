/** Whatever lies in a tree, under whatever name: a result with notes, never an exception. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { readActual, type TreeEntry } from "../../../src/index.ts";
import { entry, writtenTree } from "../../unit/inventory/written.ts";

const SPEC =
  "keys: ECDSA-P256\nhosts: [{ name: cp, roles: [control-plane, worker], addresses: 10.0.0.1 }]\nusers: [jane]\n";
const written = (
  await Promise.all(["kubeadm", "hard-way", "k3s"].map((layout) => writtenTree(`layout: ${layout}\n${SPEC}`)))
).flatMap(({ entries }) => entries);
const bytesOf = ({ content }: TreeEntry): Buffer => Buffer.from("bytes" in content ? content.bytes : []);

const path = fc.oneof(
  fc.constantFrom(...written.map((one) => one.path)),
  fc
    .array(fc.constantFrom("etc", "kubernetes", "pki", "..", "hosts", "a", "ca.crt", "c", "x.service.d", "cluster"), {
      minLength: 1,
    })
    .map((parts) => parts.join("/")),
  fc.string({ minLength: 1 }),
);

/** Bytes of a real file with some changed, cut, or doubled. */
const mutated = fc
  .tuple(
    fc.constantFrom(...written),
    fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 5 }),
    fc.nat(),
    fc.boolean(),
  )
  .map(([one, changes, cut, isCut]) => {
    const bytes = bytesOf(one);
    for (const [at, value] of changes) if (bytes.length > 0) bytes[at % bytes.length] = value;
    return isCut ? bytes.subarray(0, cut % (bytes.length + 1)) : bytes;
  });

const content = fc.oneof(
  { weight: 4, arbitrary: mutated.map((bytes) => ({ bytes })) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }).map((bytes) => ({ bytes })) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme" }).map((text) => ({ bytes: Buffer.from(text) })) },
  { weight: 1, arbitrary: path.map((link) => ({ link })) },
  { weight: 1, arbitrary: fc.constant({ problem: "unreadable", message: "it cannot be read" } as const) },
);

const tree = fc.array(
  fc.record({ input: fc.nat(2), path, content }).map((one): TreeEntry => ({ ...entry(one.path, ""), ...one })),
  { maxLength: 12 },
);

test("any tree is read", async () => {
  await fc.assert(
    fc.asyncProperty(tree, async (entries) => {
      const { hosts, loose, notes } = await readActual(entries);
      const files = hosts.flatMap((host) => host.files).length + loose.length;
      // Nothing is lost: each entry is a file, or there is a note about it.
      expect(files + notes.length).toBeGreaterThanOrEqual(new Set(entries).size);
    }),
    { numRuns: 300 },
  );
});

test("one changed file leaves the others as they are", async () => {
  const { entries } = await writtenTree(`layout: kubeadm\n${SPEC}`);
  const before = await readActual(entries);
  const digests = new Set([...before.hosts.flatMap(({ files }) => files), ...before.loose].map(({ digest }) => digest));
  await fc.assert(
    fc.asyncProperty(fc.nat(entries.length - 1), mutated, async (at, bytes) => {
      const changed = entries.map((one, i) => (i === at ? { ...one, content: { bytes } } : one));
      const after = await readActual(changed);
      const all = [...after.hosts.flatMap(({ files }) => files), ...after.loose];
      expect(all).toHaveLength(entries.length);
      expect(all.filter(({ digest }) => !digests.has(digest)).length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 100 },
  );
});
