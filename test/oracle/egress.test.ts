import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  apply,
  catalog,
  memoryStore,
  nodeKeyMaker,
  nodeSigner,
  resolve,
  type Spec,
  systemClock,
  systemEntropy,
} from "../../src/index.ts";
import { flagText } from "../../src/render/flag-text.ts";
import { DEFAULT_SPEC } from "../../src/spec/defaults.ts";
import { describeWith, judgePath } from "../judges/judge.ts";

// The API server decodes this file strictly when it starts; a cluster with a tunnel is not needed to see that.
describeWith(["kube-apiserver"], "kube-apiserver takes the egress selector that we write", () => {
  let folder = "";
  let flags: string[] = [];
  const egress = (): string => join(folder, "etc/egress-selector.yaml");

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-egress-"));
    const spec: Spec = {
      ...DEFAULT_SPEC,
      endpoint: { host: "10.0.0.11", port: 6443 },
      bindPort: 26443,
      hosts: [{ name: "cp-1", roles: ["control-plane", "etcd"], addresses: ["10.0.0.11"], names: [] }],
      extras: ["konnectivity"],
      // The host's own folders, moved to where the test may write.
      directories: { pki: join(folder, "etc/pki"), kubernetes: join(folder, "etc") },
    };
    const files = memoryStore();
    const world = {
      clock: systemClock,
      entropy: systemEntropy(),
      keyMaker: nodeKeyMaker,
      signerFor: nodeSigner,
      files,
    };
    await apply({ spec }, world);
    for (const [path, { bytes, mode }] of files.files()) {
      const file = path.replace(/^hosts\/cp-1/, "");
      if (!file.startsWith(folder)) continue;
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes, { mode });
    }
    const contents = resolve(spec, catalog)
      .unit("hosts/cp-1")
      .files.map((file) => file.content);
    const own = contents.find((content) => content.kind === "settings" && content.component === "kube-apiserver");
    // Nothing listens at port 1: how far it comes without a store is all that is asked.
    const odd = new Set(["etcd-servers"]);
    flags = own?.kind === "settings" ? own.flags.filter(({ name }) => !odd.has(name)).map(flagText) : [];
    flags.push("--etcd-servers=https://127.0.0.1:1");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** What it says until it ends, or until it looks for its store. */
  const start = (): Promise<string> =>
    new Promise((done, failed) => {
      const child = spawn(judgePath("kube-apiserver"), flags, { stdio: ["ignore", "ignore", "pipe"] });
      let said = "";
      child.stderr.on("data", (chunk: Buffer) => {
        said += chunk.toString();
        if (/127\.0\.0\.1:1\b/.test(said)) child.kill("SIGKILL");
      });
      child.on("error", failed);
      child.on("close", () => done(said));
    });

  test("as it is, and looks for its store next", async () => {
    expect(flags).toContain(`--egress-selector-config-file=${egress()}`);
    const said = await start();
    expect(said).toMatch(/127\.0\.0\.1:1\b/);
    expect(said).not.toContain("command failed");
  });

  test.each([
    ["a field's name", "caBundle", "caBundel", "unknown field"],
    ["the protocol", "HTTPConnect", "HTTP", "HTTP"],
    ["a file", "ca.crt", "cx.crt", "cx.crt"],
  ])("but not with another text for %s", async (_, from, to, complaint) => {
    const text = readFileSync(egress(), "utf8");
    writeFileSync(egress(), text.replace(from, to));
    try {
      const said = await start();
      expect(said).toContain("command failed");
      expect(said).toContain(complaint);
    } finally {
      writeFileSync(egress(), text);
    }
  });
});
