/** A cluster of one control plane on loopback: kubepki's own files and flags, real programs. */
import { catalog } from "../../catalog/index.ts";
import type { ComponentId } from "../../catalog/types.ts";
import { KubepkiError } from "../../errors.ts";
import type { RunningProgram } from "../../ports.ts";
import { DEFAULT_SPEC } from "../../spec/defaults.ts";
import { hostUnitName } from "../../spec/resolve/host-unit.ts";
import { resolve } from "../../spec/resolve/resolve.ts";
import type { Host, KubernetesVersion, Spec } from "../../spec/spec.ts";
import { apply } from "../run.ts";
import type { Bench } from "./lesson.ts";
import { identityOf } from "./material.ts";

export interface RunningCluster {
  readonly apiPort: number;
  readonly etcdPort: number;
  stop(): Promise<void>;
}

const HOST: Host = {
  name: "cp-1",
  roles: ["control-plane", "etcd"],
  addresses: ["127.0.0.1"],
  names: [],
};
const READY_MS = 60_000;
const POLL_MS = 200;

export async function startCluster(bench: Bench, folder: string): Promise<RunningCluster> {
  const { programs, loopback, clock, entropy, keyMaker, signerFor } = bench;
  const [apiPort, etcdPort, peerPort, metricsPort] = await Promise.all([0, 1, 2, 3].map(() => loopback.freePort()));
  if (apiPort === undefined || etcdPort === undefined) throw new Error("no ports");
  const ports = { apiPort, etcdPort, peerPort: peerPort ?? 0, metricsPort: metricsPort ?? 0 };
  const spec = specOf(await versionOf(bench), `${bench.folder.path}/${folder}`, ports);
  await apply(
    { spec },
    { clock, entropy, keyMaker, signerFor, files: bench.storeAt(`${bench.folder.path}/${folder}`) },
  );
  const running: RunningProgram[] = [];
  const stop = async (): Promise<void> => {
    for (const program of running.reverse()) await program.stop();
  };
  try {
    const start = (id: ComponentId): RunningProgram => {
      const program = programs.start(programs.find(id) ?? id, flagsOf(spec, id, `${bench.folder.path}/${folder}`));
      running.push(program);
      return program;
    };
    const pki = `${folder}/hosts/cp-1/etc/kubernetes/pki`;
    const etcd = start("etcd");
    await ready(bench, "etcd", etcd, { port: etcdPort, path: "/health", identity: `${pki}/apiserver-etcd-client` });
    const api = start("kube-apiserver");
    await ready(bench, "kube-apiserver", api, { port: apiPort, path: "/readyz", identity: undefined });
  } catch (error) {
    await stop();
    throw error;
  }
  return { apiPort, etcdPort, stop };
}

/** The release of the kube-apiserver that is there, which decides what flags it gets. */
async function versionOf({ programs }: Bench): Promise<KubernetesVersion> {
  const said = await programs.ask(programs.find("kube-apiserver") ?? "", ["--version"]);
  const [, major, minor, patch] = /v(\d+)\.(\d+)\.(\d+)/.exec(said ?? "")?.map(Number) ?? [];
  const known = catalog.releases.map((release) => release.minor);
  if (major === undefined || minor === undefined || !known.includes(`1.${minor}`)) {
    throw new KubepkiError(
      "ERR_USAGE",
      `kube-apiserver is of no release that kubepki knows: ${said?.trim() ?? "no answer"}`,
      {
        remedy: `name the folder of one of ${known.join(", ")} with --programs`,
      },
    );
  }
  return { major, minor, patch: patch ?? 0 };
}

interface Ports {
  readonly apiPort: number;
  readonly etcdPort: number;
  readonly peerPort: number;
  readonly metricsPort: number;
}

/** What is not as in a cluster: loopback alone, and ports that are free. */
function specOf(kubernetesVersion: KubernetesVersion, folder: string, ports: Ports): Spec {
  const url = (port: number, scheme = "https"): string => `${scheme}://127.0.0.1:${port}`;
  const flags = (values: Readonly<Record<string, string>>) =>
    Object.entries(values).map(([name, value]) => ({ name, value }));
  return {
    ...DEFAULT_SPEC,
    name: "lesson",
    kubernetesVersion,
    settings: "flags",
    endpoint: { host: "127.0.0.1", port: ports.apiPort },
    bindPort: ports.apiPort,
    hosts: [HOST],
    extraArgs: {
      etcd: flags({
        "data-dir": `${folder}/etcd-data`,
        "listen-client-urls": url(ports.etcdPort),
        "advertise-client-urls": url(ports.etcdPort),
        "listen-peer-urls": url(ports.peerPort),
        "initial-advertise-peer-urls": url(ports.peerPort),
        "initial-cluster": `${HOST.name}=${url(ports.peerPort)}`,
        "listen-metrics-urls": url(ports.metricsPort, "http"),
      }),
      "kube-apiserver": flags({
        "etcd-servers": url(ports.etcdPort),
        "bind-address": "127.0.0.1",
        "endpoint-reconciler-type": "none",
      }),
    },
  };
}

/** The component's flags as kubepki writes them, with the paths of its host's folder. */
function flagsOf(spec: Spec, component: ComponentId, folder: string): string[] {
  const { files } = resolve(spec, catalog).unit(hostUnitName(HOST));
  const settings = files.flatMap(({ content }) =>
    content.kind === "settings" && content.component === component ? [content] : [],
  );
  const root = `${folder}/${hostUnitName(HOST)}`;
  return settings.flatMap(({ flags }) => flags.map(({ name, value, file }) => `--${name}=${file ? root : ""}${value}`));
}

/** Wait until it answers. */
async function ready(
  bench: Bench,
  name: string,
  program: RunningProgram,
  ask: { readonly port: number; readonly path: string; readonly identity: string | undefined },
): Promise<void> {
  const { port, path, identity } = ask;
  const known = identity === undefined ? {} : { identity: await identityOf(bench, identity) };
  for (let waited = 0; waited < READY_MS && program.running(); waited += POLL_MS) {
    const answer = await bench.loopback.request({ port, path, ...known });
    if ("status" in answer && answer.status === 200) return;
    await bench.programs.wait(POLL_MS);
  }
  const [last = "it printed nothing"] = program.output().trim().split("\n").slice(-1);
  throw new KubepkiError("ERR_IO", `${name} did not become ready: ${last}`, {
    remedy: "another version of it may start: name its folder with --programs",
  });
}
