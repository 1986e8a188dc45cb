// Every mutation on right trees: its rule at its file, and nothing else.
import { beforeAll, describe, expect, it } from "vitest";
import { nodeKeyMaker } from "../../../src/adapters/keys/node-keys.ts";
import {
  auditTree,
  catalog,
  type FaultyTree,
  MUTATIONS,
  mutate,
  nodeSigner,
  RULES,
  type RuleId,
  readActual,
  type TreeEntry,
} from "../../../src/index.ts";
import { writtenTree } from "../inventory/written.ts";

const AT = new Date("2026-11-26");
const PORTS = { keyMaker: nodeKeyMaker, signerFor: nodeSigner };

const HOSTS = `keys: { authorities: ECDSA-P256, credentials: ECDSA-P256, serviceAccount: ECDSA-P256 }
extras: [metrics-scraper]
services: [{ name: hook, namespace: tools }, { name: metrics, kind: aggregated-apiserver, namespace: kube-system }]
endpoint: api.example.com
hosts:
  - { name: "cp-[1-2]", roles: [control-plane], addresses: "10.0.0.[11-12]" }
  - { name: node-1, addresses: 10.0.0.21 }
`;

const LAYOUTS = ["kubeadm", "hard-way"] as const;

const told = async (entries: readonly TreeEntry[]): Promise<string[]> => {
  const { findings } = auditTree({ actual: await readActual(entries, catalog), catalog, at: AT });
  return findings.map(({ rule, place: { host = "", file, field = "" } }) => `${rule} ${host} ${file} ${field}`);
};

describe.each(LAYOUTS)("a tree in the layout %s", (layout) => {
  let right: readonly string[];
  const faulty = new Map<string, FaultyTree>();

  beforeAll(async () => {
    const { entries } = await writtenTree(`layout: ${layout}\n${HOSTS}`);
    right = await told(entries);
    for await (const one of mutate({ entries, at: AT }, PORTS)) faulty.set(one.mutation, one);
  });

  it.each(Object.keys(MUTATIONS))("%s is found at its file, and nothing else", async (id) => {
    const one = faulty.get(id);
    if (one === undefined) return expect(ELSEWHERE[layout] ?? []).toContain(id);
    const found = (await told(one.entries)).filter((line) => !right.includes(line));
    expect(found.map((line) => line.split(" ").slice(0, 3).join(" "))).toEqual([
      `${one.rule} ${one.at.host ?? ""} ${one.at.file}`,
    ]);
  });
});

/** What these trees have nothing of to break: the hard way's units say no release. */
const ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  "hard-way": ["gate-withdrawn", "etcd-experimental-flag"],
};

/** Rules that no change of one right tree can raise, with the reason; their faulty trees are made in the named test. */
const BY_HAND: Partial<Record<RuleId, string>> = {
  "one-authority": "a topology that somebody chose, not a fault of one place: rules/trust.test.ts",
  "authority-in-two-clusters": "takes the trees of two clusters: rules/trust.test.ts",
  "published-authority-missing": "takes a rotation that is half done: rules/objects.test.ts",
  "connection-fails": "speaks where no other rule does: rules/last-resort.test.ts",
  "client-binding-unseen": "takes a client that is named as the hard way names it: the tutorial's tree",
  "front-proxy-not-believed": "takes authorities in each other's place: rules/foreign.test.ts",
  "token-keys-differ": "takes two hosts with keys of their own: rules/foreign.test.ts",
  "file-unreadable": "root, who writes the copies, can read everything: rules/last-resort.test.ts",
};

it("every rule has a mutation, or a fixture with the reason", () => {
  const mutated = new Set<string>(Object.values(MUTATIONS).map(({ rule }) => rule));
  expect(Object.keys(RULES).filter((id) => !mutated.has(id) && !(id in BY_HAND))).toEqual([]);
  expect(Object.keys(BY_HAND).filter((id) => mutated.has(id))).toEqual([]);
});

it("every mutation names a rule", () => {
  expect(Object.values(MUTATIONS).filter(({ rule }) => !(rule in RULES))).toEqual([]);
});
