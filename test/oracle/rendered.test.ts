import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { renderKubeconfig } from "../../src/render/kubeconfig.ts";
import type { DesiredKubeconfig } from "../../src/spec/desired.ts";
import { describeWith, judgePath } from "../judges/judge.ts";

const MATERIAL = { authorities: "CA\n", certificate: "CERTIFICATE\n", key: "KEY\n" };

/** Names that a YAML reader could take for something else, or take apart. */
const NAMES = [
  "kubernetes-admin",
  "system:node:cp-1",
  "no",
  "1",
  "0x1f",
  "1e3",
  "12:30:45",
  "null",
  "~",
  "a: b #c",
  "- a",
  "\"q\" 'r'",
  "back\\slash",
  "Zoë 王",
  "next\u0085line",
  "line\u2028separator",
  "paragraph\u2029separator",
  "\ufeffmark",
  "delete\u007f",
  " spaces ",
  "{a}",
  "*a",
  "!a",
  "%a",
];

describeWith(["kubectl"], "kubectl reads what we write", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-rendered-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const view = (kubeconfig: DesiredKubeconfig): unknown => {
    const file = join(folder, "kubeconfig");
    writeFileSync(file, renderKubeconfig(kubeconfig, MATERIAL));
    const command = ["config", "view", "--raw", "-o", "json", "--kubeconfig", file];
    return JSON.parse(execFileSync(judgePath("kubectl"), command, { encoding: "utf8" }));
  };
  const base = {
    server: "https://[fd00::1]:6443",
    trust: { kind: "authorities", ids: ["ca"], above: "none" },
  } as const;

  test.each(NAMES)("the user and cluster %j", (name) => {
    const base64 = (text: string): string => Buffer.from(text).toString("base64");
    expect(view({ ...base, cluster: name, user: name, context: `${name}@${name}`, reference: undefined })).toEqual({
      apiVersion: "v1",
      kind: "Config",
      preferences: undefined,
      clusters: [{ name, cluster: { server: base.server, "certificate-authority-data": base64("CA\n") } }],
      contexts: [{ name: `${name}@${name}`, context: { cluster: name, user: name } }],
      "current-context": `${name}@${name}`,
      users: [
        { name, user: { "client-certificate-data": base64("CERTIFICATE\n"), "client-key-data": base64("KEY\n") } },
      ],
    });
  });

  test("files by reference, wherever they are", () => {
    const reference = { certificate: "/a b/c.crt", key: "/a: b/c.key", trust: "/ca #1.crt" };
    expect(view({ ...base, cluster: "demo", user: "admin", context: "admin@demo", reference })).toMatchObject({
      clusters: [{ cluster: { "certificate-authority": "/ca #1.crt" } }],
      users: [{ user: { "client-certificate": "/a b/c.crt", "client-key": "/a: b/c.key" } }],
    });
  });
});
