// Real components on the trees of the further layouts, with what else a specification can ask for spread over them.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith } from "../judges/judge.ts";
import type { Places, StartedLayout } from "../lab/case/case.ts";
import { CLUSTER_JUDGES, KUBELET_JUDGES, proveCluster } from "../lab/kubernetes-case.ts";
import { HEAD } from "./cluster-cases.ts";
import { makeOutput, stepsLeft, writeSpec } from "./output.ts";

interface LayoutCase {
  readonly name: string;
  readonly layout: StartedLayout;
  readonly kubelet: string;
  readonly document: string;
  readonly places?: Partial<Places>;
}

const CASES: readonly LayoutCase[] = [
  {
    name: "an authority of their own for kubelets, RSA",
    layout: "seed",
    kubelet: "node-1",
    document: `
authorities: kubelets
keys: RSA-2048
hosts:
  - { name: master, roles: [control-plane], addresses: 10.20.0.11 }
  - { name: node-1, addresses: 10.20.0.21 }
`,
  },
  {
    name: "everything on one host, five authorities below roots, kubeconfigs by reference",
    layout: "seed",
    kubelet: "all-in-one",
    document: `
authorities: { topology: five, roots: each }
kubeconfigs: reference
hosts: [{ name: all-in-one, roles: [control-plane, worker], addresses: 10.20.0.11 }]
`,
  },
  {
    name: "three etcd members, three authorities",
    layout: "rke1",
    kubelet: "worker-1",
    document: `
endpoint: api.lab.example.com:6443
hosts:
  - { name: "cp-[1-3]", roles: [control-plane], addresses: "10.20.0.[11-13]" }
  - { name: worker-1, addresses: 10.20.1.21 }
`,
  },
  {
    name: "one authority, IPv6",
    layout: "rke1",
    kubelet: "worker-1",
    document: `
authorities: one
network: { serviceSubnets: "fd00:96::/112", podSubnets: "fd00:244::/56" }
hosts:
  - { name: cp-1, roles: [control-plane], addresses: "fd00:20::11" }
  - { name: worker-1, addresses: "fd00:20::21" }
`,
  },
  {
    name: "signers apart",
    layout: "plain",
    kubelet: "node-0",
    document: `
authorities: signers
hosts:
  - { name: server, roles: [control-plane], addresses: 10.20.0.11 }
  - { name: node-0, addresses: 10.20.0.21 }
`,
  },
  {
    name: "names in cfssl's manner",
    layout: "plain",
    kubelet: "server",
    places: {
      etcdClient: {
        ca: ["/etc/kubernetes/tls/lab-etcd-ca.pem"],
        certificate: "/etc/kubernetes/tls/lab-etcd-client.pem",
        key: "/etc/kubernetes/tls/lab-etcd-client-key.pem",
      },
      servingCa: ["/etc/kubernetes/tls/lab-ca.pem"],
    },
    document: `
fileNames: { certificate: "lab-{name}.pem", key: "lab-{name}-key.pem", kubeconfig: "{name}.conf" }
kubeconfigs: reference
hosts: [{ name: server, roles: [control-plane, worker], addresses: 10.20.0.11 }]
`,
  },
];

describeWith([...CLUSTER_JUDGES, ...KUBELET_JUDGES], "clusters of further layouts", () => {
  let folder: string;
  const lines: string[] = [];

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-layouts-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
    console.info(lines.join("\n"));
  });

  for (const [i, { name, layout, kubelet, document, places }] of CASES.entries()) {
    it(`${layout}: ${name}`, { timeout: 180_000 }, async () => {
      const own = join(folder, String(i));
      const file = writeSpec(own, [HEAD, `layout: ${layout}`, document.trimStart()].join("\n"));
      const { out, spec } = await makeOutput(join(own, "out"), [file]);
      expect(await stepsLeft(out, [file])).toEqual([]);
      const hosts = Object.fromEntries(spec.hosts.map(({ name: host, ...rest }) => [host, rest]));
      const report = await proveCluster({ out, layout, hosts, kubelet, ...(places ? { places } : {}) });
      lines.push(`${report.checks.length} checks: ${layout}: ${name}`);
      if (process.env.KUBEPKI_TEST_REPORT) console.info(report.text());
      report.assertHolds();
      expect(report.checks.filter(({ outcome }) => outcome === "not tried")).toEqual([]);
    });
  }
});
