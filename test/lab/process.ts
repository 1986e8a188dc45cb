import { type ChildProcess, execFile, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";

const LOG_LIMIT = 4 << 20;

/** A check that has not come true yet may say why. */
export type Check = () => Promise<boolean | string>;

/** A program that runs on a lab host until it is stopped. */
export class LabProcess {
  readonly name: string;
  readonly argv: readonly string[];
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  #log = "";

  constructor(name: string, command: readonly string[], argv: readonly string[], env: NodeJS.ProcessEnv) {
    this.name = name;
    this.argv = argv;
    const [program = "", ...args] = command;
    this.#child = spawn(program, args, { env, cwd: "/", stdio: ["ignore", "pipe", "pipe"] });
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => this.#add(text));
    }
    this.#exited = new Promise((resolve) => {
      this.#child.on("error", (error) => {
        this.#add(`${error.message}\n`);
        resolve();
      });
      this.#child.on("close", () => resolve());
    });
  }

  #add(text: string): void {
    this.#log = (this.#log + text).slice(-LOG_LIMIT);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  log(): string {
    return this.#log;
  }

  /** The end of the log, with the command before it: what an assertion message wants. */
  tail(lines = 30): string {
    return [`$ ${this.argv.join(" ")}`, ...this.#log.trimEnd().split("\n").slice(-lines)].join("\n");
  }

  /** How it ended, or undefined while it runs. */
  ended(): string | undefined {
    const { exitCode, signalCode, pid } = this.#child;
    if (pid === undefined) return "could not be started";
    if (signalCode !== null) return `ended by ${signalCode}`;
    return exitCode === null ? undefined : `ended with ${exitCode}`;
  }

  /** Waits until `check` is true; fails with the end of the log when the process ends before that or time is up. */
  async ready(check: Check, timeoutMs = 30_000): Promise<this> {
    await until(`${this.name} to be ready`, check, { timeoutMs, process: this });
    return this;
  }

  /** Asks it to end, and after a short grace makes it. */
  async stop(graceMs = 300): Promise<void> {
    // What it wrote last may still be on its way.
    if (this.ended() !== undefined) return this.#exited;
    this.#child.kill("SIGTERM");
    const quick = await Promise.race([this.#exited.then(() => true), sleep(graceMs, false)]);
    if (!quick) this.#child.kill("SIGKILL");
    await this.#exited;
  }
}

/** Polls until a check is true. */
export async function until(
  what: string,
  check: Check,
  { timeoutMs = 30_000, everyMs = 100, process }: { timeoutMs?: number; everyMs?: number; process?: LabProcess } = {},
): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const answer = await check();
    if (answer === true) return;
    const why = answer === false ? "" : `: ${answer.trim()}`;
    const ended = process?.ended();
    const log = process === undefined ? "" : `\n${process.tail()}`;
    if (ended !== undefined) throw new Error(`waiting for ${what}: ${process?.name} ${ended}${why}${log}`);
    if (performance.now() > end) throw new Error(`waited ${timeoutMs / 1000} s for ${what}${why}${log}`);
    await sleep(everyMs);
  }
}

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  /** 124 when time was up. */
  readonly code: number;
}

export interface RunOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly stdin?: string;
  readonly timeoutMs?: number;
}

/** Runs a program to its end. Never throws for what the program says; its code tells. */
export function runProgram(command: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  const { env, stdin = "", timeoutMs: timeout = 30_000 } = options;
  const [program = "", ...args] = command;
  return new Promise((resolve) => {
    const settings = {
      ...(env === undefined ? {} : { env }),
      cwd: "/",
      timeout,
      killSignal: "SIGKILL" as const,
      maxBuffer: 64 << 20,
    };
    const child = execFile(program, args, settings, (error, stdout, stderr) => {
      if (error === null) return resolve({ stdout, stderr, code: 0 });
      const code = error.killed ? 124 : typeof error.code === "number" ? error.code : 127;
      resolve({ stdout, stderr: stderr || error.message, code });
    });
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(stdin);
  });
}
