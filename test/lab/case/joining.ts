import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { judgePath } from "../../judges/judge.ts";
import { kubectlOutput } from "../components.ts";
import { startKubelet } from "../kubelet.ts";
import { until } from "../process.ts";
import { type Case, expectThat } from "./case.ts";
import { userInfo } from "./identities.ts";
import { byAdmin } from "./objects.ts";

/** A kubelet that has a bootstrap kubeconfig and no certificate asks for one, is given it unasked, and is a node. */
export async function checkKubeletJoin(cluster: Case, name: string): Promise<void> {
  const { out, lab, desk, report, hosts } = cluster;
  const run = byAdmin(cluster);
  await report.check("the bootstrap token is somebody", async () => {
    const kubeconfig = join(out, "cluster/join/bootstrap-kubelet.conf");
    const who = userInfo(await kubectlOutput(lab, desk, kubeconfig, ["auth", "whoami", "-o", "json"]));
    expectThat(who.username === "system:bootstrap:kpnode", who.username);
    expectThat(who.groups?.includes("system:bootstrappers:kubeadm:default-node-token") === true, String(who.groups));
    return who.username;
  });
  const written = hosts.find((host) => host.name === name)?.kubelet;
  if (written === undefined) throw new Error(`${name} has no kubelet`);
  await report.check(`the kubelet on ${name} joins by token`, () =>
    report.time("kubelet", async () => {
      const { containerd, kubelet } = await startKubelet(lab, name, written);
      report.processes.push(containerd, kubelet);
      await kubelet.ready(() => run(["get", "node", name]).then(() => true, String), 60_000);
      const columns =
        "jsonpath={range .items[*]}{.spec.username} {.spec.signerName} {.status.conditions[*].reason}{'\\n'}{end}";
      const requests = await run(["get", "csr", "-o", columns]);
      expectThat(
        requests.includes("system:bootstrap:kpnode kubernetes.io/kube-apiserver-client-kubelet AutoApproved"),
        requests,
      );
      const kubeconfig = lab.path(name, "/etc/kubernetes/kubelet.conf");
      const subject = await lab.run(name, [
        judgePath("openssl"),
        ...[
          "x509",
          "-noout",
          "-subject",
          "-nameopt",
          "RFC2253",
          "-in",
          "/var/lib/kubelet/pki/kubelet-client-current.pem",
        ],
      ]);
      expectThat(
        subject.stdout.trim() === `subject=CN=system:node:${name},O=system:nodes`,
        subject.stdout + subject.stderr,
      );
      expectThat(readFileSync(kubeconfig, "utf8").includes("kubelet-client-current.pem"), "kubelet.conf is another");
      return subject.stdout.trim();
    }),
  );
}

export interface JoiningControlPlane {
  /** The control plane that is there. */
  readonly from: string;
  readonly host: string;
}

/** kubeadm believes pin, signature and certificate key, and fetches the authorities. */
export async function checkControlPlaneJoin(cluster: Case, { from, host }: JoiningControlPlane): Promise<void> {
  const { out, lab, report } = cluster;
  const run = byAdmin(cluster);
  await report.check("bootstrapsigner signs cluster-info as we do", async () => {
    const path = "jsonpath={.data.jws-kubeconfig-kpnode}";
    const read = () => run(["get", "configmap", "-n", "kube-public", "cluster-info", "-o", path]);
    const file = parse(readFileSync(join(out, "cluster/cluster-info.yaml"), "utf8")) as {
      data: Record<string, string>;
    };
    const own = file.data["jws-kubeconfig-kpnode"];
    const patch = '[{"op":"remove","path":"/data/jws-kubeconfig-kpnode"}]';
    await run(["patch", "configmap", "-n", "kube-public", "cluster-info", "--type=json", `--patch=${patch}`]);
    await until("the controller to sign it anew", async () => (await read()) !== "");
    const theirs = await read();
    expectThat(theirs === own, `${theirs} is not ${own}`);
    return theirs;
  });
  await report.check("what kubeadm init would have uploaded", async () => {
    lab.write(from, "/run/kubeadm.yaml", CONFIGURATION);
    const upload = ["init", "phase", "upload-config", "all", "--config=/run/kubeadm.yaml"];
    const kubeconfig = "--kubeconfig=/etc/kubernetes/super-admin.conf";
    const { code, stdout, stderr } = await lab.run(from, [judgePath("kubeadm"), ...upload, kubeconfig]);
    expectThat(code === 0, stdout + stderr);
    return "kubeadm-config, kubelet-config";
  });
  const address = lab.hosts[host]?.addresses[0];
  // The lab has no default route, which kubeadm would otherwise find the host's address by.
  const text = readFileSync(join(out, "cluster/join/control-plane.yaml"), "utf8").replace(
    "controlPlane:",
    `controlPlane:\n  localAPIEndpoint: { advertiseAddress: ${address} }`,
  );
  const download = async (configuration: string) => {
    lab.write(host, "/run/join.yaml", configuration);
    const phase = ["join", "phase", "control-plane-prepare", "download-certs", "--config=/run/join.yaml"];
    return lab.run(host, [judgePath("kubeadm"), ...phase]);
  };
  const hash = /sha256:[0-9a-f]{64}/.exec(text)?.[0] ?? "";
  const quick = text.replace("discovery:", "timeouts: { discovery: 5s }\ndiscovery:");
  for (const [what, changed, complaint] of [
    ["another pin", quick.replace(hash, `sha256:${createHash("sha256").update("other").digest("hex")}`), "pinned"],
    ["another token", quick.replace(/kpnode\.[a-z0-9]{16}/, "kpnode.0123456789abcdef"), "JWS"],
  ] as const) {
    await report.check(`kubeadm join refuses ${what}`, async () => {
      const { code, stdout, stderr } = await download(changed);
      expectThat(code !== 0, "it was believed");
      const said = (stdout + stderr).split("\n").find((line) => line.includes(complaint));
      expectThat(said !== undefined, stdout + stderr);
      return said;
    });
  }
  await report.check("kubeadm join believes pin and signature, and opens kubeadm-certs", async () => {
    const { code, stdout, stderr } = await download(text);
    expectThat(code === 0, stdout + stderr);
    const files = ["ca.crt", "ca.key", "front-proxy-ca.crt", "front-proxy-ca.key", "sa.pub", "sa.key"];
    const all = [...files, "etcd/ca.crt", "etcd/ca.key"];
    for (const name of all) {
      const [here, there] = [from, host].map((one) => readFileSync(lab.path(one, `/etc/kubernetes/pki/${name}`)));
      expectThat(here !== undefined && there !== undefined && here.equals(there), `${name} is another`);
    }
    expectThat(readdirSync(lab.path(host, "/etc/kubernetes/pki")).length >= files.length, "files are missing");
    return all.join(", ");
  });
}

const CONFIGURATION = `apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: { advertiseAddress: 10.20.0.11 }
nodeRegistration: { name: cp-1 }
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.37.2
controlPlaneEndpoint: api.lab.example.com:6443
`;
