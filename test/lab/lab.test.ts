// Proves the lab itself, on material that kubeadm makes: what fails here is the lab, not kubepki.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { stringify } from "yaml";
import { describeWith, judgePath } from "../judges/judge.ts";
import { apiserverReady, etcdctl, etcdReady, healthy, kubectlOutput, startComponent } from "./components.ts";
import { startKubelet } from "./kubelet.ts";
import { type Lab, startLab } from "./lab.ts";
import { runProgram } from "./process.ts";
import { filesOutsideMounts, fromKubeadmEnvironment, fromStaticPod, type Written } from "./written.ts";

const CONTROL_PLANE = ["kube-apiserver", "kube-controller-manager", "kube-scheduler"] as const;
const ETCD = {
  ca: "/etc/kubernetes/pki/etcd/ca.crt",
  certificate: "/etc/kubernetes/pki/etcd/healthcheck-client.crt",
  key: "/etc/kubernetes/pki/etcd/healthcheck-client.key",
};

/** kubeadm 1.37 writes flags of etcd 3.6; Debian's is 3.4. */
const forOldEtcd = (written: Written): Written => ({
  ...written,
  argv: written.argv.filter(
    (argument) => !/^--(feature-gates|watch-progress-notify-interval|experimental-)/.test(argument),
  ),
});

async function program(argv: readonly string[], stdin?: string): Promise<string> {
  const { code, stdout, stderr } = await runProgram(argv, {
    timeoutMs: 60_000,
    ...(stdin === undefined ? {} : { stdin }),
  });
  if (code !== 0) throw new Error(`${argv.join(" ")}: ${stderr}`);
  return stdout;
}

/** The tree of one host that runs everything, by kubeadm. */
async function kubeadmTree(folder: string, node: string, address: string, shared?: string): Promise<string> {
  const tree = join(folder, node);
  const pki = join(tree, "etc/kubernetes/pki");
  mkdirSync(join(pki, "etcd"), { recursive: true });
  if (shared !== undefined) {
    for (const name of ["ca.crt", "ca.key"])
      cpSync(join(shared, "etc/kubernetes/pki/etcd", name), join(pki, "etcd", name));
  }
  const config = join(folder, `${node}.yaml`);
  const document = (certificatesDir: string) =>
    [
      {
        apiVersion: "kubeadm.k8s.io/v1beta4",
        kind: "InitConfiguration",
        localAPIEndpoint: { advertiseAddress: address },
        nodeRegistration: { name: node },
      },
      {
        apiVersion: "kubeadm.k8s.io/v1beta4",
        kind: "ClusterConfiguration",
        kubernetesVersion: "v1.37.2",
        encryptionAlgorithm: "ECDSA-P256",
        certificatesDir,
        etcd: { local: { dataDir: "/var/lib/etcd" } },
      },
    ]
      .map((part) => stringify(part))
      .join("---\n");
  const kubeadm = (...args: string[]) => program([judgePath("kubeadm"), "init", "phase", ...args, "--config", config]);
  writeFileSync(config, document(pki));
  await kubeadm("certs", "all");
  await kubeadm("kubeconfig", "all", "--kubeconfig-dir", join(tree, "etc/kubernetes"));
  writeFileSync(config, document("/etc/kubernetes/pki"));
  await writeManifests(tree, config);
  return tree;
}

/** kubeadm writes manifests to /etc/kubernetes only, so it is run on a lab host, whose /etc is its own. */
async function writeManifests(tree: string, config: string): Promise<void> {
  const lab = await startLab({ hosts: { writer: { addresses: ["10.255.255.1"], tree } } });
  try {
    const manifests = join(tree, "etc/kubernetes/manifests");
    mkdirSync(manifests, { recursive: true });
    for (const phase of [
      ["control-plane", "all"],
      ["etcd", "local"],
    ]) {
      const { code, stderr } = await lab.run("writer", [
        judgePath("kubeadm"),
        "init",
        "phase",
        ...phase,
        "--config",
        config,
      ]);
      if (code !== 0) throw new Error(`kubeadm init phase ${phase.join(" ")}: ${stderr}`);
    }
    for (const component of [...CONTROL_PLANE, "etcd"]) {
      const path = `etc/kubernetes/manifests/${component}.yaml`;
      writeFileSync(join(tree, path), readFileSync(lab.path("writer", `/${path}`)));
    }
  } finally {
    await lab.stop();
  }
}

describeWith(
  ["root", "ip", "openssl", "curl", "etcd", "etcdctl", "kubeadm", "kubectl", ...CONTROL_PLANE],
  "the lab, on material of kubeadm",
  () => {
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
      const [apiserver, controllerManager, scheduler] = CONTROL_PLANE.map((component) =>
        fromStaticPod(tree, component),
      );
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
        () =>
          asAdmin(["get", "--raw", "/api/v1/nodes/cp-1/proxy/healthz"]).then((body) => body === "ok" || body, String),
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
  },
);

const withNodeFlags = (written: Written, node: string, address: string): Written => ({
  ...written,
  argv: [...written.argv, `--hostname-override=${node}`, `--node-ip=${address}`],
});

/** What kubeadm does not make: the kubelet's own configuration and a serving certificate that the API server can verify. */
async function servingCertificate(tree: string, node: string, address: string): Promise<void> {
  const pki = join(tree, "var/lib/kubelet/pki");
  mkdirSync(pki, { recursive: true });
  const key = join(pki, "kubelet.key");
  const openssl = judgePath("openssl");
  await program([openssl, "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", key]);
  const request = await program([
    openssl,
    "req",
    "-new",
    "-key",
    key,
    "-subj",
    `/O=system:nodes/CN=system:node:${node}`,
  ]);
  const extensions = join(tree, "../serving.cnf");
  writeFileSync(
    extensions,
    `subjectAltName=DNS:${node},IP:${address}\nextendedKeyUsage=serverAuth\nkeyUsage=critical,digitalSignature\n`,
  );
  const ca = join(tree, "etc/kubernetes/pki/ca");
  const sign = ["x509", "-req", "-days", "30", "-CA", `${ca}.crt`, "-CAkey", `${ca}.key`, "-extfile", extensions];
  writeFileSync(join(pki, "kubelet.crt"), await program([openssl, ...sign], request));
  writeFileSync(
    join(tree, "var/lib/kubelet/config.yaml"),
    stringify({
      apiVersion: "kubelet.config.k8s.io/v1beta1",
      kind: "KubeletConfiguration",
      authentication: {
        anonymous: { enabled: false },
        webhook: { enabled: true },
        x509: { clientCAFile: "/etc/kubernetes/pki/ca.crt" },
      },
      authorization: { mode: "Webhook" },
      rotateCertificates: true,
      tlsCertFile: "/var/lib/kubelet/pki/kubelet.crt",
      tlsPrivateKeyFile: "/var/lib/kubelet/pki/kubelet.key",
    }),
  );
}
