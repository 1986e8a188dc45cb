import { judgePath } from "../judges/judge.ts";
import { startComponent } from "./components.ts";
import type { Lab } from "./lab.ts";
import type { LabProcess } from "./process.ts";
import type { Written } from "./written.ts";

const FOLDER = "/run/kubepki-lab";
const SOCKET = "/run/containerd/containerd.sock";

/** The smallest containerd a kubelet accepts: it never starts a container. */
const CONTAINERD = `version = 2
root = "${FOLDER}/containerd/root"
state = "${FOLDER}/containerd/state"
disabled_plugins = [
  "io.containerd.internal.v1.opt",
  "io.containerd.internal.v1.tracing",
  "io.containerd.tracing.processor.v1.otlp",
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
]
[grpc]
address = "${SOCKET}"
[plugins."io.containerd.grpc.v1.cri"]
disable_tcp_service = true
[plugins."io.containerd.grpc.v1.cri".containerd]
snapshotter = "native"
`;

/** What a test machine wants, beside the written configuration, which stays as it is. */
const DROP_IN = {
  apiVersion: "kubelet.config.k8s.io/v1beta1",
  kind: "KubeletConfiguration",
  cgroupDriver: "cgroupfs",
  cgroupsPerQOS: false,
  containerRuntimeEndpoint: `unix://${SOCKET}`,
  enforceNodeAllocatable: [],
  failCgroupV1: false,
  failSwapOn: false,
  localStorageCapacityIsolation: false,
  makeIPTablesUtilChains: false,
  registerNode: true,
  staticPodPath: `${FOLDER}/no-static-pods`,
};

export interface Kubelet {
  readonly containerd: LabProcess;
  readonly kubelet: LabProcess;
}

/** Starts containerd and a kubelet with the command as it was written, plus a folder of configuration for the test machine. */
export async function startKubelet(lab: Lab, host: string, written: Pick<Written, "argv" | "env">): Promise<Kubelet> {
  lab.write(host, `${FOLDER}/containerd.toml`, CONTAINERD);
  lab.write(host, `${FOLDER}/kubelet.d/10-lab.conf`, JSON.stringify(DROP_IN));
  lab.write(host, `${FOLDER}/no-static-pods/.keep`, "");
  const containerd = lab.start(host, [judgePath("containerd"), "--config", `${FOLDER}/containerd.toml`]);
  await containerd.ready(async () => {
    const { status, error } = await socketAnswers(lab, host);
    return status || error;
  }, 15_000);
  const argv = [...written.argv, `--config-dir=${FOLDER}/kubelet.d`];
  return { containerd, kubelet: startComponent(lab, host, "kubelet", { argv, env: written.env }) };
}

async function socketAnswers(lab: Lab, host: string): Promise<{ status: boolean; error: string }> {
  const { code, stderr } = await lab.run(host, ["ctr", "--address", SOCKET, "version"]);
  return { status: code === 0, error: stderr };
}
