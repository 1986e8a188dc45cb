/** A whole cluster and single things by cfssl, compared with what apply makes. */
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { script, transcript } from "../../src/app/show.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { GoOracle } from "../oracle/go.ts";
import { applied, newFolder, planned, runShell, specOf } from "./clusters.ts";
import { told, treeOf } from "./compare.ts";

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const documentOf = (layout: string, authorities: string, keys: string): string => `apiVersion: kubepki/v1
kind: Cluster
name: lab
layout: ${layout}
keys: ${keys}
authorities: ${authorities}
hosts: [{ name: cp-1, roles: [control-plane, worker], addresses: [10.0.0.11, "fd00::11"] }]
users: [{ name: "o'neil", groups: [developers, on-call] }]
`;

const CASES = [
  ["kubeadm", "three", "RSA-2048"],
  ["hard-way", "{ topology: five, roots: each }", "ECDSA-P256"],
  ["plain", "{ topology: signers, roots: shared }", "{ authorities: ECDSA-P521, credentials: ECDSA-P384 }"],
] as const;

describeWith(["cfssl", "cfssljson", "openssl", "go-oracle", "kubectl"], "by cfssl", () => {
  let go: GoOracle;
  beforeAll(() => {
    go = new GoOracle();
    process.env.PATH = `${dirname(judgePath("kubectl"))}:${process.env.PATH}`;
  });
  afterAll(() => go.close());

  it.each(CASES)("%s, authorities: %s, %s", { timeout: 120_000 }, async (...row) => {
    const spec = specOf(documentOf(...row));
    const [ours, theirs] = [await applied(spec), newFolder()];
    folders.push(ours, theirs);
    const { code, stderr } = await runShell("sh", script({ spec }, "cfssl"), theirs);
    expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
    const wanted = await told(go, treeOf(ours));
    expect(comparable(await told(go, treeOf(theirs)))).toEqual(comparable(wanted));
    expect(await planned(spec, theirs)).toEqual([]);
  });

  it("one authority, then one certificate with its kubeconfig, checked", { timeout: 60_000 }, async () => {
    const spec = specOf(documentOf("kubeadm", "three", "ECDSA-P256"));
    const folder = newFolder();
    folders.push(folder);
    const commands = ["ca", "users/admin"].map((name) => transcript(name, { spec }, "cfssl")).join("\n");
    const { code, stdout, stderr } = await runShell("bash", commands, folder);
    expect({ code, said: code === 0 ? "" : stderr }).toEqual({ code: 0, said: "" });
    expect(stdout).toContain("users/admin/admin.crt: OK");
  });
});

describe("cfssl is not asked for what it cannot make", () => {
  const refused = (name: string, authorities: string, keys: string) => () =>
    transcript(name, { spec: specOf(documentOf("kubeadm", authorities, keys)) }, "cfssl");

  it.each([
    ["an Ed25519 key", refused("apiserver", "three", "Ed25519"), "cfssl makes no Ed25519 keys"],
    [
      "an encrypted key",
      refused("ca", "{ encryption: scrypt }", "RSA-2048"),
      "cfssl writes no encrypted keys, and the specification wants them",
    ],
    [
      "limits of names",
      refused("ca", "{ ca: { nameConstraints: { dns: [cp-1], networks: [10.0.0.0/8] } } }", "RSA-2048"),
      "cfssl cannot limit the names of ca",
    ],
    ["a key pair alone", refused("sa", "three", "RSA-2048"), "sa is no certificate, and cfssl makes nothing else"],
    ["a check", refused("E9", "three", "RSA-2048"), "E9 is no certificate, and cfssl makes nothing else"],
  ])("%s", (_, ask, message) => {
    expect(ask).toThrow(expect.objectContaining({ code: "ERR_USAGE", message }));
  });
});

/**
 * Without what cfssl does its own way and nobody reads: the kind of string in names, several organizations in one relative
 * name in DER's order, and no digitalSignature for authorities that sign themselves.
 */
const comparable = (files: Map<string, unknown>): unknown =>
  JSON.parse(
    JSON.stringify(Object.fromEntries(files), (field, value: unknown) => {
      if (OF_NAMES.includes(field)) return undefined;
      if (field === "organizations") return [...(value as string[])].sort();
      const { isAuthority, keyUsage } = (value ?? {}) as { isAuthority?: boolean; keyUsage?: string[] };
      if (!isAuthority || keyUsage === undefined) return value;
      return { ...(value as object), keyUsage: keyUsage.filter((usage) => usage !== "digitalSignature") };
    }),
  );

const OF_NAMES = ["subjectBytes", "subjectText", "issuerText", "issuedBy"];
