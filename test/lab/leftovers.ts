import { readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const PREFIX = "kubepki-lab-";
const MARK = "KUBEPKI_LAB";

let count = 0;

/** A name no other lab has, in which its owner can be told: process, and when that process began. */
export const labName = (): string => `${PREFIX}${process.pid}-${startOf("self")}-${++count}`;

/** In the environment of every process of a lab. */
export const labMark = (name: string): NodeJS.ProcessEnv => ({ [MARK]: name });

export const labFolder = (name: string): string => join(tmpdir(), name);

/**
 * Ends the processes and removes the folders of labs whose owner is gone. Processes die with their owner and mounts with
 * their processes, so that there is something to do only after a very unlucky crash.
 */
export function cleanupLeftovers(): void {
  for (const pid of readdirSync("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const name = markOf(pid);
    if (name === undefined || isOwned(name)) continue;
    try {
      process.kill(Number(pid), "SIGKILL");
    } catch {
      // It ended by itself.
    }
  }
  for (const name of readdirSync(tmpdir())) {
    if (name.startsWith(PREFIX) && !isOwned(name)) rmSync(labFolder(name), { recursive: true, force: true });
  }
}

function isOwned(name: string): boolean {
  const [pid, start] = name.slice(PREFIX.length).split("-");
  return pid !== undefined && startOf(pid) === start;
}

function markOf(pid: string): string | undefined {
  const environment = readOr(`/proc/${pid}/environ`).split("\0");
  return environment.find((entry) => entry.startsWith(`${MARK}=${PREFIX}`))?.slice(MARK.length + 1);
}

/** When a process began, in the kernel's ticks; a dead one that nobody has buried yet did not. */
function startOf(pid: string): string | undefined {
  const fields = readOr(`/proc/${pid}/stat`)
    .replace(/^.*\) /s, "")
    .split(" ");
  return fields[0] === "Z" ? undefined : fields[19];
}

function readOr(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
