import { rootCertificates } from "node:tls";
import { describe, expect, it } from "vitest";
import { LAYOUT_IDS } from "../../../../src/catalog/layouts/ids.ts";
import { auditTree, catalog, readActual } from "../../../../src/index.ts";
import { writtenTree } from "../../inventory/written.ts";

const HOSTS = `keys: { authorities: ECDSA-P256, credentials: ECDSA-P256, serviceAccount: ECDSA-P256 }
extras: [metrics-scraper, etcd-backup, cni-etcd]
services: [{ name: hook, namespace: tools }, { name: metrics, kind: aggregated-apiserver, namespace: kube-system }]
users: [jane]
endpoint: api.example.com
hosts:
  - { name: "cp-[1-2]", roles: [control-plane], addresses: "10.0.0.[11-12]" }
  - { name: node-1, addresses: 10.0.0.21 }
`;

const TREES = [
  ...LAYOUT_IDS.map((layout) => [layout, `layout: ${layout}\n${HOSTS}`] as const),
  ...["one", "five"].map((count) => [`kubeadm, ${count}`, `layout: kubeadm\nauthorities: ${count}\n${HOSTS}`] as const),
  ["flags", `layout: kubeadm\nsettings: flags\nkubeconfigs: reference\n${HOSTS}`] as const,
];

describe("what is right", () => {
  it.each(TREES)("gives no error and no warning: %s", async (_, text) => {
    const { entries } = await writtenTree(text);
    const { findings } = auditTree({ actual: await readActual(entries, catalog), catalog, at: new Date("2026-11-26") });
    expect(
      findings.filter(({ severity }) => severity !== "advice").map((one) => `${one.rule}: ${one.message}`),
    ).toEqual([]);
  });

  it("of a system's roots, which nothing here has to do with, nothing is said, though they end one day", async () => {
    const { entries } = await writtenTree(`layout: kubeadm\n${HOSTS}`);
    const bytes = Buffer.from(rootCertificates.join("\n"));
    const bundle = { input: 1, path: "ca-certificates.crt", shown: "ca-certificates.crt", content: { bytes } };
    const found = async (all: typeof entries) => {
      const actual = await readActual(all, catalog);
      return auditTree({ actual, catalog, at: new Date("2050-01-01") }).findings.map((one) => one.fingerprint);
    };
    expect(await found([...entries, bundle])).toEqual(await found(entries));
    expect((await found(entries)).length).toBeGreaterThan(0);
  });

  it("a certificate that looks like the kubelet's and stands elsewhere is not held against the kubelet's key", async () => {
    const { entries } = await writtenTree(`layout: kubeadm\n${HOSTS}`);
    const other = await writtenTree(`layout: kubeadm\n${HOSTS}`, "2026-11-24");
    const copy = other.entries.find(({ shown }) => shown.endsWith("node-1/var/lib/kubelet/pki/kubelet.crt"));
    if (copy === undefined) throw new Error("no kubelet.crt");
    const [path, shown] = [copy.path, copy.shown].map((one) => one.replace("var/lib/kubelet/pki", "opt/old")) as [
      string,
      string,
    ];
    const actual = await readActual([...entries, { ...copy, path, shown }], catalog);
    const { findings } = auditTree({ actual, catalog, at: new Date("2026-11-26") });
    expect(actual.hosts.flatMap(({ files }) => files).some((file) => file.path.endsWith("opt/old/kubelet.crt"))).toBe(
      true,
    );
    expect(findings.filter(({ rule }) => rule === "key-mismatch")).toEqual([]);
  });
});
