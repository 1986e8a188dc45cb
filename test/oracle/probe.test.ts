import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compareServed, dialer, loopback, readTree, treeReader } from "../../src/index.ts";
import { nameText, parseName } from "../../src/x509/name.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { writtenTree } from "../unit/inventory/written.ts";

const SPEC = "keys: ECDSA-P256\nhosts: [{ name: m1, roles: [control-plane], addresses: 127.0.0.1 }]\n";

// A server of Go's, which demands a certificate: what it asks for is told before it refuses.
describeWith(["etcd"], "a real etcd", () => {
  let folder = "";
  let etcd: ChildProcess | undefined;
  let port = 0;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-probe-"));
    for (const { path, content } of (await writtenTree(SPEC)).entries) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), "bytes" in content ? content.bytes : "");
    }
    port = await loopback.freePort();
    const peers = await loopback.freePort();
    const pki = (name: string): string => join(folder, "hosts/m1/etc/kubernetes/pki/etcd", name);
    const url = (at: number): string => `https://127.0.0.1:${at}`;
    etcd = spawn(
      judgePath("etcd"),
      [
        `--data-dir=${join(folder, "data")}`,
        `--listen-client-urls=${url(port)}`,
        `--advertise-client-urls=${url(port)}`,
        `--listen-peer-urls=${url(peers)}`,
        `--initial-advertise-peer-urls=${url(peers)}`,
        `--initial-cluster=default=${url(peers)}`,
        `--cert-file=${pki("server.crt")}`,
        `--key-file=${pki("server.key")}`,
        `--trusted-ca-file=${pki("ca.crt")}`,
        "--client-cert-auth",
        `--peer-cert-file=${pki("peer.crt")}`,
        `--peer-key-file=${pki("peer.key")}`,
        `--peer-trusted-ca-file=${pki("ca.crt")}`,
      ],
      {
        stdio: "ignore",
        env: { ...process.env, ...(process.arch === "arm64" ? { ETCD_UNSUPPORTED_ARCH: "arm64" } : {}) },
      },
    );
  }, 30_000);
  afterAll(() => {
    etcd?.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });

  test("shows what its file says, and asks for certificates of its authority", async () => {
    let answer = await dialer.look({ host: "127.0.0.1", port });
    for (let i = 0; i < 100 && "failure" in answer; i++) {
      await wait(100);
      answer = await dialer.look({ host: "127.0.0.1", port });
    }
    if ("failure" in answer) throw new Error(answer.failure.message);
    const { protocol, chain, clientAuthorities } = answer.server;
    expect(protocol).toBe("TLSv1.3");
    const actual = await readTree({ paths: [join(folder, "hosts/m1")] }, treeReader);
    const component = actual.hosts[0]?.components.find((one) => one.component === "etcd");
    if (component === undefined) throw new Error("etcd's manifest was not read");
    expect(compareServed(component, chain[0] ?? Buffer.alloc(0))).toMatchObject({
      state: "loaded",
      setting: { name: "cert-file" },
    });
    const ca = actual.hosts[0]?.fileAt("/etc/kubernetes/pki/etcd/ca.crt")?.contents[0];
    const name = ca?.kind === "certificate" ? nameText(ca.certificate.subject) : "";
    expect(name).toBe("CN=etcd-ca");
    expect((clientAuthorities as readonly Uint8Array[]).map((raw) => nameText(parseName(raw)))).toEqual([name]);
  }, 30_000);
});
