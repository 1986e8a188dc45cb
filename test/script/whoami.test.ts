// `kubepki whoami` and `verify --as` as processes: the document by its schema, exit codes, 80 columns, no secret shown.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect, test } from "vitest";
import { CHECKOUT, shell } from "./command.ts";

const schema = JSON.parse(readFileSync(join(CHECKOUT, "schema", "whoami.v1.json"), "utf8")) as object;
const valid = new Ajv2020({ strict: true, allErrors: true, validateFormats: false }).compile(schema);

const SPEC = `apiVersion: kubepki/v1
kind: Cluster
name: demo
bootstrap: on
hosts: [{ name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }]
`;
const ADMIN = "pki/hosts/cp-1/etc/kubernetes/admin.conf";

test("says who it is, to whom, and ends with 1 where that is nobody", () => {
  const here = shell();
  here.write("cluster.yaml", SPEC);
  expect(here.kubepki("apply", "--yes").status).toBe(0);

  const alone = here.kubepki("whoami", ADMIN);
  expect(alone).toMatchObject({ status: 0, stderr: "" });
  expect(alone.stdout).toContain("user    kubernetes-admin\n");
  expect(alone.stdout).toContain("Nothing was verified");

  const whole = here.kubepki("whoami", "--tree", "pki", ADMIN);
  expect(whole.status).toBe(0);
  expect(whole.stdout.split("\n").filter((line) => line.length > 80 && /\S \S/.test(line.trim()))).toEqual([]);
  const inVerify = here.kubepki("verify", "pki", "--as", ADMIN);
  expect(inVerify).toEqual(whole);
  expect(here.kubepki("verify", "--as", ADMIN, "--to", "etcd").status).toBe(1);

  for (const args of [["--tree", "pki", ADMIN], [ADMIN], ["--tree", "pki", "pki/cluster/bootstrap-token.yaml"]]) {
    const { stdout } = here.kubepki("whoami", "--output", "json", ...args);
    const document: unknown = JSON.parse(stdout);
    expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
  }
  const secret = here.read("pki/cluster/bootstrap-token.yaml");
  const half = /token-secret: "?([a-z0-9]{16})/.exec(secret)?.[1] ?? "none";
  const id = /token-id: "?([a-z0-9]{6})/.exec(secret)?.[1] ?? "none";
  for (const form of ["text", "json"]) {
    const args = ["whoami", "--output", form, "--tree", "pki", "-"] as const;
    const { status, stdout, stderr } = here.kubepki(...args, { input: `${id}.${half}\n` });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain(`system:bootstrap:${id}`);
    expect(stdout).not.toContain(half);
  }
});

test("wrong calls have helpful answers", () => {
  const here = shell();
  here.write("empty", "");
  const calls: [string[], string][] = [
    [["whoami", "nowhere"], "nowhere does not exist"],
    [["whoami", "empty"], "holds no certificate, token or kubeconfig"],
    [["whoami", "--to", "etcd", "empty"], "with --tree"],
    [["whoami", "--tree", "empty", "--to", "etdc", "empty"], "did you mean `etcd`?"],
    [["verify", "--to", "etcd"], "add --as FILE"],
    [["verify", "--as", "empty", "--connect"], "leave one of them out"],
    [["verify", "--connect", "--at", "2027-01-01"], "what runs, runs now"],
    [["verify", "--endpoint", "a:1"], "add --connect"],
    [["verify", "--connect", "--endpoint", "a"], "write HOST:PORT"],
    [["verify", "--connect", "--connect-to", "a"], "HOST1:PORT1:HOST2:PORT2"],
  ];
  for (const [args, said] of calls) {
    const { status, stdout, stderr } = here.kubepki(...args);
    expect({ args, status, stdout }).toEqual({ args, status: 2, stdout: "" });
    expect(stderr).toContain(said);
  }
});
