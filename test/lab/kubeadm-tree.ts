// Material of kubeadm and openssl, to prove the lab with before and apart from anything that kubepki writes.
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { judgePath } from "../judges/judge.ts";
import { startLab } from "./lab.ts";
import { runProgram } from "./process.ts";
import type { Written } from "./written.ts";

const COMPONENTS = ["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler"];

/** kubeadm 1.37 writes flags of etcd 3.6; Debian's is 3.4. */
export const forOldEtcd = (written: Written): Written => ({
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
export async function kubeadmTree(folder: string, node: string, address: string, shared?: string): Promise<string> {
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
    for (const component of COMPONENTS) {
      const path = `etc/kubernetes/manifests/${component}.yaml`;
      writeFileSync(join(tree, path), readFileSync(lab.path("writer", `/${path}`)));
    }
  } finally {
    await lab.stop();
  }
}

export const withNodeFlags = (written: Written, node: string, address: string): Written => ({
  ...written,
  argv: [...written.argv, `--hostname-override=${node}`, `--node-ip=${address}`],
});

/** What kubeadm does not make: the kubelet's own configuration and a serving certificate that the API server can verify. */
export async function servingCertificate(tree: string, node: string, address: string): Promise<void> {
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
