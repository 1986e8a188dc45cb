// `kubepki verify` as a process: exit codes, 80 columns, the document by its schema, helpful answers.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { CHECKOUT, clusterShell, shell } from "./command.ts";

const schema = JSON.parse(readFileSync(join(CHECKOUT, "schema", "verify.v1.json"), "utf8")) as object;
const valid = new Ajv2020({ strict: true, allErrors: true, validateFormats: false }).compile(schema);

describe("kubepki verify", () => {
  test("says 0 of a right tree, 1 of a broken one, and names who prints what", () => {
    const here = clusterShell("applied");
    expect(here.kubepki("verify").status).toBe(0);
    const pki = join(here.folder, "pki/hosts/cp-1/etc/kubernetes/pki");
    copyFileSync(join(pki, "etcd/ca.crt"), join(pki, "ca.crt"));
    const { status, stdout } = here.kubepki("verify", "pki");
    expect(status).toBe(1);
    expect(stdout).toContain("Fails: E9, API server to kubelets");
    expect(stdout).toContain("kubelet on cp-1 prints  remote error: tls: bad certificate");
    expect(stdout.split("\n").filter((line) => line.length > 80 && /\S \S/.test(line.trim()))).toEqual([]);
    const json = here.kubepki("verify", "pki", "--output", "json");
    expect(json.status).toBe(1);
    const document = JSON.parse(json.stdout) as { summary: { fails: number } };
    expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
    expect(document.summary.fails).toBeGreaterThan(0);
  });

  test("draws what was read: into a file that it never overwrites unasked, or behind its answer", () => {
    const here = clusterShell("applied");
    const pki = join(here.folder, "pki/hosts/cp-1/etc/kubernetes/pki");
    copyFileSync(join(pki, "ca.crt"), join(pki, "etcd/ca.crt"));
    expect(here.kubepki("verify", "--map", "map.svg").stderr).toContain("wrote map.svg");
    const svg = readFileSync(join(here.folder, "map.svg"), "utf8");
    expect(svg).toMatch(/^<svg /);
    expect(svg).toContain("E10 kube-apiserver to etcd: fails");
    const again = here.kubepki("verify", "--map", "map.svg");
    expect([again.status, again.stderr]).toEqual([3, expect.stringContaining("map.svg exists already")]);
    expect(again.stdout).toBe("");
    expect(here.kubepki("verify", "--map", "map.svg", "--force").status).toBe(1);
    const { status, stdout } = here.kubepki("verify", "--map", "-");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^ +<- E10 kube-apiserver/m);
    expect(stdout).toMatch(/^ +× fails$/m);
    const both = here.kubepki("verify", "--map", "-", "--output", "json");
    expect([both.status, both.stdout]).toEqual([2, expect.not.stringContaining("Verification")]);
    here.kubepki("verify", "--map", "map.dot", "--output", "json");
    expect(readFileSync(join(here.folder, "map.dot"), "utf8")).toMatch(/^digraph /);
  });

  test("takes another time, and one component", () => {
    const here = clusterShell("applied");
    const { status, stdout } = here.kubepki("verify", "--at", "2099-01-01", "--component", "etcd");
    expect(status).toBe(1);
    expect(stdout.replace(/\s+/g, " ")).toContain("x509: certificate has expired or is not yet valid");
    expect(stdout).not.toMatch(/^ {2}E2 /m);
  });

  test("has a helpful answer for what is empty, not there, or something else", () => {
    const here = shell();
    mkdirSync(join(here.folder, "empty"));
    mkdirSync(join(here.folder, "other"));
    writeFileSync(join(here.folder, "other", "notes.txt"), "nothing of interest\n");
    for (const path of ["empty", "other", "nowhere"]) {
      const { status, stderr } = here.kubepki("verify", path);
      expect(status).toBe(2);
      expect(stderr).toContain(`nothing to verify in ${path}`);
      expect(stderr).toContain("remedy: give a whole host");
    }
  });

  test("of a half readable tree it says what it can, and what is missing", () => {
    const here = clusterShell("applied");
    const kubernetes = join(here.folder, "pki/hosts/cp-1/etc/kubernetes");
    writeFileSync(join(kubernetes, "scheduler.conf"), "}{");
    writeFileSync(join(kubernetes, "pki/apiserver.crt"), "-----BEGIN CERTIFICATE-----\nnonsense");
    const { status, stdout, stderr } = here.kubepki("verify");
    expect(status).toBe(0);
    expect(stdout).toContain("E10  API server to etcd");
    expect(stdout).toContain("unknown");
    expect(stderr).toContain("apiserver.crt");
  });
});
