// A Windows node's files, read by openssl and kubectl.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apply, changes, plan } from "../../src/index.ts";
import { load, ports, writeSpec } from "../e2e/output.ts";
import { describeWith, judgePath } from "../judges/judge.ts";

const SPEC = (form: string) => `apiVersion: kubepki/v1
kind: Cluster
kubeconfigs: reference
hosts:
  - { name: cp, roles: [control-plane], addresses: 10.0.0.11 }
  - { name: win, addresses: 10.0.0.31, os: windows, pkcs12: ${form} }
`;
const PASSPHRASE = "correct horse";

describeWith(["openssl", "kubectl"], "a Windows node", () => {
  let folder: string;
  let out: string;
  const node = (path: string) => join(out, "hosts/win/c", path);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-windows-"));
    out = join(folder, "out");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each(["modern", "legacy"])("has its serving pair as PKCS#12, %s, kept while the pair is", async (form) => {
    const { spec, supplied } = await load([writeSpec(folder, SPEC(form))]);
    const request = { spec, supplied };
    await apply(request, { ...ports(out), passphrase: PASSPHRASE });
    const { steps } = await plan(request, { ...ports(out), passphrase: PASSPHRASE });
    expect(steps.filter(changes)).toEqual([]);
    const file = node("var/lib/kubelet/pki/kubelet.pfx");
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const legacy = form === "legacy" ? ["-legacy"] : [];
    const read = (...args: string[]) =>
      execFileSync(judgePath("openssl"), ["pkcs12", ...legacy, "-in", file, "-passin", `pass:${PASSPHRASE}`, ...args], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      });
    const pem = (text: string) => text.match(/-----BEGIN [\s\S]*?-----END [^-]+-----\n/g) ?? [];
    expect(pem(read("-clcerts", "-nokeys"))).toEqual(
      pem(readFileSync(node("var/lib/kubelet/pki/kubelet.crt"), "utf8")),
    );
    expect(pem(read("-cacerts", "-nokeys"))).toEqual(pem(readFileSync(node("etc/kubernetes/pki/ca.crt"), "utf8")));
    const plain = (input: string) => execFileSync(judgePath("openssl"), ["pkey"], { input, encoding: "utf8" });
    const key = readFileSync(node("var/lib/kubelet/pki/kubelet.key"), "utf8");
    expect(plain(read("-nocerts", "-nodes"))).toBe(plain(key));
  });

  it("is refused without a passphrase, and nothing is written", async () => {
    const { spec, supplied } = await load([writeSpec(folder, SPEC("modern"))]);
    const elsewhere = ports(join(folder, "without"));
    await expect(apply({ spec, supplied }, elsewhere)).rejects.toMatchObject({ code: "ERR_PASSPHRASE" });
    expect(() => statSync(join(folder, "without/hosts"))).toThrow();
  });

  it("kubectl reads the backslashes of its kubeconfig as they are", () => {
    const file = node("etc/kubernetes/kubelet.conf");
    const view = ["config", "view", "--raw", "-o", "jsonpath={.users[0].user.client-key}", "--kubeconfig", file];
    // A relative path to kubectl on Linux: it stands behind the folder.
    const path = execFileSync(judgePath("kubectl"), view, { encoding: "utf8" });
    expect(path.endsWith("C:\\var\\lib\\kubelet\\pki\\kubelet-client.key")).toBe(true);
  });
});
