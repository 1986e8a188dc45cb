// `kubepki status` as a process: exit codes, 80 columns, the document by its schema, the file of metrics.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { CHECKOUT, shell } from "./command.ts";

const schema = JSON.parse(readFileSync(join(CHECKOUT, "schema", "status.v1.json"), "utf8")) as object;
const valid = new Ajv2020({ strict: true, allErrors: true, validateFormats: false }).compile(schema);

const SPEC = `apiVersion: kubepki/v1
kind: Cluster
name: demo
hosts: [{ name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }]
`;

function cluster(): ReturnType<typeof shell> {
  const here = shell();
  writeFileSync(join(here.folder, "cluster.yaml"), SPEC);
  expect(here.kubepki("apply", "-f", "cluster.yaml", "--yes").status).toBe(0);
  return here;
}

describe("kubepki status", () => {
  test("is 0, and 1 when something ends within the time that is asked for", () => {
    const here = cluster();
    const { status, stdout, stderr } = here.kubepki("status");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(here.kubepki("status", "--within", "30d").status).toBe(0);
    expect(here.kubepki("status", "--within", "53w").status).toBe(1);
    expect(here.kubepki("status", "--at", "2090-01-01").status).toBe(0);
    expect(here.kubepki("status", "--within", "1h", "--at", "2090-01-01").status).toBe(1);
    expect(here.kubepki("status", "--within", "soon")).toMatchObject({ status: 2 });
  });

  test("prints a document by its schema, and the timeline with what is printed", () => {
    const here = cluster();
    const json = here.kubepki("status", "--output", "json", "--within", "400d");
    expect(json.status).toBe(1);
    const document = JSON.parse(json.stdout) as { summary: { within: number }; timeline: unknown[] };
    expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
    expect(document.summary.within).toBeGreaterThan(10);
    expect(document.timeline.length).toBeGreaterThan(0);
    const text = here.kubepki("status", "--timeline").stdout;
    expect(text).toContain("breaks: E10, API server to etcd");
    expect(text.replace(/\s+/g, " ")).toContain("kube-apiserver prints tls: failed to verify certificate: x509:");
  });

  test("writes metrics in one step, over older ones, and leaves nothing beside them", () => {
    const here = cluster();
    writeFileSync(here.path("kubepki.prom"), "old\n");
    const { status, stdout } = here.kubepki("status", "--output", "prometheus", "--file", "kubepki.prom");
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    expect(here.read("kubepki.prom")).toMatch(/^# HELP x509_cert_not_before /);
    expect(readdirSync(here.folder).sort()).toEqual(["cluster.yaml", "kubepki.prom", "pki"]);
    expect(here.kubepki("status", "--file", "no/such/folder/x.prom")).toMatchObject({ status: 4 });
  });

  test("says what it looked at when there is no certificate", () => {
    const here = shell();
    here.write("notes.txt", "nothing\n");
    const { status, stderr } = here.kubepki("status", ".");
    expect(status).toBe(2);
    expect(stderr).toContain("no certificate in .");
  });
});
