import { type ChildProcessByStdio, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

/** Folders of the machine that components write to: each host sees its own copy on top of the machine's. */
const PRIVATE = ["/etc", "/opt", "/var/lib", "/var/log", "/usr/libexec"];

/** What the machine itself may have of a cluster: hidden, so that a host sees its tree alone. */
const HIDDEN = [
  "/etc/kubernetes",
  "/etc/etcd",
  "/etc/systemd/system",
  "/var/lib/kubelet",
  "/var/lib/kubernetes",
  "/var/lib/kube-proxy",
  "/var/lib/etcd",
  "/var/lib/containerd",
];

/** Top folders that hold too much of the system to be covered whole. */
const DEEP = new Set(["usr", "var", "home"]);

/** Kernel settings of the whole machine that a kubelet sets: it gets files to write to instead. */
const KERNEL_SETTINGS = [
  "vm/overcommit_memory",
  "vm/panic_on_oom",
  "kernel/panic",
  "kernel/panic_on_oops",
  "kernel/keys/root_maxkeys",
  "kernel/keys/root_maxbytes",
];

/**
 * Runs in the host's own namespaces. Everything that it mounts, and everything that components write, is in memory of
 * those namespaces and goes with them; the tree stays as it was written. It ends when its standard input does, that is
 * also when whoever started it is killed.
 */
const HOLDER = `
set -e
hostname "$LAB_HOST"
mount -t tmpfs -o mode=755 lab "$LAB_STATE"
for setting in $LAB_KERNEL; do
  [ -e "/proc/sys/$setting" ] || continue
  copy="$LAB_STATE/$(echo "$setting" | tr / _)"
  cat "/proc/sys/$setting" > "$copy"
  mount --bind "$copy" "/proc/sys/$setting"
done
number=0
for folder in $LAB_FOLDERS; do
  number=$((number + 1))
  layer="$LAB_STATE/layer$number"
  mkdir -p "$layer/upper" "$layer/work" "$layer/hidden"
  for hidden in $LAB_HIDDEN; do
    case "$hidden" in "$folder"/*)
      mkdir -p "$layer/hidden/$(dirname "\${hidden#"$folder"/}")"
      mknod "$layer/hidden/\${hidden#"$folder"/}" c 0 0 ;;
    esac
  done
  lower="$layer/hidden:$folder"
  if [ -n "$LAB_TREE" ] && [ -d "$LAB_TREE$folder" ]; then lower="$LAB_TREE$folder:$lower"; fi
  chmod "$(stat -c %a "$folder")" "$layer/upper"
  mount -t overlay lab -o "lowerdir=$lower,upperdir=$layer/upper,workdir=$layer/work" "$folder"
done
mount -t tmpfs -o mode=755 lab /run
echo ready
exec cat > /dev/null
`;

/** A host of the lab: namespaces for network, mounts and name, kept by a process that does nothing. */
export class HostSpace {
  readonly name: string;
  readonly #holder: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #gone: Promise<void>;

  private constructor(name: string, holder: ChildProcessByStdio<Writable, Readable, Readable>) {
    this.name = name;
    this.#holder = holder;
    this.#gone = new Promise((resolve) => holder.on("close", () => resolve()));
  }

  /** `state` is an empty folder of this host's own; `tree` mirrors the host's file system. */
  static async open(name: string, state: string, tree: string | undefined, env: NodeJS.ProcessEnv): Promise<HostSpace> {
    mkdirSync(state, { recursive: true });
    const folders = mountFolders(tree);
    const variables = {
      LAB_HOST: name,
      LAB_STATE: state,
      LAB_TREE: tree ?? "",
      LAB_FOLDERS: folders.join(" "),
      LAB_HIDDEN: HIDDEN.join(" "),
      LAB_KERNEL: KERNEL_SETTINGS.join(" "),
    };
    const args = [
      "--pdeathsig",
      "KILL",
      "unshare",
      "--net",
      "--mount",
      "--uts",
      "--propagation",
      "private",
      "sh",
      "-c",
      HOLDER,
    ];
    const holder = spawn("setpriv", args, { env: { ...env, ...variables }, cwd: "/", stdio: ["pipe", "pipe", "pipe"] });
    const space = new HostSpace(name, holder);
    await new Promise<void>((resolve, reject) => {
      let complaint = "";
      holder.stderr.on("data", (text) => {
        complaint += text;
      });
      holder.on("error", reject);
      holder.on("close", () => reject(new Error(`host ${name} could not be made: ${complaint.trim()}`)));
      createInterface({ input: holder.stdout }).on("line", (line) => line === "ready" && resolve());
    });
    return space;
  }

  get pid(): number {
    const { pid } = this.#holder;
    if (pid === undefined) throw new Error(`host ${this.name} is gone`);
    return pid;
  }

  /** A file of the host, seen from outside. */
  path(file: string): string {
    return join(`/proc/${this.pid}/root`, file);
  }

  /** The command line that runs `argv` on this host and dies with us. */
  enter(argv: readonly string[]): string[] {
    const target = ["--target", String(this.pid), "--net", "--mount", "--uts"];
    return ["setpriv", "--pdeathsig", "KILL", "--", "nsenter", ...target, "--", ...argv];
  }

  async close(): Promise<void> {
    this.#holder.stdin.end();
    this.#holder.kill("SIGKILL");
    await this.#gone;
  }
}

/** Where the tree is laid over the machine's folders: as high up as does not cover too much. */
function mountFolders(tree: string | undefined): string[] {
  const folders = new Set(PRIVATE.filter((folder) => existsSync(folder)));
  if (tree === undefined) return [...folders];
  if (/[\s:,\\]/.test(tree)) throw new Error(`a tree's path may hold no space, colon or comma: ${tree}`);
  for (const top of subfolders(tree)) {
    const all = DEEP.has(top) ? subfolders(join(tree, top)).map((name) => `/${top}/${name}`) : [`/${top}`];
    for (const folder of all) {
      if (!existsSync(folder))
        throw new Error(`${folder} of ${tree} has no counterpart on this machine to be laid over`);
      folders.add(folder);
    }
  }
  return [...folders];
}

const subfolders = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
