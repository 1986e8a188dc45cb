// `kubepki mutate` as a process: labels by the schema, modes kept, the tree itself untouched.
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { CHECKOUT, shell } from "./command.ts";

const schema = JSON.parse(readFileSync(join(CHECKOUT, "schema", "mutate.v1.json"), "utf8")) as object;
const valid = new Ajv2020({ strict: true, allErrors: true, validateFormats: false }).compile(schema);

const SPEC = `apiVersion: kubepki/v1
kind: Cluster
name: demo
hosts: [{ name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }]
`;

test("makes labelled copies, and refuses to write into the tree", () => {
  const here = shell();
  here.write("cluster.yaml", SPEC);
  expect(here.kubepki("apply", "--yes").status).toBe(0);
  const args = ["mutate", "pki", "-o", "faulty", "--rule", "private-key-readable", "--count", "2"];
  const made = here.kubepki(...args, "--output", "json");
  expect(made).toMatchObject({ status: 0, stderr: "" });
  const document = JSON.parse(made.stdout) as { faults: { folder: string; file: string }[] };
  expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
  expect(document.faults).toHaveLength(2);
  for (const { folder, file } of document.faults) {
    expect(statSync(join(here.folder, "faulty", folder, file)).mode & 0o777).toBe(0o644);
    expect(statSync(join(here.folder, "pki", file)).mode & 0o777).toBe(0o600);
    expect(statSync(join(here.folder, "faulty", folder, "hosts/cp-1/etc/kubernetes/admin.conf")).mode & 0o777).toBe(
      0o600,
    );
  }
  expect(here.kubepki(...args).status).toBe(3);
  expect(here.kubepki("mutate", "pki", "-o", "pki/faulty").status).toBe(3);
  expect(here.kubepki("mutate", "pki", "-o", "other", "--rule", "no-such-rule").status).toBe(2);
});
