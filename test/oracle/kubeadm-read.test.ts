import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Actual, readActual, treeReader } from "../../src/index.ts";
import { describeWith } from "../judges/judge.ts";
import { kubeadmTree } from "../lab/kubeadm-tree.ts";

/** What kubeadm calls its files (facts 1.2, 1.3, 1.5): the role that each must be found to have. */
const ROLES: Readonly<Record<string, string>> = {
  "pki/apiserver.crt": "cert/apiserver setting",
  "pki/apiserver.key": "key/apiserver setting",
  "pki/apiserver-kubelet-client.crt": "cert/apiserver-kubelet-client setting",
  "pki/apiserver-etcd-client.crt": "cert/apiserver-etcd-client setting",
  "pki/front-proxy-client.crt": "cert/front-proxy-client setting",
  "pki/front-proxy-ca.crt": "trust/apiserver-requestheader-ca setting",
  "pki/ca.crt": "trust/apiserver-client-ca setting",
  "pki/ca.key": "signer-key/cluster-signing setting",
  "pki/sa.key": "key/sa setting",
  "pki/sa.pub": "public-key/sa setting",
  "pki/etcd/ca.crt": "trust/etcd-client-ca setting",
  "pki/etcd/ca.key": "trust-key/apiserver-etcd-ca layout",
  "pki/etcd/server.crt": "cert/etcd-server setting",
  "pki/etcd/peer.key": "key/etcd-peer setting",
  "pki/etcd/healthcheck-client.crt": "cert/etcd-healthcheck-client layout",
  "admin.conf": "kubeconfig/admin.conf layout",
  "super-admin.conf": "kubeconfig/super-admin.conf layout",
  "controller-manager.conf": "kubeconfig/controller-manager.conf setting",
  "scheduler.conf": "kubeconfig/scheduler.conf setting",
  "kubelet.conf": "kubeconfig/kubelet.conf layout",
  "manifests/etcd.yaml": "settings/etcd setting",
};

describeWith(["kubeadm", "root"], "a tree that kubeadm made", () => {
  let folder = "";
  let actual: Actual;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-read-"));
    await kubeadmTree(folder, "m1", "10.0.0.11");
    actual = await readActual(treeReader.read([{ path: join(folder, "m1") }]));
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("is one host with four components of its release", () => {
    expect(actual.hosts).toMatchObject([{ name: "m1", mount: "/" }]);
    expect(actual.hosts[0]?.addresses[0]?.value).toBe("10.0.0.11");
    expect(actual.hosts[0]?.components.map(({ component }) => component).toSorted()).toEqual([
      "etcd",
      "kube-apiserver",
      "kube-controller-manager",
      "kube-scheduler",
    ]);
    expect(actual.hosts[0]?.components.find(({ component }) => component === "kube-apiserver")?.version).toBe(
      "v1.37.2",
    );
  });

  test("every file of it has its role", () => {
    const found = Object.keys(ROLES).map((path) => {
      const file = actual.hosts[0]?.fileAt(`/etc/kubernetes/${path}`);
      const roles = file?.roles.map(({ role, by }) => `${role} ${by}`) ?? [];
      return [path, roles.includes(ROLES[path] ?? "") ? ROLES[path] : roles.join(", ")];
    });
    expect(Object.fromEntries(found)).toEqual(ROLES);
    expect(actual.hosts[0]?.files.filter(({ roles }) => roles.length === 0).map(({ path }) => path)).toEqual([]);
    expect(actual.loose).toEqual([]);
    expect(actual.notes).toEqual([]);
  });
});
