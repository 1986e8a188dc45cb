/** What checks a document and what editors are given say the same: ajv judges by the published schema. */
import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { checkShape, type Fault } from "../../../src/spec/cluster/check-shape.ts";
import { clusterJsonSchema } from "../../../src/spec/cluster/json-schema.ts";
import { clusterSchema } from "../../../src/spec/cluster/schema.ts";

const validate = new Ajv2020({ strict: false }).compile(clusterJsonSchema());

const examples = readdirSync("examples")
  .filter((file) => !file.startsWith("kubeadm"))
  .map((file) => parse(readFileSync(`examples/${file}`, "utf8")) as object);

/** A document that has about everything. */
const FULL = {
  apiVersion: "kubepki/v1",
  kind: "Cluster",
  kubernetesVersion: 1.37,
  apiServer: { bindPort: 6443, names: ["a"] },
  hosts: [{ name: "cp-1", roles: ["control-plane"], addresses: "10.0.0.1", pkcs12: "modern" }],
  etcd: { kind: "stacked", serverNames: "x" },
  authorities: { topology: "three", roots: "each", "etcd-ca": { nameConstraints: { dns: "a.b" } } },
  keys: { authorities: "ECDSA-P256", overrides: { admin: "RSA-2048" } },
  lifetimes: { users: "1d", renewBefore: 0.2 },
  users: ["a", { name: "b", groups: "g", allowSystem: false }],
  services: [{ name: "a", namespace: "b" }],
  bootstrap: { certificates: true },
  extraArgs: { "kube-apiserver": { a: "b" }, kubelet: [{ name: "a", value: "" }] },
};

const value = fc.oneof(
  fc.constantFrom<unknown>(
    "",
    "a",
    "stacked",
    "etcd",
    [],
    [""],
    ["a"],
    [[]],
    {},
    { a: "b" },
    { name: "a" },
    6443,
    2 ** 60,
  ),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
);
const name = fc.constantFrom("name", "kind", "value", "topology", "namespace", "hots", "toString", "constructor");

/** One of the containers in a value, and one of its keys. */
function placeIn(document: unknown, pick: number): readonly [Record<string, unknown>, string] {
  const places: [Record<string, unknown>, string][] = [];
  const walk = (at: unknown): void => {
    if (typeof at !== "object" || at === null) return;
    for (const key of Object.keys(at)) {
      places.push([at as Record<string, unknown>, key]);
      walk((at as Record<string, unknown>)[key]);
    }
  };
  walk(document);
  return places[pick % places.length] as [Record<string, unknown>, string];
}

test("a document with values replaced, added and taken out", () => {
  const change = fc.record({ pick: fc.nat(), how: fc.constantFrom("replace", "add", "remove"), name, value });
  const verdicts = { sound: 0, faulty: 0 };
  fc.assert(
    fc.property(fc.constantFrom(FULL, ...examples), fc.array(change, { maxLength: 3 }), (example, changes) => {
      const document = structuredClone(example);
      for (const { pick, how, name, value } of changes) {
        const [at, key] = placeIn(document, pick);
        if (how === "remove" && !Array.isArray(at)) delete at[key];
        else at[how === "add" && !Array.isArray(at) ? name : key] = structuredClone(value);
      }
      const faults: Fault[] = [];
      const read = checkShape(document, clusterSchema, [], faults);
      expect(faults.length === 0, JSON.stringify(document)).toBe(validate(document));
      verdicts[faults.length === 0 ? "sound" : "faulty"]++;
      if (faults.length === 0) expect(read).toEqual(document);
    }),
    { numRuns: 1000 },
  );
  expect(verdicts.sound).toBeGreaterThan(100);
  expect(verdicts.faulty).toBeGreaterThan(100);
});
