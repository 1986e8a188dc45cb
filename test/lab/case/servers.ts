import { readFileSync } from "node:fs";
import { join } from "node:path";
import { curl, etcdctl, inUrl, kubectl, kubectlOutput, localAddress } from "../components.ts";
import { startKubelet } from "../kubelet.ts";
import { until } from "../process.ts";
import { filesOutsideMounts, flagValue } from "../written.ts";
import { type Case, type CaseHost, caOf, expectThat } from "./case.ts";
import { clientUrls, hostsWith, superAdmin } from "./start.ts";

/** Members know each other and let nobody in without a certificate of theirs. */
export async function checkEtcd(cluster: Case): Promise<void> {
  const { lab, report, foreign } = cluster;
  const members = hostsWith(cluster, "etcd");
  for (const { name, written, etcdClient } of members) {
    const urls = clientUrls(written);
    if (etcdClient === undefined) report.notTried(`etcd on ${name}`, "no client certificate for etcdctl on that host");
    else {
      await report.check(`etcd on ${name} has ${members.length} members`, async () => {
        for (const endpoint of urls) {
          const { code, stdout, stderr } = await etcdctl(lab, name, etcdClient, ["member", "list"], endpoint);
          expectThat(code === 0, `${endpoint}: ${stderr}`);
          const started = stdout.split("\n").filter((line) => line.includes("started")).length;
          expectThat(started === members.length, `${endpoint}: ${stdout}`);
        }
        return urls.join(", ");
      });
    }
    const peerUrls = (flagValue(written, "listen-peer-urls") ?? "").split(",").filter((url) => url !== "");
    await report.check(`etcd on ${name} lets no stranger in, nor be a peer`, async () => {
      let refusal = "";
      for (const url of [...urls.map((one) => `${one}/version`), ...peerUrls.map((one) => `${one}/members`)]) {
        const none = await curl(lab, name, url, { insecure: true });
        expectThat(none.status === 0, `${url} without a certificate: status ${none.status}`);
        const other = await curl(lab, name, url, { insecure: true, ...foreign });
        expectThat(other.status === 0, `${url} with another authority's certificate: status ${other.status}`);
        refusal = none.error;
      }
      return refusal;
    });
  }
}

/** Controller-manager and scheduler serve with certificates that can be verified, and know who asks. */
export async function checkServing(cluster: Case): Promise<void> {
  const { lab, report } = cluster;
  for (const [component, port] of [
    ["kube-controller-manager", 10257],
    ["kube-scheduler", 10259],
  ] as const) {
    for (const { name, tree, written } of hostsWith(cluster, component)) {
      const address = localAddress(written);
      await report.check(`${component} on ${name} serves with a certificate of ours`, async () => {
        const ca = caOf(cluster, tree);
        for (const server of ["localhost", address]) {
          const { status, error } = await curl(lab, name, `https://${server}:${port}/healthz`, { ca });
          expectThat(status === 200, `${server}: status ${status} ${error}`);
        }
        return `as localhost and ${address}`;
      });
      await report.check(`${component} on ${name} shows its metrics to administrators only`, async () => {
        const none = await curl(lab, name, `https://${address}:${port}/metrics`, { insecure: true });
        expectThat(none.status === 401 || none.status === 403, `without a certificate: status ${none.status}`);
        const admin = superAdmin(cluster);
        if (admin === undefined) return `status ${none.status} without a certificate`;
        const files = await extractPair(cluster, name, admin);
        let status = 0;
        // The trust comes from a ConfigMap that may be read a little later.
        await until(
          `${component} to know administrators`,
          async () => {
            ({ status } = await curl(lab, name, `https://${address}:${port}/metrics`, { insecure: true, ...files }));
            return status === 200 || `status ${status}`;
          },
          { timeoutMs: 10_000 },
        );
        return `status ${none.status} without a certificate, 200 for ${admin.path}`;
      });
    }
  }
}

/** What pods are given to verify the API server with. */
export async function checkPublishedRoot(cluster: Case): Promise<void> {
  const admin = superAdmin(cluster);
  const [manager] = hostsWith(cluster, "kube-controller-manager");
  const name = "pods are given the authority of the API server";
  const root = manager === undefined ? undefined : flagValue(manager.written, "root-ca-file");
  if (admin === undefined || manager === undefined || root === undefined) {
    return cluster.report.notTried(name, "no administrator, or no --root-ca-file");
  }
  await cluster.report.check(name, async () => {
    const get = ["get", "configmap", "kube-root-ca.crt", "--namespace=kube-system", "-o", "jsonpath={.data.ca\\.crt}"];
    let published = "";
    await until(name, async () => {
      const { code, stdout, stderr } = await kubectl(cluster.lab, admin.host ?? cluster.desk, admin.path, get);
      published = stdout;
      return code === 0 || stderr;
    });
    expectThat(
      published.trim() === readFileSync(join(manager.tree, root), "utf8").trim(),
      `ConfigMap kube-root-ca.crt is not ${root}`,
    );
    return `ConfigMap kube-root-ca.crt is ${root}`;
  });
}

/** A kubeconfig's client certificate and key as files on a host, for curl. */
async function extractPair(cluster: Case, host: string, admin: NonNullable<ReturnType<typeof superAdmin>>) {
  const view = ["config", "view", "--raw", "--flatten", "--minify", "-o"];
  const field = async (name: string) => {
    const path = `jsonpath={.users[0].user.${name}}`;
    const encoded = await kubectlOutput(cluster.lab, admin.host ?? cluster.desk, admin.path, [...view, path]);
    return Buffer.from(encoded.trim(), "base64").toString();
  };
  const files = { certificate: "/run/lab-admin.crt", key: "/run/lab-admin.key" };
  cluster.lab.write(host, files.certificate, await field("client-certificate-data"));
  cluster.lab.write(host, files.key, await field("client-key-data"));
  return files;
}

/** Static pods see only what is mounted into them; here everything is seen, so it is looked at. */
export async function checkMounts(cluster: Case): Promise<void> {
  for (const { name, tree, components } of cluster.hosts) {
    for (const [component, written] of components) {
      if (written.mounts === undefined) continue;
      await cluster.report.check(`the pod of ${component} on ${name} sees its files`, async () => {
        const outside = filesOutsideMounts(tree, written);
        expectThat(outside.length === 0, `not mounted: ${outside.join(", ")}`);
        return `${written.mounts?.length} mounts`;
      });
    }
  }
}

/** A kubelet with ready-made certificates registers, and the API server reaches it with verification on. */
export async function checkKubelet(cluster: Case, host: CaseHost): Promise<void> {
  const { lab, report, foreign } = cluster;
  const { name, address, kubelet: written } = host;
  const admin = superAdmin(cluster);
  if (written === undefined || admin === undefined) {
    return report.notTried(`kubelet on ${name}`, "no kubelet settings, or no administrator's kubeconfig");
  }
  const run = (...args: string[]) => kubectlOutput(lab, admin.host ?? cluster.desk, admin.path, args);
  await report.check("API servers verify kubelets", async () => {
    for (const apiserver of hostsWith(cluster, "kube-apiserver")) {
      const authority = flagValue(apiserver.written, "kubelet-certificate-authority");
      expectThat(authority !== undefined, `--kubelet-certificate-authority is not set on ${apiserver.name}`);
    }
    return "--kubelet-certificate-authority is set";
  });
  const up = await report.check(`kubelet on ${name} registers and is reached through the API server`, () =>
    report.time("kubelet", async () => {
      const { containerd, kubelet } = await startKubelet(lab, name, written);
      report.processes.push(containerd, kubelet);
      const healthz = `/api/v1/nodes/${name}/proxy/healthz`;
      const asks = asksForServing(host);
      await kubelet.ready(async () => {
        if (asks) await approveServing(run);
        return run("get", "--raw", healthz).then((body) => body === "ok" || body, String);
      }, 60_000);
      const addresses = await run("get", "node", name, "-o", "jsonpath={.status.addresses}");
      expectThat(addresses.includes(`"${address}"`), `the node's addresses are ${addresses}`);
      return `nodes/${name}/proxy/healthz says ok`;
    }),
  );
  if (!up) return;
  await report.check(`kubelet on ${name} lets no stranger in`, async () => {
    const url = `https://${inUrl(address)}:10250/pods`;
    const none = await curl(lab, cluster.desk, url, { insecure: true });
    expectThat(none.status === 401, `without a certificate: status ${none.status} ${none.error}`);
    const other = await curl(lab, cluster.desk, url, { insecure: true, ...foreign });
    expectThat(other.status === 401, `with another authority's certificate: status ${other.status} ${other.error}`);
    return "status 401";
  });
}

/** Whether the kubelet asks for its serving certificate, which somebody has to approve. */
function asksForServing({ tree, kubelet }: CaseHost): boolean {
  const path = kubelet === undefined ? undefined : flagValue(kubelet, "config");
  if (path === undefined) return false;
  return /^serverTLSBootstrap: true$/m.test(readFileSync(join(tree, path), "utf8"));
}

async function approveServing(run: (...args: string[]) => Promise<string>): Promise<void> {
  const columns =
    "jsonpath={range .items[*]}{.metadata.name} {.spec.signerName} {.status.conditions[*].type}{'\\n'}{end}";
  for (const line of (await run("get", "csr", "-o", columns)).split("\n")) {
    const [name = "", signer, condition = ""] = line.split(" ");
    if (signer === "kubernetes.io/kubelet-serving" && condition === "") await run("certificate", "approve", name);
  }
}
