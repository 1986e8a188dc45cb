import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { curl, etcdReady, healthy, kubectlOutput, localAddress, startComponent } from "../components.ts";
import { type LabProcess, until } from "../process.ts";
import { flagValue, type Written } from "../written.ts";
import type { Case, CaseHost, ControlPlaneComponent } from "./case.ts";

type With = CaseHost & { readonly written: Written };

/** The hosts that have a component, with its settings. */
export const hostsWith = (cluster: Case, component: ControlPlaneComponent): With[] =>
  cluster.hosts.flatMap((host) => {
    const written = host.components.get(component);
    return written === undefined ? [] : [{ ...host, written }];
  });

export const apiPort = (written: Written): number => Number(flagValue(written, "secure-port") ?? 6443);

/** Every component of the control plane, in the order in which they need each other; fails with the log's end. */
export async function startControlPlane(cluster: Case): Promise<void> {
  const { lab, report } = cluster;
  const start = (
    component: ControlPlaneComponent,
    ready: (host: With) => () => Promise<boolean | string>,
    timeoutMs: number,
  ) => {
    const started: [With, LabProcess][] = hostsWith(cluster, component).map((host) => [
      host,
      startComponent(lab, host.name, component, host.written),
    ]);
    report.processes.push(...started.map(([, process]) => process));
    return Promise.all(started.map(([host, process]) => process.ready(ready(host), timeoutMs)));
  };
  await report.time("etcd", () => start("etcd", memberReady(cluster), 30_000));
  const ready =
    ({ name, written }: With) =>
    async () => {
      const { status, body, error } = await curl(
        lab,
        name,
        `https://${localAddress(written)}:${apiPort(written)}/readyz`,
        { insecure: true },
      );
      return status === 200 || error || `${status} ${body}`;
    };
  await report.time("API servers", () => start("kube-apiserver", ready, 60_000));
  await report.time("controller-managers and schedulers", () =>
    Promise.all([
      start("kube-controller-manager", ({ name, written }) => healthy(lab, name, written, 10257), 30_000),
      start("kube-scheduler", ({ name, written }) => healthy(lab, name, written, 10259), 30_000),
    ]),
  );
}

/** Where a member answers clients. */
export const clientUrls = (written: Written): readonly string[] =>
  (flagValue(written, "listen-client-urls") ?? "https://127.0.0.1:2379").split(",");

const memberReady = (cluster: Case) => (host: With) => {
  if (host.etcdClient !== undefined)
    return etcdReady(cluster.lab, host.name, host.etcdClient, clientUrls(host.written)[0]);
  const metrics = flagValue(host.written, "listen-metrics-urls") ?? "http://127.0.0.1:2381";
  return async () => {
    const { body, error } = await curl(cluster.lab, host.name, `${metrics}/health`);
    return body.includes('"health":"true"') || error || body;
  };
};

/** A kubeconfig of somebody who may do everything without any binding. */
export const superAdmin = (cluster: Case) =>
  cluster.kubeconfigs.find(({ identity }) => identity?.groups.includes("system:masters"));

/** Gives administrators and the API server the rights that their names alone do not. */
export async function grantRights(cluster: Case): Promise<void> {
  const { lab, report, out } = cluster;
  const by = superAdmin(cluster);
  if (by === undefined) return report.notTried("rights", "no kubeconfig of system:masters among the written ones");
  const run = (args: readonly string[], stdin?: string) =>
    kubectlOutput(lab, by.host ?? cluster.desk, by.path, args, stdin);
  const folder = join(out, "cluster");
  const manifests = existsSync(folder) ? readdirSync(folder).filter((name) => /rbac.*\.ya?ml$/.test(name)) : [];
  await until("the API server's own roles", async () => {
    await run(["get", "clusterrole", "cluster-admin", "system:kubelet-api-admin"]);
    return true;
  });
  if (manifests.length > 0) {
    await report.check("rights", async () => {
      for (const name of manifests) await run(["apply", "-f", join(folder, name)]);
      return `cluster/${manifests.join(", ")} applied with ${by.path}`;
    });
    return;
  }
  await report.check("rights", async () => {
    await run([
      "create",
      "clusterrolebinding",
      "lab-admins",
      "--clusterrole=cluster-admin",
      "--group=kubeadm:cluster-admins",
    ]);
    const kubeletClient = ["--clusterrole=system:kubelet-api-admin", "--user=kube-apiserver-kubelet-client"];
    await run(["create", "clusterrolebinding", "lab-kubelet-api", ...kubeletClient]);
    return `bound by hand with ${by.path}: no cluster/rbac.yaml was written`;
  });
}
