// Certificates that have expired: the commands that audit gives for them, run by kubeadm itself.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { apply, auditTree, catalog, type Finding, readTree, treeReader } from "../../src/index.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { type Lab, startLab } from "../lab/lab.ts";
import { load, ports, writeSpec } from "./output.ts";

const SPEC = `apiVersion: kubepki/v1
kind: Cluster
name: old
hosts:
  - { name: cp-1, roles: [control-plane], addresses: 10.255.0.1 }
`;

const DAY_MS = 86_400_000;

describeWith(["root", "ip", "kubeadm"], "a kubeadm host whose certificates have expired", () => {
  let folder: string;
  let lab: Lab;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-renewal-"));
    const { spec, supplied } = await load([writeSpec(folder, SPEC)]);
    const out = join(folder, "out");
    const then = new Date(Date.now() - 366 * DAY_MS);
    await apply({ spec, supplied }, { ...ports(out), clock: { now: () => then } });
    lab = await startLab({ hosts: { "cp-1": { addresses: ["10.255.0.1"], tree: join(out, "hosts/cp-1") } } });
  });
  afterAll(async () => {
    await lab?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it("every command of a finding renews its certificate, and nothing new is found", { timeout: 60_000 }, async () => {
    const before = await findings(lab);
    const withCommand = before.filter(({ remedy }) => remedy.commands !== undefined);
    expect(withCommand.length).toBe(catalog.layouts.kubeadm.renewal?.credentials.length);
    for (const command of withCommand.flatMap(({ remedy }) => remedy.commands ?? [])) {
      const argv = ["sh", "-ec", `PATH=${dirname(judgePath("kubeadm"))}:$PATH; ${command}`];
      const { code, stderr } = await lab.run("cp-1", argv);
      expect(code, `${command}: ${stderr}`).toBe(0);
    }
    const after = await findings(lab);
    const known = new Set(before.map(({ fingerprint }) => fingerprint));
    const mended = new Set(withCommand.map(({ fingerprint }) => fingerprint));
    expect(after.filter(({ fingerprint }) => mended.has(fingerprint))).toEqual([]);
    expect(after.filter(({ fingerprint }) => !known.has(fingerprint)).map(({ message }) => message)).toEqual([]);
  });
});

/** Expired certificates, also those that are told under others. */
async function findings(lab: Lab): Promise<Finding[]> {
  const actual = await readTree({ paths: [], roots: [lab.path("cp-1", "/")] }, treeReader);
  const flat = (some: readonly Finding[]): Finding[] => some.flatMap((one) => [one, ...flat(one.because)]);
  return flat(auditTree({ actual, catalog, at: new Date() }).findings).filter(({ severity }) => severity === "error");
}
