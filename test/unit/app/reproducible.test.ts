import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  apply,
  deterministicSigner,
  type Entropy,
  type KeyMaker,
  memoryStore,
  nodeKeyMaker,
  parseSpec,
  plan,
  type Spec,
  seededKeyMaker,
} from "../../../src/index.ts";

/** Bytes that follow from a seed: SHA-256 of it and a counter. */
function seeded(seed: string): Entropy {
  let counter = 0;
  return {
    bytes(length) {
      const out = new Uint8Array(length);
      for (let at = 0; at < length; at += 32) {
        const block = createHash("sha256").update(`${seed} ${counter++}`).digest();
        out.set(block.subarray(0, Math.min(32, length - at)), at);
      }
      return out;
    },
  };
}

const SPEC = (fields: string): string => `apiVersion: kubepki/v1
kind: Cluster
name: demo
endpoint: api.example.com
users: [{ name: bob, groups: [dev] }]
extras: [konnectivity, metrics-scraper]
${fields}
hosts:
  - {name: "cp-[1-2]", roles: [control-plane], addresses: "10.0.0.[11-12]"}
  - {name: worker-1, addresses: [10.0.0.21]}
`;

function specOf(fields: string): Spec {
  const { spec, issues } = parseSpec([{ file: "c.yaml", text: SPEC(fields) }]);
  if (spec === undefined) throw new Error(JSON.stringify(issues));
  return spec;
}

const AT = new Date("2027-01-01T12:00:00Z");

interface Choice {
  readonly seed?: string;
  readonly at?: Date;
  readonly rsa?: KeyMaker;
}

async function treeOf(spec: Spec, { seed = "one", at = AT, rsa = nodeKeyMaker }: Choice = {}) {
  const files = memoryStore();
  const ports = {
    clock: { now: () => at },
    entropy: seeded(`${seed} serials`),
    keyMaker: seededKeyMaker(seeded(`${seed} keys`), rsa),
    signerFor: deterministicSigner,
    files,
  };
  await apply({ spec }, ports);
  return { files, ports };
}

const bytesOf = (files: ReturnType<typeof memoryStore>): Record<string, string> =>
  Object.fromEntries([...files.files()].map(([path, file]) => [path, Buffer.from(file.bytes).toString("latin1")]));

describe.each(["keys: ecdsa-p256", "keys: p384", "layout: hard-way\nkeys: ed25519", "authorities: five"])(
  "with %s",
  (fields) => {
    const spec = specOf(fields);

    test("the same seed and time give the same bytes in every file", async () => {
      const [one, again] = [bytesOf((await treeOf(spec)).files), bytesOf((await treeOf(spec)).files)];
      expect(Object.keys(one).length).toBeGreaterThan(60);
      expect(again).toEqual(one);
    });

    test("another seed gives other keys and certificates", async () => {
      const [one, other] = [await treeOf(spec), await treeOf(spec, { seed: "two" })].map(({ files }) => bytesOf(files));
      const secret = Object.keys(one ?? {}).filter((path) => /\.(crt|key|conf|kubeconfig)$/.test(path));
      const same = secret.filter((path) => one?.[path] === other?.[path]);
      // kube-proxy's configuration of kubeadm ends in .conf, too, and holds no key.
      expect(same.filter((path) => !path.endsWith("/config.conf"))).toEqual([]);
    });

    test("the time is the given one and no other", async () => {
      const later = new Date(AT.getTime() + 86_400_000);
      const { files, ports } = await treeOf(spec);
      const due = async (at: Date) =>
        (await plan({ spec }, { ...ports, clock: { now: () => at } })).steps.filter(({ action }) => action !== "keep");
      expect(await due(later)).toEqual([]);
      const actions = new Set((await due(new Date("2027-12-01T00:00:00Z"))).map(({ action }) => action));
      expect([...actions].sort()).toEqual(["renew", "update"]);
      const [one, other] = [bytesOf(files), bytesOf((await treeOf(spec, { at: later })).files)];
      const authorities = Object.keys(one).filter((path) => /^authorities\/.*\.crt$/.test(path));
      expect(authorities.length).toBeGreaterThan(2);
      for (const path of authorities) expect(other[path], path).not.toBe(one[path]);
      // Keys do not depend on the time.
      expect(one["authorities/sa.key"]).toContain("PRIVATE KEY");
      expect(other["authorities/sa.key"]).toBe(one["authorities/sa.key"]);
    });
  },
);
