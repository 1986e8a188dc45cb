// `kubepki audit` as a process: exit codes, 80 columns, documents by their schemas, what is ignored, baselines.
import { chmodSync, cpSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { CHECKOUT, clusterShell, type Shell, shell } from "./command.ts";

const schema = JSON.parse(readFileSync(join(CHECKOUT, "schema", "audit.v1.json"), "utf8")) as object;
const valid = new Ajv2020({ strict: true, allErrors: true, validateFormats: false }).compile(schema);

const PKI = "pki/hosts/cp-1/etc/kubernetes/pki";
const FUTURE = "2028-06-01";

/** A cluster whose API server's key everybody can read; and all that `at` makes of it. */
function faulty(): Shell {
  const here = clusterShell("applied");
  chmodSync(here.path(PKI, "apiserver.key"), 0o644);
  return here;
}

interface Found {
  readonly summary: Readonly<Record<string, number>>;
  readonly findings: readonly { rule: string; place: { file: string }; breaks: unknown[] }[];
  readonly accepted: readonly { by: string; reason?: string }[];
  readonly ignores: { readonly expired: readonly unknown[]; readonly unused: readonly unknown[] };
  readonly mended: readonly string[];
}

function document(here: Shell, ...args: string[]): Found {
  const { stdout } = here.kubepki("audit", ...args, "--output", "json");
  const parsed: unknown = JSON.parse(stdout);
  expect(valid(parsed), JSON.stringify(valid.errors)).toBe(true);
  return parsed as Found;
}

describe("kubepki audit", () => {
  test("of a right tree is 0 and finds no error and no warning", () => {
    const here = clusterShell("applied");
    const { status, stdout, stderr } = here.kubepki("audit");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^At .*Z: /);
    expect(document(here).summary).toMatchObject({ error: 0, warning: 0, failing: 0, hosts: 3 });
    expect(here.kubepki("audit", "--fail-on", "warning").status).toBe(0);
  });

  test("is 1 from the severity of --fail-on on, and fits 80 columns", () => {
    const here = faulty();
    expect(here.kubepki("audit").status).toBe(0);
    expect(here.kubepki("audit", "--fail-on", "warning").status).toBe(1);
    const { status, stdout } = here.kubepki("audit", "--at", FUTURE);
    expect(status).toBe(1);
    expect(here.kubepki("audit", "--at", FUTURE, "--fail-on", "never").status).toBe(0);
    const long = stdout
      .split("\n")
      .filter((line) => line.length > 80 && line.includes(" ", 12) && !/^ {13}/.test(line));
    expect(long).toEqual([]);
    expect(stdout).toContain("ERROR certificate-expired: ");
    expect(stdout).toMatch(/Not After: .*\n +\^{24}\n/);
    expect(stdout).toMatch(/Because of this, \d+ connections fail:/);
    expect(stdout).toContain("The same on 2 more hosts: worker-1, worker-2");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are looked for
    expect(stdout).not.toMatch(/\x1b/);
  });

  test("prints a document by its schema: the finding with its file, and what breaks", () => {
    const here = faulty();
    expect(document(here).findings.filter(({ rule }) => rule === "private-key-readable")).toMatchObject([
      { place: { file: `${PKI}/apiserver.key` } },
    ]);
    const later = document(here, "--at", FUTURE, "--rule", "certificate-expired");
    expect(new Set(later.findings.map(({ rule }) => rule))).toEqual(new Set(["certificate-expired"]));
    expect(later.findings.some(({ breaks }) => breaks.length > 0)).toBe(true);
  });

  test("leaves out what is ignored: by a flag, by a file with reason and day, until that day", () => {
    const here = faulty();
    const warned = (...args: string[]): number | null => here.kubepki("audit", "--fail-on", "warning", ...args).status;
    expect(warned("--ignore", "private-key-readable")).toBe(0);
    expect(warned("--ignore", "private-key-readable:pki/apiserver.key")).toBe(0);
    expect(warned("--ignore", "private-key-readable:hosts/*/pki/*.key")).toBe(0);
    expect(warned("--ignore", "private-key-readable:server.key")).toBe(1);
    expect(here.kubepki("audit", "--ignore", "private-key-readible").stderr).toContain("`private-key-readable`");
    const config = (day: string): void =>
      here.write(
        "kubepki-audit.yaml",
        `apiVersion: kubepki/v1\nkind: AuditConfig\nignore:\n  - rule: private-key-readable\n    path: apiserver.key\n    reason: a test\n    expires: ${day}\n`,
      );
    config("2099-01-01");
    expect(warned("--config", "kubepki-audit.yaml")).toBe(0);
    expect(document(here, "--config", "kubepki-audit.yaml").accepted).toMatchObject([
      { by: "ignored", reason: "a test" },
    ]);
    config("2020-01-01");
    expect(warned("--config", "kubepki-audit.yaml")).toBe(1);
    expect(here.kubepki("audit", "--config", "kubepki-audit.yaml").stdout).toContain(
      "Ignored no more since 2020-01-01",
    );
    config("soon");
    const wrong = here.kubepki("audit", "--config", "kubepki-audit.yaml");
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain("kubepki-audit.yaml:7:14: error: ignore[0].expires: `soon` is no day");
  });

  test("counts only what a baseline does not have, and says what is mended", () => {
    const here = faulty();
    expect(here.kubepki("audit", "--fail-on", "warning", "--write-baseline", "known.json").status).toBe(0);
    expect(here.kubepki("audit", "--fail-on", "warning", "--baseline", "known.json").status).toBe(0);
    // However the tree is named, and wherever it lies.
    cpSync(here.path("pki"), here.path("elsewhere"), { recursive: true });
    for (const path of ["./pki/hosts", here.path("elsewhere")])
      expect(here.kubepki("audit", path, "--fail-on", "warning", "--baseline", "known.json").status, path).toBe(0);
    chmodSync(here.path(PKI, "ca.key"), 0o640);
    const now = document(here, "--baseline", "known.json");
    expect(now.findings.map(({ place }) => place.file)).toContain(`${PKI}/ca.key`);
    expect(now.accepted.some(({ by }) => by === "baseline")).toBe(true);
    chmodSync(here.path(PKI, "apiserver.key"), 0o600);
    expect(document(here, "--baseline", "known.json").mended.join()).toContain("apiserver.key");
    here.write("known.json", "{}");
    expect(here.kubepki("audit", "--baseline", "known.json")).toMatchObject({ status: 2 });
  });

  test("tells before an upgrade what the release does not start with", () => {
    const here = clusterShell("applied");
    const manifest = "pki/hosts/cp-1/etc/kubernetes/manifests/kube-apiserver.yaml";
    const text = readFileSync(here.path(manifest), "utf8");
    const older = text
      .replace(/(image: .*):v1\.\d+\.\d+/, "$1:v1.35.4")
      .replace("    - --", "    - --feature-gates=StructuredAuthenticationConfiguration=true\n    - --");
    here.write(manifest, older);
    const ask = (...more: string[]) => here.kubepki("audit", "--rule", "setting-withdrawn", ...more);
    expect(ask()).toMatchObject({ status: 0 });
    const { status, stdout } = ask("--upgrade-to", "v1.37.2");
    expect(status).toBe(1);
    expect(stdout).toContain("unrecognized feature gate");
    expect(ask("--upgrade-to", "next")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("`next` is no release of Kubernetes") as unknown,
    });
  });

  test("prints SARIF, JUnit and Markdown", () => {
    const here = faulty();
    const said = (output: string): string => here.kubepki("audit", "--fail-on", "warning", "--output", output).stdout;
    expect(JSON.parse(said("sarif"))).toMatchObject({
      version: "2.1.0",
      runs: [{ tool: { driver: { name: "kubepki" } } }],
    });
    expect(said("junit")).toMatch(/^<\?xml[\s\S]*<failure type="warning" /);
    expect(said("markdown")).toMatch(/^## kubepki audit: /);
  });

  test("answers the CIS benchmark item by item", () => {
    const here = faulty();
    const text = here.kubepki("audit", "--profile", "cis-1.12");
    expect(text.status).toBe(1);
    expect(text.stdout).toMatch(/^FAIL {2}1\.1\.21 /m);
    expect(text.stdout).toMatch(/^PASS {2}2\.7 /m);
    expect(text.stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    const json: unknown = JSON.parse(here.kubepki("audit", "--profile", "cis-1.12", "--output", "json").stdout);
    expect(valid(json), JSON.stringify(valid.errors)).toBe(true);
    expect(here.kubepki("audit", "--profile", "cis-1.12", "--output", "sarif")).toMatchObject({ status: 2 });
  });

  test("writes its answer into a file, in one step", () => {
    const here = faulty();
    here.write("audit.json", "old\n");
    expect(here.kubepki("audit", "--output", "json", "--file", "audit.json")).toMatchObject({ status: 0, stdout: "" });
    expect(valid(JSON.parse(here.read("audit.json")))).toBe(true);
    expect(here.kubepki("audit", "--file", "no/folder/x")).toMatchObject({ status: 4 });
  });
});

describe("kubepki audit of something else", () => {
  test("says what it looked at and what to give instead", () => {
    const here = shell();
    mkdirSync(here.path("empty"), { recursive: true });
    here.write("junk/notes.txt", "nothing of interest\n");
    for (const path of ["empty", "junk", "missing"]) {
      const { status, stderr } = here.kubepki("audit", path);
      expect(status).toBe(2);
      expect(stderr).toContain(`nothing to audit in ${path}`);
    }
  });

  test("explains a rule, lists all, and knows what was probably meant", () => {
    const here = shell();
    expect(here.kubepki("audit", "--explain", "certificate-expired").stdout).toContain("x509: certificate has expired");
    const rule: unknown = JSON.parse(
      here.kubepki("audit", "--explain", "certificate-expired", "--output", "json").stdout,
    );
    expect(valid(rule), JSON.stringify(valid.errors)).toBe(true);
    expect(here.kubepki("audit", "--explain", "list").stdout.split("\n").length).toBeGreaterThan(20);
    expect(here.kubepki("audit", "--explain", "certificate-expird").stderr).toContain("`certificate-expired`");
    expect(here.kubepki("audit", "--upgrade-to", "soon")).toMatchObject({ status: 2 });
  });
});
