// `kubepki status` as a process: exit codes, 80 columns, the document by its schema, the file of metrics.
import { spawn } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { CHECKOUT, clusterShell, shell } from "./command.ts";

const schema = JSON.parse(readFileSync(join(CHECKOUT, "schema", "status.v1.json"), "utf8")) as object;
const valid = new Ajv2020({ strict: true, allErrors: true, validateFormats: false }).compile(schema);

describe("kubepki status", () => {
  test("is 0, and 1 when something ends within the time that is asked for", () => {
    const here = clusterShell("applied");
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
    const here = clusterShell("applied");
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
    const here = clusterShell("applied");
    writeFileSync(here.path("kubepki.prom"), "old\n");
    const { status, stdout } = here.kubepki("status", "--output", "prometheus", "--file", "kubepki.prom");
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
    expect(here.read("kubepki.prom")).toMatch(/^# HELP x509_cert_not_before /);
    expect(readdirSync(here.folder).sort()).toEqual(["cluster.yaml", "kubepki.prom", "pki"]);
    expect(here.kubepki("status", "--file", "no/such/folder/x.prom")).toMatchObject({ status: 4 });
  });

  test("counts what servers show, and says which has not loaded its file", async () => {
    const here = clusterShell("applied");
    const openssl = (...args: string[]) => {
      const { status, stderr } = here.run("openssl", args);
      if (status !== 0) throw new Error(stderr);
    };
    const old = ["-keyout", "old.key", "-out", "old.crt", "-subj", "/CN=before", "-days", "3"];
    openssl("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-addext", "basicConstraints=CA:FALSE", ...old);
    const args = ["s_server", "-accept", "127.0.0.1:0", "-cert", "old.crt", "-key", "old.key", "-naccept", "99"];
    const server = spawn("openssl", args, { cwd: here.folder, stdio: ["pipe", "pipe", "ignore"] });
    try {
      const port = await new Promise<string>((resolve) => {
        server.stdout.on("data", (text) => {
          const [, found] = /ACCEPT 127\.0\.0\.1:(\d+)/.exec(String(text)) ?? [];
          if (found !== undefined) resolve(found);
        });
      });
      const live = ["--connect", "--connect-to", `:2379:127.0.0.1:${port}`, "--connect-to", "::127.0.0.1:1"];
      const { stdout, status, stderr } = here.kubepki("status", "--within", "30d", ...live);
      expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
      expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
      expect(stdout).toMatch(/ {4}2d #{8} shown by etcd +cp-1 +itself\n/);
      expect(stdout.replace(/\s+/g, " ")).toContain(`a certificate of none of its files`);
      const json = here.kubepki("status", "--output", "json", ...live).stdout;
      const document = JSON.parse(json) as { certificates: unknown[]; servers: unknown[] };
      expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
      expect(document.certificates[0]).toMatchObject({
        subject: "CN = before",
        connections: expect.arrayContaining(["E10"]) as unknown,
        places: [{ served: { component: "etcd", position: 1 } }],
      });
      const metrics = here.kubepki("status", "--output", "prometheus", ...live).stdout;
      expect(metrics).toMatch(/^kubepki_server_not_loaded\{host="cp-1",component="etcd",served_by="[\d.]+:2379"\} 1$/m);
      // A server alone, without any file.
      const alone = here.kubepki("status", "--connect", "--endpoint", `127.0.0.1:${port}`).stdout;
      expect(alone).toMatch(/ {4}2d #{8} before +- +itself\n/);
    } finally {
      server.kill();
    }
    expect(here.kubepki("status", "--connect", "--endpoint", "127.0.0.1:1")).toMatchObject({
      status: 4,
      stderr: expect.stringContaining("127.0.0.1:1 showed no certificate: nobody listens there") as unknown,
    });
    expect(here.kubepki("status", "--connect", "--at", "2030-01-01")).toMatchObject({ status: 2 });
    expect(here.kubepki("status", "--endpoint", "127.0.0.1:1")).toMatchObject({ status: 2 });
  });

  test("says what it looked at when there is no certificate", () => {
    const here = shell();
    here.write("notes.txt", "nothing\n");
    const { status, stderr } = here.kubepki("status", ".");
    expect(status).toBe(2);
    expect(stderr).toContain("no certificate in .");
  });
});
