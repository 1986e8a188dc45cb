/** Whatever comes in: an answer, never an exception; and no answer without a place. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSpec } from "../../../src/spec/parse-spec.ts";

function judge(text: string): void {
  const { spec, issues } = parseSpec([{ file: "f", text }], { hostname: "h", address: "10.0.0.1" });
  const errors = issues.filter(({ severity }) => severity === "error");
  expect(spec === undefined).toBe(errors.length > 0);
  for (const { position, message } of issues) {
    expect(position?.line).toBeGreaterThan(0);
    expect(position?.column).toBeGreaterThan(0);
    expect(message).toMatch(/[^.]$/);
  }
}

const examples = readdirSync("examples").map((file) => readFileSync(`examples/${file}`, "utf8"));

test("an example with a piece cut out, doubled or replaced", () => {
  const piece = fc.oneof(
    fc.string(),
    fc.constantFrom("[", "{", "- ", ": ", "\t", "&a ", "*a ", "!!x ", "---\n", "null", "1e9", '"', "#", "<<: "),
  );
  fc.assert(
    fc.property(fc.constantFrom(...examples), fc.nat(), fc.nat(40), piece, (text, at, length, put) => {
      const from = at % text.length;
      judge(text.slice(0, from) + put + text.slice(from + length));
    }),
    { numRuns: 1500 },
  );
});

test("any values in any fields", () => {
  const key = fc.constantFrom(
    ..."name kubernetesVersion layout endpoint apiServer network hosts etcd authorities keys lifetimes users extras services identities serviceAccounts directories fileNames extraArgs roles addresses names topology ca overrides kind groups lifetime bindPort namespace networking serviceSubnet local external controlPlane nodeRegistration kubeletExtraArgs featureGates __proto__ constructor".split(
      " ",
    ),
  );
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.string(),
      fc.integer(),
      fc.double(),
      fc.boolean(),
      fc.constant(null),
      tie("list"),
      tie("mapping"),
    ),
    list: fc.array(tie("value"), { maxLength: 4 }),
    mapping: fc.dictionary(key, tie("value"), { maxKeys: 4 }),
  }));
  const head = fc.constantFrom(
    { apiVersion: "kubepki/v1", kind: "Cluster" },
    { apiVersion: "kubeadm.k8s.io/v1beta4", kind: "ClusterConfiguration" },
    { apiVersion: "kubeadm.k8s.io/v1beta3", kind: "InitConfiguration" },
  );
  fc.assert(
    fc.property(head, fc.dictionary(key, value, { maxKeys: 8 }), (start, fields) => {
      judge(JSON.stringify({ ...fields, ...start }));
    }),
    { numRuns: 2000 },
  );
});

test("any text", () => {
  fc.assert(fc.property(fc.string({ maxLength: 200 }), judge), { numRuns: 500 });
});
