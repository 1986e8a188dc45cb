/**
 * The lock of an output folder: a file that names its holder. It comes into being complete (made under another name and
 * linked into place), so that nobody reads half of one. It is stale only when its holder ran on this very machine and is
 * gone; a heartbeat by modification time would take it from a process that was merely stopped.
 */
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { hostname } from "node:os";
import { KubepkiError } from "../../errors.ts";
import { errnoOf, guarded, ioFailure } from "./failure.ts";

/** Who holds a lock. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** Start of the process in clock ticks since boot, with the boot's id; empty where the system does not say. */
  readonly started: string;
  readonly since: string;
}

/** What the lock asks of the machine; replaceable in tests. */
export interface ProcessFacts {
  readonly pid: number;
  readonly host: string;
  now(): Date;
  isAlive(pid: number): boolean;
  /** A mark that differs between two processes that were given the same number; empty when unknown. */
  startedAt(pid: number): string;
}

export const realProcess: ProcessFacts = {
  pid: process.pid,
  host: hostname(),
  now: () => new Date(),
  isAlive(pid) {
    try {
      process.kill(pid, 0);
      return true;
    } catch (thrown) {
      return errnoOf(thrown) !== "ESRCH";
    }
  },
  startedAt(pid) {
    try {
      const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
      // The second field is the program's name in brackets and may hold anything; field 22 is the start.
      const ticks = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
      return `${ticks}@${fs.readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}`;
    } catch {
      return "";
    }
  },
};

/** A lock that is held. */
export interface Lock {
  /** Whether the file still says that we hold it. */
  held(): boolean;
  release(): void;
}

/** Take the lock at `path` or throw ERR_LOCKED. */
export function takeLock(path: string, facts: ProcessFacts = realProcess): Lock {
  const mark = randomBytes(6).toString("hex");
  const holder: LockHolder = {
    pid: facts.pid,
    host: facts.host,
    started: facts.startedAt(facts.pid),
    since: facts.now().toISOString(),
  };
  const text = JSON.stringify({ ...holder, mark }) + "\n";
  for (let round = 0; round < 5; round++) {
    if (place(path, `${path}-${mark}`, text)) {
      const held = (): boolean => readText(path) === text;
      const release = (): void => {
        if (held()) guarded("remove the lock", path, () => fs.rmSync(path, { force: true }));
      };
      return { held, release };
    }
    const found = readText(path);
    if (found === undefined) continue;
    if (!isStale(found, facts)) throw locked(path, found);
    setAside(path, `${path}-${mark}`, found);
  }
  throw locked(path, readText(path) ?? "");
}

/** Make the lock file, whole from its first moment; false when one is there. */
function place(path: string, temporary: string, text: string): boolean {
  try {
    fs.writeFileSync(temporary, text, { flag: "wx", mode: 0o600 });
    fs.linkSync(temporary, path);
    return true;
  } catch (thrown) {
    const code = errnoOf(thrown);
    if (code === "EEXIST" || code === "ENOENT") return false;
    // A file system without hard links: the plain way, with a moment in which the file is empty.
    if (code === "EPERM" || code === "ENOTSUP" || code === "EOPNOTSUPP") return placePlainly(path, text);
    throw ioFailure(thrown, "make the lock", path);
  } finally {
    try {
      fs.rmSync(temporary, { force: true });
    } catch {
      // Where it could not be made it cannot be removed.
    }
  }
}

function placePlainly(path: string, text: string): boolean {
  try {
    fs.writeFileSync(path, text, { flag: "wx", mode: 0o600 });
    return true;
  } catch (thrown) {
    if (errnoOf(thrown) === "EEXIST") return false;
    throw ioFailure(thrown, "make the lock", path);
  }
}

function isStale(text: string, facts: ProcessFacts): boolean {
  const holder = parseHolder(text);
  if (holder === undefined || holder.host !== facts.host) return false;
  if (!facts.isAlive(holder.pid)) return true;
  const started = facts.startedAt(holder.pid);
  return started !== "" && holder.started !== "" && started !== holder.started;
}

/** Take a stale lock away; when another run was quicker and it is no longer the stale one, give it back. */
function setAside(path: string, aside: string, stale: string): void {
  try {
    fs.renameSync(path, aside);
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") return;
    throw ioFailure(thrown, "take away the stale lock", path);
  }
  guarded("take away the stale lock", path, () => {
    if (readText(aside) !== stale) fs.linkSync(aside, path);
    fs.rmSync(aside, { force: true });
  });
}

function readText(path: string): string | undefined {
  try {
    return fs.readFileSync(path, "utf8");
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") return undefined;
    throw ioFailure(thrown, "read the lock", path);
  }
}

function parseHolder(text: string): LockHolder | undefined {
  try {
    const holder = JSON.parse(text) as LockHolder;
    const whole = Number.isSafeInteger(holder.pid) && holder.pid > 0 && typeof holder.host === "string";
    return whole ? holder : undefined;
  } catch {
    return undefined;
  }
}

function locked(path: string, text: string): KubepkiError {
  const holder = parseHolder(text);
  const who =
    holder === undefined
      ? "an unknown process"
      : `process ${holder.pid} on ${holder.host}, since ${String(holder.since)}`;
  return new KubepkiError("ERR_LOCKED", `Another kubepki is at work in this output folder: ${who}.`, {
    remedy: `Wait until it is done. If no such process runs, remove ${path} and run again.`,
    details:
      holder === undefined ? { lock: path } : { lock: path, pid: holder.pid, host: holder.host, since: holder.since },
  });
}
