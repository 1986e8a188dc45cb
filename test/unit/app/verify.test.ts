// Whole trees: every connection of a right one works, and a fault breaks what it breaks and nothing else.
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  catalog,
  loopback,
  nodeKeyMaker,
  nodeSigner,
  readActual,
  treeReader,
  type Verification,
  verify,
} from "../../../src/index.ts";
import { makeOutput, writeSpec } from "../../e2e/output.ts";

const documentOf = (layout: string, authorities: string): string => `apiVersion: kubepki/v1
kind: Cluster
name: verified
layout: ${layout}
endpoint: api.example.com:6443
authorities: ${authorities}
hosts:
  - { name: "cp-[1-2]", roles: [control-plane], addresses: "10.20.0.[11-12]" }
  - { name: node-1, addresses: 10.20.0.21 }
users: [alice]
`;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kubepki-verify-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const look = async (out: string, at = new Date()): Promise<Verification> => {
  const actual = await readActual(treeReader.read([{ path: out }]));
  return verify({ actual, catalog, at }, { loopback, keyMaker: nodeKeyMaker, signerFor: nodeSigner });
};

const make = async (name: string, layout = "kubeadm", authorities = "three"): Promise<string> => {
  const own = join(folder, name);
  await makeOutput(join(own, "out"), [writeSpec(own, documentOf(layout, authorities))]);
  return join(own, "out");
};

const broken = ({ connections }: Verification): string[] => [
  ...new Set(
    connections
      .map(({ prediction }) => prediction)
      .filter(({ outcome }) => outcome !== "works")
      .map(({ connection: { id, server }, step, reason }) => `${id} ${server.host} ${step}: ${reason}`),
  ),
];

const ids = ({ connections }: Verification): string[] => [
  ...new Set(connections.map(({ prediction }) => prediction.connection.id)),
];

describe("right trees", () => {
  for (const layout of ["kubeadm", "hard-way", "plain", "seed"])
    for (const authorities of ["three", "five", "{ topology: three, roots: each }"])
      it(`${layout}, ${authorities}: everything works, by prediction and by handshake`, async () => {
        const report = await look(await make(`${layout}-${authorities.replace(/\W+/g, "-")}`, layout, authorities));
        expect(broken(report)).toEqual([]);
        expect(report.disagreements).toEqual([]);
        expect(report.connections.filter(({ proof }) => !proof.proven)).toEqual([]);
        expect(ids(report)).toEqual(expect.arrayContaining(["E1", "E2", "E3", "E4", "E9", "E10", "E11", "E13", "E19"]));
        const accepted = report.attacks.filter((attack) => attack.accepted.length > 0).map(({ id }) => id);
        // With one authority for both, an etcd client is let in as a peer: etcd looks at nothing that would tell them apart.
        expect(accepted).toEqual(authorities === "five" ? [] : ["etcd-client-as-peer"]);
        expect(report.attacks.filter(({ tried }) => tried === 0)).toEqual([]);
      });
});

describe("faults", () => {
  const pki = (out: string, host: string, file: string): string => join(out, "hosts", host, "etc/kubernetes/pki", file);

  it("another authority for etcd's clients: etcd lets nobody in", async () => {
    const out = await make("etcd-ca");
    copyFileSync(pki(out, "cp-1", "ca.crt"), pki(out, "cp-1", "etcd/ca.crt"));
    const report = await look(out);
    expect(report.disagreements).toEqual([]);
    expect(broken(report)).toEqual(
      expect.arrayContaining([
        "E10 cp-1 tls-client: kube-apiserver refuses the server's certificate: unknown-authority",
      ]),
    );
    expect(broken(report).every((line) => /^E1[0-3] /.test(line))).toBe(true);
  });

  it("a key that is another's: the pair is none, and no handshake comes off", async () => {
    const out = await make("key");
    copyFileSync(pki(out, "cp-2", "apiserver.key"), pki(out, "cp-1", "apiserver.key"));
    const report = await look(out);
    expect(report.disagreements).toEqual([]);
    expect(broken(report)).toContain("E2 cp-1 pair: the server's key is not its certificate's");
    expect(broken(report).every((line) => / cp-1 pair/.test(line))).toBe(true);
  });

  it("another front-proxy authority: API servers do not believe each other's headers", async () => {
    const out = await make("front-proxy");
    copyFileSync(pki(out, "cp-1", "ca.crt"), pki(out, "cp-1", "front-proxy-ca.crt"));
    expect(broken(await look(out))).toEqual(["E19 cp-1 identity: nobody to kube-apiserver: unknown-authority"]);
  });

  it("the serving certificate of another host: its own address is missing", async () => {
    const out = await make("names");
    for (const file of ["apiserver.crt", "apiserver.key"]) copyFileSync(pki(out, "cp-2", file), pki(out, "cp-1", file));
    const report = await look(out);
    expect(broken(report)).toContain(
      "E2 cp-1 tls-client: kube-controller-manager refuses the server's certificate: hostname",
    );
    const [first] = report.connections.filter(({ prediction }) => prediction.outcome === "fails");
    expect(first?.prediction.clientPrints).toMatch(
      /^tls: failed to verify certificate: x509: certificate is valid for /,
    );
    expect(first?.prediction.serverPrints).toBe("remote error: tls: bad certificate");
  });

  it("time: everything works today, the next change is named, and after it things fail", async () => {
    const out = await make("time");
    const today = await look(out);
    const change = today.nextChange;
    expect(change?.connections).toBeGreaterThan(0);
    const at = change?.at ?? new Date();
    expect(broken(await look(out, new Date(at.getTime() - 1000)))).toEqual([]);
    expect(broken(await look(out, at)).length).toBeGreaterThan(0);
  });
});
