// What a cluster needs to begin, used: objects applied, nodes that join by token, an aggregated API server behind the front
// proxy, tokens verified from outside. With KUBEPKI_TEST_REPORT set, every check is printed.
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, it } from "vitest";
import { describeWith } from "../judges/judge.ts";
import { checkAggregation } from "../lab/case/aggregation.ts";
import { checkBackup, checkFront, checkScraping } from "../lab/case/extras.ts";
import { checkControlPlaneJoin, checkKubeletJoin } from "../lab/case/joining.ts";
import { checkIssuer, checkObjects, checkUsersRequest } from "../lab/case/objects.ts";
import { CLUSTER_JUDGES, KUBELET_JUDGES, withCluster } from "../lab/kubernetes-case.ts";
import { HEAD } from "./cluster-cases.ts";
import { makeOutput, writeSpec } from "./output.ts";

const DOCUMENT = `${HEAD}
endpoint: api.lab.example.com:6443
hosts:
  - { name: cp-1, roles: [control-plane], addresses: 10.20.0.11, names: api.lab.example.com }
  - { name: worker-1, addresses: 10.20.1.21 }
users: [{ name: alice, groups: [developers] }]
extras: [metrics-scraper, etcd-backup, cni-etcd, nginx, cloud-controller-manager]
services:
  - { name: sample, kind: aggregated-apiserver, namespace: kube-system }
  - { name: hook, namespace: default }
bootstrap: { certificates: true }
# Without kube-proxy nobody answers at a Service's address.
extraArgs: { kube-apiserver: { enable-aggregator-routing: "true" } }
`;

/** Apart from the others: with it the API server reaches nothing unless a konnectivity server runs. */
const WITH_KONNECTIVITY = `${HEAD}
hosts: [{ name: cp-1, roles: [control-plane], addresses: 10.20.0.11 }]
extras: [konnectivity]
`;

/** Of no specification: it joins. */
const JOINING = { "cp-2": { addresses: ["10.20.0.12"], names: [] } };

describeWith([...CLUSTER_JUDGES, ...KUBELET_JUDGES, "kubeadm", "sample-apiserver", "nginx"], "a cluster begins", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-bootstrap-"));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("with what was written and nothing else", { timeout: 240_000 }, async () => {
    const { out, spec } = await makeOutput(join(folder, "out"), [writeSpec(folder, DOCUMENT)]);
    const tunnel = await makeOutput(join(folder, "tunnel"), [writeSpec(folder, WITH_KONNECTIVITY, "tunnel.yaml")]);
    // The worker has no certificate of its own: the kubelet is given the bootstrap kubeconfig in its place.
    const kubernetes = join(out, "hosts/worker-1/etc/kubernetes");
    rmSync(join(kubernetes, "kubelet.conf"));
    copyFileSync(join(out, "cluster/join/bootstrap-kubelet.conf"), join(kubernetes, "bootstrap-kubelet.conf"));
    const listed = spec.hosts.map(({ name, addresses, names }) => [name, { addresses, names }] as const);
    const hosts = { ...Object.fromEntries(listed), ...JOINING };
    const report = await withCluster({ out, layout: "kubeadm", hosts }, async (cluster) => {
      await checkObjects(cluster, [join(tunnel.out, "users/konnectivity-agent"), join(tunnel.out, "cluster")]);
      await checkUsersRequest(cluster, "alice", ["developers", "system:authenticated"]);
      await checkIssuer(cluster);
      await checkKubeletJoin(cluster, "worker-1");
      await checkScraping(cluster);
      await checkBackup(cluster, "cp-1");
      await checkFront(cluster, { host: "cp-1", user: "alice" });
      await checkControlPlaneJoin(cluster, { from: "cp-1", host: "cp-2" });
      await checkAggregation(cluster, { host: "cp-1", service: "sample", namespace: "kube-system", user: "alice" });
    });
    if (process.env.KUBEPKI_TEST_REPORT) console.info(report.text());
    report.assertHolds();
  });
});
