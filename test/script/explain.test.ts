// `kubepki explain` as a process: a line, a log on standard input, words for 80 columns, documents by the schema.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { OTHERS, TOLD } from "../unit/audit/explain/texts.ts";
import { CHECKOUT, clusterShell, shell } from "./command.ts";

const schema = JSON.parse(readFileSync(join(CHECKOUT, "schema", "explain.v1.json"), "utf8")) as object;
const valid = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

describe("kubepki explain", () => {
  test("says of a line what happened, who refused whom, and each cause with a command", () => {
    const { status, stdout, stderr } = shell().kubepki(
      "explain",
      "Unable to connect to the server: x509: certificate is valid for cp-1, not api.example.com",
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("The server was asked for as api.example.com; its certificate is for cp-1.");
    expect(stdout).toContain("kubectl refused the certificate of kube-apiserver.");
    expect(stdout).toContain("1. dns-name-missing");
    expect(stdout).toContain("check    openssl s_client -connect HOST:PORT");
  });

  test("takes a line without quotes", () => {
    const { status, stdout } = shell().kubepki("explain", "remote", "error:", "tls:", "bad", "certificate");
    expect(status).toBe(0);
    expect(stdout).toContain("client-certificate-missing");
  });

  test("reads a log, counts what is said again, and fits 80 columns", () => {
    const log = `${[...TOLD, ...TOLD].map(([, text]) => text).join("\n")}\n${OTHERS.join("\n")}\n`;
    for (const flag of [[], ["--all"]]) {
      const { status, stdout } = shell().kubepki("explain", ...flag, { input: log });
      expect(status).toBe(0);
      expect(stdout).toMatch(/\b2 times, lines \d+ to \d+/);
      expect(stdout.split("\n").filter((line) => line.length > 80 && /\S \S/.test(line.trim()))).toEqual([]);
    }
  });

  test("with --output json by its schema, of everything", () => {
    const input = TOLD.map(([, text]) => text).join("\n");
    const { status, stdout } = shell().kubepki("explain", "--output", "json", { input });
    expect(status).toBe(0);
    const document = JSON.parse(stdout) as { matched: number };
    expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
    expect(document.matched).toBeGreaterThanOrEqual(TOLD.length);
  });

  test("ends with 1 when there is nothing about certificates", () => {
    const here = shell();
    const words = here.kubepki("explain", "connect: connection refused");
    expect(words).toEqual({
      status: 1,
      stdout: "Nothing about certificates, keys, tokens or TLS in 1 line.\n",
      stderr: "",
    });
    const { status, stdout } = here.kubepki("explain", "--output", "json", { input: OTHERS.join("\n") });
    expect(status).toBe(1);
    expect(valid(JSON.parse(stdout)), JSON.stringify(valid.errors)).toBe(true);
  });

  test("is not stopped by a line without an end, or by bytes that are no text", () => {
    const junk = Buffer.concat([Buffer.alloc(8 << 20, 0xff), Buffer.from("\nremote error: tls: bad certificate\n")]);
    const { status, stdout } = shell().kubepki("explain", "--output", "json", { input: junk });
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ lines: 2, matched: 1 });
  });

  test("with a tree, the cause that is true there, in words and as a document", () => {
    const here = clusterShell();
    expect(here.kubepki("apply", "--yes").status).toBe(0);
    const line = "kube-apiserver[8]: tls: failed to verify certificate: x509: certificate signed by unknown authority";
    const right = here.kubepki("explain", "--tree", "pki", line);
    expect(right.stdout.replace(/\s+/g, " ")).toContain("In the tree nothing gives this message");
    const file = "pki/hosts/cp-1/etc/kubernetes/pki/ca.crt";
    here.write(file, here.read("pki/authorities/etcd-ca.crt"));
    const { status, stdout } = here.kubepki("explain", "--tree", "pki", line);
    expect(status).toBe(0);
    expect(stdout).toContain("True here: unknown-authority");
    expect(stdout).toContain(`file     cp-1: ${file}`);
    expect(stdout.split("\n").filter((one) => one.length > 80)).toEqual([]);
    const json = here.kubepki("explain", "--tree", "pki", "--output", "json", line);
    const document = JSON.parse(json.stdout) as { explanations: { here?: { cause: string; value: string } }[] };
    expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
    expect(document.explanations[0]?.here).toMatchObject({ cause: "unknown-authority", value: "CN=etcd-ca" });
    expect(here.kubepki("explain", "--tree", "nowhere", line)).toMatchObject({ status: 2 });
  });
});
