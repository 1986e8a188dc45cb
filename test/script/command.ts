// The built command as a process: how a user meets it. Each test has a folder of its own.
import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach } from "vitest";

export const CHECKOUT = fileURLToPath(new URL("../..", import.meta.url));
export const PROGRAM = join(CHECKOUT, "bin", "kubepki.js");

if (!existsSync(join(CHECKOUT, "dist", "cli.cjs"))) throw new Error("the command is not built: npm run build");

export interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Options {
  readonly input?: string | Buffer;
  readonly env?: Readonly<Record<string, string>>;
  /** Another Node than this one. */
  readonly node?: string;
}

/** Neither a colour nor a terminal's size of whoever runs the tests. */
export const ENVIRONMENT: NodeJS.ProcessEnv = { ...process.env };
for (const name of ["NO_COLOR", "FORCE_COLOR", "COLUMNS", "NODE_OPTIONS", "VITEST"]) delete ENVIRONMENT[name];

/** A folder of one test, and the command in it. */
export interface Shell {
  readonly folder: string;
  kubepki(...args: readonly (string | Options)[]): Outcome;
  /** A program of the system. */
  run(program: string, args: readonly string[], options?: Options): Outcome;
  /** Started and not waited for. */
  start(args: readonly string[], options?: SpawnOptions): ChildProcess;
  path(...parts: string[]): string;
  write(path: string, text: string | Buffer): void;
  read(path: string): string;
  exists(path: string): boolean;
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export function shell(): Shell {
  const folder = mkdtempSync(join(realpathSync(tmpdir()), "kubepki-script-"));
  folders.push(folder);
  const run = (program: string, args: readonly string[], { input = "", env = {} }: Options = {}): Outcome => {
    const { status, stdout, stderr, error } = spawnSync(program, args, {
      cwd: folder,
      input,
      env: { ...ENVIRONMENT, ...env },
      encoding: "utf8",
      timeout: 60_000,
      maxBuffer: 64 << 20,
    });
    if (error !== undefined) throw error;
    return { status, stdout, stderr };
  };
  return {
    folder,
    run,
    kubepki(...args) {
      const last = args.at(-1);
      const options = typeof last === "object" ? last : {};
      const words = args.filter((arg) => typeof arg === "string");
      return run(options.node ?? process.execPath, [PROGRAM, ...words], options);
    },
    start: (args, options) =>
      spawn(process.execPath, [PROGRAM, ...args], { cwd: folder, env: ENVIRONMENT, ...options }),
    path: (...parts) => join(folder, ...parts),
    write(path, text) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
    read: (path) => readFileSync(join(folder, path), "utf8"),
    exists: (path) => existsSync(join(folder, path)),
  };
}

/** One control plane, two workers, a user; elliptic keys, so that a run takes a moment only. */
export const CLUSTER = `apiVersion: kubepki/v1
kind: Cluster
name: demo
hosts:
  - {name: cp-1, roles: [control-plane], addresses: [10.0.0.11]}
  - {name: "worker-[1-2]", addresses: ["10.0.1.[1-2]"]}
users:
  - {name: alice, groups: [developers]}
`;

/** A shell with the cluster's specification in it; and, when asked for, with everything made in `pki`. */
export function clusterShell(applied: "applied" | "new" = "new"): Shell {
  const here = shell();
  here.write("cluster.yaml", CLUSTER);
  if (applied === "applied") {
    const { status, stderr } = here.kubepki("apply", "--yes");
    if (status !== 0) throw new Error(stderr);
  }
  return here;
}
