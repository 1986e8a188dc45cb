import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A component's command as it stands in a host's tree. `argv[0]` is the name written there, not yet a judge. */
export interface Written {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly file: string;
  /** Static pods only: folders and files of the host that the container sees. */
  readonly mounts?: readonly string[];
}

const MANIFESTS = "etc/kubernetes/manifests";
const UNITS = "etc/systemd/system";
/** Where layouts put plain flag files. */
const FLAG_FILES = ["etc/kubernetes/flags", "etc/kubernetes/tls"];

/** A component's settings in whatever form the tree holds them. */
export function written(tree: string, component: string): Written | undefined {
  if (existsSync(join(tree, MANIFESTS, `${component}.yaml`))) return fromStaticPod(tree, component);
  if (existsSync(join(tree, UNITS, `${component}.service`))) return fromUnit(tree, component);
  return fromFlagFile(tree, component);
}

interface StaticPod {
  readonly spec: {
    readonly containers: readonly {
      readonly command?: readonly string[];
      readonly args?: readonly string[];
      readonly env?: readonly { readonly name: string; readonly value?: string }[];
      readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
    }[];
    readonly volumes?: readonly { readonly name: string; readonly hostPath?: { readonly path: string } }[];
  };
}

export function fromStaticPod(tree: string, component: string): Written {
  const file = join(tree, MANIFESTS, `${component}.yaml`);
  const { spec } = parse(readFileSync(file, "utf8")) as StaticPod;
  const container = spec.containers[0];
  if (container === undefined) throw new Error(`${file} has no container`);
  const hostPaths = new Map(spec.volumes?.map(({ name, hostPath }) => [name, hostPath?.path]));
  const mounts = (container.volumeMounts ?? []).map(({ name, mountPath }) => {
    if (hostPaths.get(name) !== mountPath) throw new Error(`${file}: ${mountPath} is not mounted from the same place`);
    return mountPath;
  });
  return {
    argv: [...(container.command ?? []), ...(container.args ?? [])],
    env: Object.fromEntries(container.env?.map(({ name, value = "" }) => [name, value]) ?? []),
    file,
    mounts,
  };
}

/** Files of the host that a static pod's flags name but its container does not see. */
export function filesOutsideMounts(tree: string, { argv, mounts }: Written): string[] {
  if (mounts === undefined) return [];
  const files = argv.map((argument) => argument.replace(/^--[^=]*=/, "")).filter((value) => value.startsWith("/"));
  return files.filter(
    (file) => existsSync(join(tree, file)) && !mounts.some((mount) => file === mount || file.startsWith(`${mount}/`)),
  );
}

export function fromUnit(tree: string, component: string): Written {
  const file = join(tree, UNITS, `${component}.service`);
  const lines = readFileSync(file, "utf8")
    .replace(/\\\n\s*/g, " ")
    .split("\n");
  const values = (key: string) =>
    lines.filter((line) => line.startsWith(`${key}=`)).map((line) => line.slice(key.length + 1).trim());
  const command = values("ExecStart").at(-1);
  if (command === undefined) throw new Error(`${file} has no ExecStart`);
  const env: Record<string, string> = {};
  for (const assignment of values("Environment").flatMap(words)) assign(env, assignment);
  for (const path of values("EnvironmentFile")) Object.assign(env, environmentFile(tree, path));
  const argv = words(command).flatMap((word) => expand(word.replace(/%%/g, "%"), env));
  return { argv, env, file };
}

/** One flag a line. */
export function fromFlagFile(tree: string, component: string): Written | undefined {
  const file = FLAG_FILES.map((folder) => join(tree, folder, `${component}.flags`)).find((path) => existsSync(path));
  if (file === undefined) return undefined;
  const flags = readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"));
  return { argv: [component, ...flags], env: {}, file };
}

/** A kubelet under kubeadm: the package's own systemd drop-in, and the variable in the file that kubeadm writes. */
export function fromKubeadmEnvironment(tree: string): Written {
  const path = "/var/lib/kubelet/kubeadm-flags.env";
  const given = [
    "--bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf",
    "--kubeconfig=/etc/kubernetes/kubelet.conf",
    "--config=/var/lib/kubelet/config.yaml",
  ];
  const own = existsSync(join(tree, path)) ? words(environmentFile(tree, path).KUBELET_KUBEADM_ARGS ?? "") : [];
  return { argv: ["kubelet", ...given, ...own], env: {}, file: join(tree, path) };
}

/** The value of a flag, the last one when it is repeated. */
export function flagValue({ argv }: Pick<Written, "argv">, name: string): string | undefined {
  for (const [i, argument] of [...argv.entries()].reverse()) {
    if (argument === `--${name}`) return argv[i + 1];
    if (argument.startsWith(`--${name}=`)) return argument.slice(name.length + 3);
  }
  return undefined;
}

function environmentFile(tree: string, path: string): Record<string, string> {
  const file = join(tree, path.replace(/^-/, ""));
  if (!existsSync(file) && path.startsWith("-")) return {};
  const env: Record<string, string> = {};
  for (const line of readFileSync(file, "utf8").split("\n")) {
    const [, name, value] = /^\s*([A-Za-z_]\w*)=(.*)$/.exec(line) ?? [];
    if (name !== undefined && value !== undefined) env[name] = words(value).join(" ");
  }
  return env;
}

function assign(env: Record<string, string>, assignment: string): void {
  const at = assignment.indexOf("=");
  if (at > 0) env[assignment.slice(0, at)] = assignment.slice(at + 1);
}

/** systemd splits a variable that is a word by itself, puts it in as it is elsewhere, and reads `$$` as `$`. */
function expand(word: string, env: Readonly<Record<string, string>>): string[] {
  const alone = /^\$(\w+)$/.exec(word)?.[1];
  if (alone !== undefined) return words(env[alone] ?? "");
  return [
    word.replace(/\$(\$|\{(\w+)\})/g, (_, what: string, name?: string) =>
      what === "$" ? "$" : (env[name ?? ""] ?? ""),
    ),
  ];
}

/** Words as systemd (and a shell, near enough) splits them. */
function words(text: string): string[] {
  const found: string[] = [];
  for (const [word] of text.matchAll(/(?:"(?:\\.|[^"\\])*"|'[^']*'|\\.|[^\s"'\\])+/g)) {
    found.push(
      word.replace(/"((?:\\.|[^"\\])*)"|'([^']*)'|\\(.)/g, (_, double?: string, single?: string, escaped?: string) =>
        double !== undefined ? double.replace(/\\(.)/g, "$1") : (single ?? escaped ?? ""),
      ),
    );
  }
  return found;
}
