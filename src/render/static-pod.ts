import type { DesiredProbe, DesiredSettings } from "../spec/desired.ts";
import type { Plain } from "../spec/plain.ts";
import { flagText } from "./flag-text.ts";
import { yamlBlock } from "./yaml-text.ts";

const REGISTRY = "registry.k8s.io";
const SYSTEM_ROOTS = "/etc/ssl/certs";

interface Mount {
  readonly name: string;
  readonly path: string;
  readonly kind: "DirectoryOrCreate" | "FileOrCreate";
  readonly readOnly: boolean;
}

/** A static pod as kubeadm writes it (`app/phases/controlplane/manifests.go`): host network, files of the host mounted. */
export function renderStaticPod(settings: DesiredSettings, image: string): string {
  const { component, probe } = settings;
  const mounts = mountsOf(settings);
  const container: Record<string, Plain> = {
    name: component,
    image: `${REGISTRY}/${image}:${settings.imageTag}`,
    imagePullPolicy: "IfNotPresent",
    // The kubelet takes $(NAME) for a variable and $$ for a dollar.
    command: [component, ...settings.flags.map((flag) => flagText(flag).replace(/\$/g, "$$$$"))],
    ...(probe === undefined
      ? {}
      : {
          livenessProbe: {
            ...request(probe, probe.livePath),
            failureThreshold: 8,
            initialDelaySeconds: 10,
            periodSeconds: 10,
            timeoutSeconds: 15,
          },
          readinessProbe: {
            ...request(probe, probe.readyPath),
            failureThreshold: 3,
            periodSeconds: 1,
            timeoutSeconds: 15,
          },
          startupProbe: {
            ...request(probe, probe.livePath),
            failureThreshold: 24,
            initialDelaySeconds: 10,
            periodSeconds: 10,
            timeoutSeconds: 15,
          },
        }),
    volumeMounts: mounts.map(({ name, path, readOnly }) => ({
      mountPath: path,
      name,
      ...(readOnly ? { readOnly } : {}),
    })),
  };
  return yamlBlock({
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: component,
      namespace: "kube-system",
      labels: { component, tier: "control-plane" },
    },
    spec: {
      containers: [container],
      hostNetwork: true,
      priorityClassName: "system-node-critical",
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
      volumes: mounts.map(({ name, path, kind }) => ({ hostPath: { path, type: kind }, name })),
    },
  });
}

const request = (probe: DesiredProbe, path: string): { httpGet: Record<string, Plain> } => ({
  httpGet: { host: probe.host, path, port: probe.port, scheme: probe.scheme },
});

/**
 * Folders of the files that flags name, so that a file renamed into place is seen inside; a kubeconfig alone, because
 * its folder holds the others' too.
 */
function mountsOf(settings: DesiredSettings): Mount[] {
  const files = [...new Set(settings.flags.filter((flag) => flag.file).map((flag) => flag.value))];
  const isKubeconfig = new Set(settings.flags.filter((f) => f.name.endsWith("kubeconfig")).map((f) => f.value));
  const folders = new Set(files.filter((file) => !isKubeconfig.has(file)).map(folderOf));
  const outer = [...folders].filter((folder) => ![...folders].some((other) => folder.startsWith(`${other}/`)));
  const readOnly = (kind: Mount["kind"]) => (path: string) => ({ path, kind, readOnly: true });
  const mounts: Omit<Mount, "name">[] = outer.map(readOnly("DirectoryOrCreate"));
  mounts.push(...[...isKubeconfig].map(readOnly("FileOrCreate")));
  if (settings.systemRoots) mounts.push(readOnly("DirectoryOrCreate")(SYSTEM_ROOTS));
  if (settings.dataFolder !== undefined) {
    mounts.push({ path: settings.dataFolder, kind: "DirectoryOrCreate", readOnly: false });
  }
  const taken = new Set<string>();
  return mounts
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((mount) => ({ name: volumeName(mount.path, taken), ...mount }));
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/")) || "/";

/** A DNS label from a path, no two alike. */
function volumeName(path: string, taken: Set<string>): string {
  const label = path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(-60)
    .replace(/^-|-$/g, "");
  const base = label === "" ? "files" : label;
  let name = base;
  for (let i = 2; taken.has(name); i++) name = `${base}-${i}`;
  taken.add(name);
  return name;
}
