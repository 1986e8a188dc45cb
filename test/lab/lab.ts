import { mkdirSync, rmdirSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { programInPath } from "../judges/places.mjs";
import { HostSpace } from "./host.ts";
import { cleanupLeftovers, labFolder, labMark, labName } from "./leftovers.ts";
import { connectHosts } from "./network.ts";
import { LabProcess, type RunOptions, type RunResult, runProgram } from "./process.ts";

export interface LabHost {
  readonly addresses: readonly string[];
  /** A folder that mirrors the host's file system, such as `OUT/hosts/cp-1`; it is never written to. */
  readonly tree?: string | undefined;
  /** Further names that lead to its first address, for every host. */
  readonly names?: readonly string[];
}

export interface LabOptions {
  readonly hosts: Readonly<Record<string, LabHost>>;
}

export interface StartOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** How it is called in messages; the program's name otherwise. */
  readonly name?: string;
}

/** Hosts with a network, a file system and a name each, on one machine. */
export interface Lab {
  readonly hosts: Readonly<Record<string, LabHost>>;
  /** Starts a program on a host; it runs until the lab stops. */
  start(host: string, argv: readonly string[], options?: StartOptions): LabProcess;
  run(host: string, argv: readonly string[], options?: RunOptions): Promise<RunResult>;
  /** A file of a host as seen from outside, also what components have written. */
  path(host: string, file: string): string;
  /** Writes a file that only the test wants; folders are made. */
  write(host: string, file: string, text: string): void;
  stop(): Promise<void>;
}

/** Wants root. Everything it makes goes with `stop()`, or with this process. */
export async function startLab({ hosts }: LabOptions): Promise<Lab> {
  cleanupLeftovers();
  const name = labName();
  const folder = labFolder(name);
  const env: NodeJS.ProcessEnv = { ...labMark(name), PATH: labPath(), HOME: "/run", LC_ALL: "C", TMPDIR: "/tmp" };
  const spaces = new Map<string, HostSpace>();
  const processes: LabProcess[] = [];

  const stop = async () => {
    await Promise.all(processes.map((process) => process.stop()));
    await Promise.all([...spaces.values()].map((space) => space.close()));
    for (const host of await readdir(folder).catch(() => [])) rmdirSync(join(folder, host));
    rmdirSync(folder);
  };
  const spaceOf = (host: string): HostSpace => {
    const space = spaces.get(host);
    if (space === undefined) throw new Error(`the lab has no host ${host}`);
    return space;
  };

  mkdirSync(folder, { mode: 0o700 });
  try {
    const open = async (host: string, tree?: string) => {
      const space = await HostSpace.open(host, join(folder, host), tree, env);
      spaces.set(host, space);
      return space;
    };
    const opened = await Promise.allSettled([
      open(BRIDGE),
      ...Object.entries(hosts).map(([host, { tree }]) => open(host, tree)),
    ]);
    for (const result of opened) if (result.status === "rejected") throw result.reason;
    const wires = Object.entries(hosts).map(([host, { addresses }]) => ({ space: spaceOf(host), addresses }));
    await connectHosts(spaceOf(BRIDGE), wires);
    for (const { space } of wires) writeFileSync(space.path("/etc/hosts"), hostsFile(hosts));
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    hosts,
    start(host, argv, options = {}) {
      const name = `${options.name ?? argv[0]?.split("/").at(-1)} on ${host}`;
      const process = new LabProcess(name, spaceOf(host).enter(argv), argv, { ...env, ...options.env });
      processes.push(process);
      return process;
    },
    run: (host, argv, options = {}) =>
      runProgram(spaceOf(host).enter(argv), { ...options, env: { ...env, ...options.env } }),
    path: (host, file) => spaceOf(host).path(file),
    write(host, file, text) {
      const path = spaceOf(host).path(file);
      mkdirSync(join(path, ".."), { recursive: true });
      writeFileSync(path, text);
    },
    stop,
  };
}

const BRIDGE = "lab-bridge";

function hostsFile(hosts: LabOptions["hosts"]): string {
  const lines = Object.entries(hosts).flatMap(([host, { addresses, names = [] }]) =>
    addresses.map((address) => `${address} ${[host, ...names].join(" ")}`),
  );
  return ["127.0.0.1 localhost", "::1 localhost", ...lines, ""].join("\n");
}

const labPath = (): string => {
  const node = programInPath("node");
  return [
    "/usr/local/sbin",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/bin",
    "/sbin",
    "/bin",
    ...(node ? [join(node, "..")] : []),
  ].join(":");
};
