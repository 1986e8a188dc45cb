// `kubepki blast` as a process: the document by its schema, 80 columns, no secret shown.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { CHECKOUT, shell } from "./command.ts";

const schema = JSON.parse(readFileSync(join(CHECKOUT, "schema", "blast.v1.json"), "utf8")) as object;
const valid = new Ajv2020({ strict: true, allErrors: true, validateFormats: false }).compile(schema);

const SPEC = `apiVersion: kubepki/v1
kind: Cluster
name: demo
bootstrap: on
keys: { authorities: ECDSA-P256, credentials: ECDSA-P256, serviceAccount: ECDSA-P256 }
hosts: [{ name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }]
`;
const HOST = "pki/hosts/cp-1/etc/kubernetes";

test("says what hangs on a file, in words and as a document, and no secret", () => {
  const here = shell();
  here.write("cluster.yaml", SPEC);
  expect(here.kubepki("apply", "--yes").status).toBe(0);
  const token = here.read("pki/cluster/bootstrap-token.yaml");
  const half = /token-secret: "?([a-z0-9]{16})/.exec(token)?.[1] ?? "none";
  for (const file of [
    `${HOST}/admin.conf`,
    `${HOST}/pki/ca.key`,
    `${HOST}/pki/sa.key`,
    "pki/cluster/bootstrap-token.yaml",
  ]) {
    for (const tree of [["--tree", "pki"], []]) {
      const text = here.kubepki("blast", ...tree, file);
      expect(text).toMatchObject({ status: 0, stderr: "" });
      expect(text.stdout.split("\n").filter((line) => line.length > 80 && /\S \S/.test(line.trim()))).toEqual([]);
      const { stdout } = here.kubepki("blast", "--output", "json", ...tree, file);
      expect(valid(JSON.parse(stdout)), JSON.stringify(valid.errors)).toBe(true);
      for (const said of [text.stdout, stdout]) expect(said).not.toMatch(new RegExp(`PRIVATE KEY|LS0tLS1|${half}`));
    }
  }
});

test("wrong calls have helpful answers", () => {
  const here = shell();
  here.write("empty", "");
  for (const [args, said] of [
    [["blast", "nowhere"], "nowhere does not exist"],
    [["blast", "empty"], "holds no key, certificate, kubeconfig or token"],
  ] as const) {
    const { status, stdout, stderr } = here.kubepki(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(said);
  }
});
