import { readdirSync, readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { clusterJsonSchema, clusterJsonSchemaText } from "../../../src/spec/cluster/json-schema.ts";

test("schema/cluster.v1.json is not stale (update: vitest -u)", async () => {
  await expect(clusterJsonSchemaText()).toMatchFileSnapshot("../../../schema/cluster.v1.json");
});

const validate = new Ajv2020({ strict: false }).compile(clusterJsonSchema());

test.each(readdirSync("examples").filter((file) => !file.startsWith("kubeadm")))(
  "%s fits the published schema",
  (file) => {
    validate(parse(readFileSync(`examples/${file}`, "utf8")));
    expect(validate.errors).toBeNull();
  },
);

test("a typing error does not", () => {
  expect(validate({ apiVersion: "kubepki/v1", kind: "Cluster", hots: [], hosts: [] })).toBe(false);
});

/** Every field, at any depth, with its way there. */
function* fields(schema: unknown, path: string): Generator<[path: string, field: Record<string, unknown>]> {
  if (typeof schema !== "object" || schema === null) return;
  const node = schema as Record<string, unknown>;
  for (const [name, field] of Object.entries((node.properties ?? {}) as Record<string, Record<string, unknown>>)) {
    yield [`${path}.${name}`, field];
    yield* fields(field, `${path}.${name}`);
  }
  for (const branch of (node.anyOf ?? []) as unknown[]) yield* fields(branch, path);
  yield* fields(node.items, path);
  yield* fields(node.additionalProperties, path);
}

test("every field has a description", () => {
  const all = [...fields(clusterJsonSchema(), "")];
  expect(all.length).toBeGreaterThan(60);
  expect(all.filter(([, field]) => typeof field.description !== "string").map(([path]) => path)).toEqual([]);
});
