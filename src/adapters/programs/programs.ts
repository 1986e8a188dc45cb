/** Programs of this machine, found in given folders or in PATH. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Programs, RunningProgram } from "../../ports.ts";

const OUTPUT_LIMIT = 64 << 10;

/** A server gets so long to end by itself. */
const GRACE_MS = 300;

/** `stopAll` also serves a signal handler, where there is no time to wait. */
export function machinePrograms(
  folders: readonly string[],
  path: string,
): Programs & {
  stopAll(): void;
} {
  const children = new Set<ChildProcess>();
  const places = [
    ...folders.map((folder) => resolve(folder)),
    ...path.split(delimiter).filter((place) => place !== ""),
  ];
  return {
    find: (name) => places.map((place) => join(place, name)).find(isProgram),
    ask: (program, args) =>
      new Promise((done) => {
        execFile(program, args, { timeout: 10_000 }, (error, stdout) => done(error === null ? stdout : undefined));
      }),
    start(program, args) {
      const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
      children.add(child);
      child.once("close", () => children.delete(child));
      return running(child);
    },
    wait: (milliseconds) => sleep(milliseconds),
    stopAll() {
      for (const child of children) child.kill("SIGKILL");
    },
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function running(child: ChildProcess): RunningProgram {
  let output = "";
  let ended = false;
  const add = (text: string): void => {
    output = (output + text).slice(-OUTPUT_LIMIT);
  };
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", add);
  const gone = new Promise<void>((done) => {
    const end = (): void => {
      ended = true;
      done();
    };
    child.once("close", end);
    child.once("error", (error) => {
      add(`${error.message}\n`);
      end();
    });
  });
  return {
    output: () => output,
    running: () => !ended,
    async stop() {
      child.kill("SIGTERM");
      // kube-apiserver drains for a minute when it is asked.
      if ((await Promise.race([gone.then(() => true), sleep(GRACE_MS, false)])) === false) child.kill("SIGKILL");
      await gone;
    },
  };
}
