// Proves the lab itself, on material that kubeadm makes: what fails here is the lab, not kubepki.
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { describeWith, judgePath } from "../judges/judge.ts";
import { apiserverReady, etcdctl, etcdReady, healthy, kubectlOutput, startComponent } from "./components.ts";
import { forOldEtcd, kubeadmTree, servingCertificate, withNodeFlags } from "./kubeadm-tree.ts";
import { startKubelet } from "./kubelet.ts";
import { CLUSTER_JUDGES, KUBELET_JUDGES, proveCluster } from "./kubernetes-case.ts";
import { type Lab, startLab } from "./lab.ts";
import { filesOutsideMounts, fromKubeadmEnvironment, fromStaticPod } from "./written.ts";

const CONTROL_PLANE = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;
const ETCD = {
  ca: "/etc/kubernetes/pki/etcd/ca.crt",
  certificate: "/etc/kubernetes/pki/etcd/healthcheck-client.crt",
  key: "/etc/kubernetes/pki/etcd/healthcheck-client.key",
};

describeWith([...CLUSTER_JUDGES, ...KUBELET_JUDGES, "kubeadm"], "the lab, on material of kubeadm", () => {
  let folder: string;
  let lab: Lab | undefined;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-kubeadm-"));
  });
  afterEach(async () => {
    await lab?.stop();
    lab = undefined;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("starts a control plane and a kubelet that serve kubectl", { timeout: 120_000 }, async () => {
    const address = "10.20.30.11";
    const tree = await kubeadmTree(folder, "cp-1", address);
    await servingCertificate(tree, "cp-1", address);
    const began = performance.now();
    lab = await startLab({ hosts: { "cp-1": { addresses: [address], tree } } });
    const opened = performance.now();
    const etcd = startComponent(lab, "cp-1", "etcd", forOldEtcd(fromStaticPod(tree, "etcd")));
    await etcd.ready(etcdReady(lab, "cp-1", ETCD));
    const etcdUp = performance.now();
    const [apiserver, controllerManager, scheduler] = CONTROL_PLANE.map((component) => fromStaticPod(tree, component));
    if (!apiserver || !controllerManager || !scheduler) throw new Error("a manifest is missing");
    for (const one of [apiserver, controllerManager, scheduler]) expect(filesOutsideMounts(tree, one)).toEqual([]);
    const superAdmin = "/etc/kubernetes/super-admin.conf";
    await startComponent(lab, "cp-1", "kube-apiserver", apiserver).ready(apiserverReady(lab, "cp-1", superAdmin));
    const apiserverUp = performance.now();
    await Promise.all([
      startComponent(lab, "cp-1", "kube-controller-manager", controllerManager).ready(
        healthy(lab, "cp-1", controllerManager, 10257),
      ),
      startComponent(lab, "cp-1", "kube-scheduler", scheduler).ready(healthy(lab, "cp-1", scheduler, 10259)),
    ]);
    const controlPlaneUp = performance.now();

    const whoami = async (kubeconfig: string) => {
      const answer = await kubectlOutput(lab as Lab, "cp-1", kubeconfig, ["auth", "whoami", "-o", "json"]);
      return (JSON.parse(answer) as { status: { userInfo: { username: string; groups: string[] } } }).status.userInfo;
    };
    expect(await whoami(superAdmin)).toMatchObject({ username: "kubernetes-super-admin" });
    expect((await whoami("/etc/kubernetes/admin.conf")).groups).toContain("kubeadm:cluster-admins");

    const bind = (name: string, ...rights: string[]) =>
      kubectlOutput(lab as Lab, "cp-1", superAdmin, ["create", "clusterrolebinding", name, ...rights]);
    await bind("admins", "--clusterrole=cluster-admin", "--group=kubeadm:cluster-admins");
    await bind("kubelet-api", "--clusterrole=system:kubelet-api-admin", "--user=kube-apiserver-kubelet-client");

    const kubeletBegan = performance.now();
    const { kubelet } = await startKubelet(lab, "cp-1", withNodeFlags(fromKubeadmEnvironment(tree), "cp-1", address));
    const asAdmin = (args: string[]) => kubectlOutput(lab as Lab, "cp-1", "/etc/kubernetes/admin.conf", args);
    await kubelet.ready(
      () => asAdmin(["get", "--raw", "/api/v1/nodes/cp-1/proxy/healthz"]).then((body) => body === "ok" || body, String),
      60_000,
    );
    const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`;
    console.info(
      `hosts ${seconds(began, opened)}, etcd ${seconds(opened, etcdUp)}, API server ${seconds(etcdUp, apiserverUp)}, ` +
        `controller-manager and scheduler ${seconds(apiserverUp, controlPlaneUp)}, ` +
        `kubelet ${seconds(kubeletBegan, performance.now())}`,
    );
    const node = JSON.parse(await asAdmin(["get", "node", "cp-1", "-o", "json"])) as {
      status: { addresses: { type: string; address: string }[] };
    };
    expect(node.status.addresses).toContainEqual({ type: "InternalIP", address });
    // What components wrote is in their own view only.
    expect(existsSync(join(tree, "var/lib/etcd"))).toBe(false);
    expect(existsSync(lab.path("cp-1", "/var/lib/etcd/member"))).toBe(true);
  });

  it("finds in a whole cluster of kubeadm just what kubeadm leaves open", { timeout: 120_000 }, async () => {
    const address = "10.20.30.11";
    const out = join(folder, "out");
    const tree = await kubeadmTree(join(out, "hosts"), "cp-1", address);
    await servingCertificate(tree, "cp-1", address);
    const report = await proveCluster({
      out,
      layout: "kubeadm",
      hosts: { "cp-1": { addresses: [address] } },
      kubelet: "cp-1",
      adapt: (component, written) => {
        if (component === "etcd") return forOldEtcd(written);
        return component === "kubelet" ? withNodeFlags(written, "cp-1", address) : written;
      },
    });
    expect(report.failures.map(({ name }) => name)).toEqual([
      "kube-controller-manager on cp-1 serves with a certificate of ours",
      "kube-scheduler on cp-1 serves with a certificate of ours",
      "API servers verify kubelets",
    ]);
    expect(() => report.assertHolds()).toThrow(/3 of \d+ checks fail/);
  });

  it("starts three etcd members with peer TLS", { timeout: 120_000 }, async () => {
    const members = { "etcd-1": "10.20.30.21", "etcd-2": "10.20.30.22", "etcd-3": "10.20.31.23" };
    let first: string | undefined;
    const hosts: Record<string, { addresses: string[]; tree: string }> = {};
    for (const [node, address] of Object.entries(members)) {
      const tree = await kubeadmTree(folder, node, address, first);
      first ??= tree;
      hosts[node] = { addresses: [address], tree };
    }
    const cluster = Object.entries(members)
      .map(([node, address]) => `${node}=https://${address}:2380`)
      .join(",");
    lab = await startLab({ hosts });
    const started = Object.entries(hosts).map(([node, { tree }]) => {
      const written = forOldEtcd(fromStaticPod(tree, "etcd"));
      const argv = written.argv.filter((argument) => !argument.startsWith("--initial-cluster="));
      return {
        node,
        etcd: startComponent(lab as Lab, node, "etcd", {
          ...written,
          argv: [...argv, `--initial-cluster=${cluster}`],
        }),
      };
    });
    await Promise.all(started.map(({ node, etcd }) => etcd.ready(etcdReady(lab as Lab, node, ETCD))));
    await etcdctl(lab, "etcd-1", ETCD, ["put", "greeting", "hello"]);
    const { stdout } = await etcdctl(
      lab,
      "etcd-3",
      ETCD,
      ["get", "greeting", "--print-value-only"],
      "https://10.20.30.22:2379",
    );
    expect(stdout.trim()).toBe("hello");
  });

  it("tells why a component does not start", { timeout: 60_000 }, async () => {
    lab = await startLab({ hosts: { "cp-1": { addresses: ["10.20.30.11"] } } });
    const etcd = lab.start("cp-1", [
      judgePath("etcd"),
      "--cert-file=/nowhere.crt",
      "--listen-client-urls=https://127.0.0.1:2379",
    ]);
    await expect(etcd.ready(async () => false, 10_000)).rejects.toThrow(/ended with 1[\s\S]*nowhere\.crt/);
  });

  it("wants a kubelet to find nothing of the machine's own cluster", { timeout: 60_000 }, async () => {
    lab = await startLab({
      hosts: { "worker-1": { addresses: ["10.20.30.31", "fd00::31"], names: ["api.example.com"] } },
    });
    const { stdout } = await lab.run("worker-1", [
      "sh",
      "-c",
      "hostname; ls -A /var/lib/kubelet /etc/kubernetes 2>/dev/null; getent ahosts api.example.com | cut -d' ' -f1 | sort -u",
    ]);
    expect(stdout.trim().split("\n")).toEqual(["worker-1", "10.20.30.31", "fd00::31"]);
  });
});
