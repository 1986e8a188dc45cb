// Committing, through the command: whatever stops a run, the old state or the new one is there, and the reason is said.
import { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { describe, expect, test } from "vitest";
import { snapshot, whyNoMounts } from "../contract/files/scratch.ts";
import { CHECKOUT, CLUSTER, clusterShell, type Outcome, PROGRAM, type Shell } from "./command.ts";

const ADMIN = "hosts/cp-1/etc/kubernetes/admin.conf";
/** RSA keys of a hundred hosts take seconds: time for a signal. Workers come first, so that something is staged soon. */
const SLOW = `apiVersion: kubepki/v1
kind: Cluster
name: demo
hosts:
  - {name: "worker-[1-99]", addresses: ["10.0.1.[1-99]"]}
  - {name: cp-1, roles: [control-plane], addresses: [10.0.0.11]}
keys: RSA-2048
`;

const refused = (outcome: Outcome, status: number, message: RegExp, remedy: RegExp): void => {
  expect({ status: outcome.status, stdout: outcome.stdout }).toEqual({ status, stdout: "" });
  expect(outcome.stderr).toMatch(message);
  expect(outcome.stderr).toMatch(remedy);
};

describe("files that are not kubepki's", () => {
  test.each([
    ["made by somebody else", (here: Shell) => here.write(`pki/${ADMIN}`, "mine\n"), "new" as const],
    [
      "changed by hand",
      (here: Shell) => here.write(`pki/${ADMIN}`, `${here.read(`pki/${ADMIN}`)}# mine\n`),
      "applied" as const,
    ],
  ])("%s: named by the plan, refused by apply, replaced when named", (_, spoil, state) => {
    const here = clusterShell(state);
    spoil(here);
    const before = snapshot(here.path("pki"));
    expect(here.kubepki("plan").stdout).toMatch(/! refuse file etc\/kubernetes\/admin\.conf: kubepki did not make it/);
    refused(
      here.kubepki("apply", "--yes"),
      3,
      /error: 1 file that kubepki did not make, or that changed since, would be replaced; nothing was written:\n {2}hosts\/cp-1\/etc\/kubernetes\/admin\.conf\n/,
      /remedy: .*--replace hosts\/cp-1\/etc\/kubernetes\/admin\.conf\n/,
    );
    expect(snapshot(here.path("pki"))).toEqual(before);
    for (const other of ["hosts/cp-1/etc/kubernetes/pki", "users", ADMIN.replace("admin", "super-admin")]) {
      expect(here.kubepki("apply", "--yes", "--replace", other).status).toBe(3);
    }
    expect(snapshot(here.path("pki"))).toEqual(before);
    expect(here.kubepki("apply", "--yes", "--replace", `./${ADMIN}`).status).toBe(0);
    expect(here.read(`pki/${ADMIN}`)).toContain("current-context: ");
    expect(here.kubepki("plan", "--detailed-exitcode").status).toBe(0);
  });

  test("several: all named at once; a folder covers what is in it", () => {
    const here = clusterShell();
    for (const name of ["admin", "scheduler", "kubelet"]) here.write(`pki/hosts/cp-1/etc/kubernetes/${name}.conf`, "x");
    expect(here.kubepki("apply", "--yes").stderr).toMatch(
      /3 files .*\n.*admin\.conf\n.*scheduler\.conf\n.*kubelet\.conf\n/s,
    );
    expect(here.kubepki("apply", "--yes", "--replace", "hosts/cp-1/etc").status).toBe(0);
  });

  test("beside its own they stay as they are", () => {
    const here = clusterShell();
    here.write("pki/hosts/cp-1/etc/motd", "welcome\n");
    here.write("pki/notes.txt", "ours\n");
    expect(here.kubepki("apply", "--yes").status).toBe(0);
    expect([here.read("pki/hosts/cp-1/etc/motd"), here.read("pki/notes.txt")]).toEqual(["welcome\n", "ours\n"]);
  });
});

describe("paths that are not what they should be", () => {
  test.each([
    ["a file", ADMIN],
    ["a folder of a host", "hosts/cp-1/etc"],
    ["the folder of the authorities", "authorities"],
    ["kubepki's own folder", ".kubepki"],
  ])("a symbolic link in place of %s is not followed", (_, path) => {
    const here = clusterShell();
    mkdirSync(here.path("elsewhere"));
    here.write("elsewhere/file", "theirs\n");
    here.write(`pki/${path}/x`, "");
    here.run("rm", ["-r", `pki/${path}`]);
    symlinkSync(here.path("elsewhere"), here.path("pki", path));
    const before = snapshot(here.folder);
    refused(
      here.kubepki("apply", "--yes"),
      3,
      /is a symbolic link; kubepki neither reads nor writes/,
      /remedy: Put a real/,
    );
    expect(snapshot(here.folder)).toEqual(before);
  });

  test("an output folder that is a file", () => {
    const here = clusterShell();
    here.write("pki", "");
    for (const words of [["plan"], ["apply", "--yes"]]) {
      refused(here.kubepki(...words), 3, /error: .*\/pki is not a folder/, /remedy: /);
    }
  });
});

describe("another kubepki at work", () => {
  test("named with its pid while it lives; the lock of a dead one is taken", () => {
    const here = clusterShell("applied");
    here.write("cluster.yaml", `${CLUSTER}apiServer: {names: [a.example.com]}\n`);
    const before = snapshot(here.path("pki"), [".kubepki"]);
    const lock = (pid: number, started: string): void =>
      writeFileSync(
        here.path("pki/.kubepki/lock"),
        JSON.stringify({ pid, host: hostname(), started, since: "2026-11-24T00:00:00.000Z" }),
      );
    lock(process.pid, "");
    refused(here.kubepki("apply", "--yes"), 4, new RegExp(`kubepki: error: .*\\b${process.pid}\\b`), /remedy: /);
    expect(snapshot(here.path("pki"), [".kubepki"])).toEqual(before);
    expect(here.kubepki("plan").status).toBe(0);
    lock(Number(here.run("sh", ["-c", "echo $$"]).stdout), "");
    expect(here.kubepki("apply", "--yes").status).toBe(0);
  });

  test("two at once: one does it, the other says so, and the result is whole", async () => {
    const here = clusterShell();
    const runs = [1, 2, 3].map(() => {
      const child = here.start(["apply", "--yes"], { stdio: ["ignore", "ignore", "pipe"] });
      let stderr = "";
      child.stderr?.on("data", (text) => {
        stderr += text;
      });
      return new Promise<{ status: number | null; stderr: string }>((resolve) =>
        child.on("close", (status) => resolve({ status, stderr })),
      );
    });
    const ended = await Promise.all(runs);
    expect(ended.filter(({ status }) => status === 0)).not.toEqual([]);
    for (const { status, stderr } of ended) {
      if (status !== 0) expect({ status, stderr }).toEqual({ status: 4, stderr: expect.stringMatching(/\b\d+\b/) });
    }
    expect(here.kubepki("plan", "--detailed-exitcode").status).toBe(0);
  });
});

describe("interrupted", () => {
  test.each([
    ["SIGINT" as const, 130],
    ["SIGTERM" as const, 143],
    ["SIGHUP" as const, 129],
  ])("by %s while keys are made: exit %d, the old state, no lock, nothing staged", async (signal, code) => {
    const here = clusterShell("applied");
    here.write("cluster.yaml", SLOW);
    const before = snapshot(here.path("pki"));
    const child = here.start(["apply", "--yes"], { stdio: ["ignore", "pipe", "pipe"] });
    let stderr = "";
    child.stderr?.on("data", (text) => {
      stderr += text;
    });
    const ended = new Promise((resolve) => child.on("close", resolve));
    while (!here.exists("pki/.kubepki/staging/tree")) await new Promise((next) => setTimeout(next, 10));
    child.kill(signal);
    expect(await ended).toBe(code);
    expect(stderr).toBe(`kubepki: ${signal}: nothing was changed\n`);
    expect(snapshot(here.path("pki"))).toEqual(before);
  });

  test("the first run of all: not even the folder is left", async () => {
    const here = clusterShell();
    here.write("cluster.yaml", SLOW);
    const child = here.start(["apply", "--yes"], { stdio: "ignore" });
    const ended = new Promise((resolve) => child.on("close", resolve));
    while (!here.exists("pki/.kubepki/staging")) await new Promise((next) => setTimeout(next, 10));
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(here.exists("pki")).toBe(false);
  });

  test("by SIGKILL: the next plan and the next apply find the old state, and clear what was left", async () => {
    const here = clusterShell("applied");
    const before = snapshot(here.path("pki"), [".kubepki"]);
    here.write("slow.yaml", SLOW);
    const child = here.start(["apply", "--yes", "-f", "slow.yaml"], { stdio: "ignore" });
    const ended = new Promise((resolve) => child.on("close", resolve));
    while (!here.exists("pki/.kubepki/staging/tree")) await new Promise((next) => setTimeout(next, 10));
    child.kill("SIGKILL");
    await ended;
    expect(snapshot(here.path("pki"), [".kubepki"])).toEqual(before);
    expect(here.kubepki("plan", "--detailed-exitcode").status).toBe(0);
    expect(here.kubepki("apply", "--yes").status).toBe(0);
    expect(readdirSync(here.path("pki/.kubepki"))).toEqual(["record"]);
    expect(snapshot(here.path("pki"), [".kubepki"])).toEqual(before);
  });
});

describe("many hosts", () => {
  test("are written by two threads: all of it is there, once, with its mode, and one changed name is one pair", () => {
    const here = clusterShell();
    const text = SLOW.replace("RSA-2048", "ECDSA-P256");
    here.write("cluster.yaml", text);
    expect(here.kubepki("apply", "--yes").status).toBe(0);
    expect(here.kubepki("plan", "--detailed-exitcode").status).toBe(0);
    const files = snapshot(here.path("pki", "hosts"));
    expect(readdirSync(here.path("pki", "hosts"))).toHaveLength(100);
    expect(readdirSync(here.path("pki", ".kubepki"))).toEqual(["record"]);
    const keys = Object.entries(files).filter(([, entry]) => /PRIVATE KEY|client-key-data/.test(entry));
    expect(keys.length).toBeGreaterThan(200);
    expect(keys.filter(([, entry]) => !entry.startsWith("600 "))).toEqual([]);
    here.write("cluster.yaml", `${text}apiServer: {names: [a.example.com]}\n`);
    expect(here.kubepki("apply", "--yes").status).toBe(0);
    const now = snapshot(here.path("pki", "hosts"));
    expect(Object.keys(now)).toEqual(Object.keys(files));
    expect(Object.keys(now).filter((path) => now[path] !== files[path])).toEqual([
      "cp-1/etc/kubernetes/pki/apiserver.crt",
      "cp-1/etc/kubernetes/pki/apiserver.key",
    ]);
  });
});

describe("the file system refuses", () => {
  const noMounts = whyNoMounts();
  if (noMounts !== undefined) process.stderr.write(`SKIPPED: full disk and read-only mount: ${noMounts}\n`);

  test("a folder that this user may not write", () => {
    const here = clusterShell();
    mkdirSync(here.path("pki"), { mode: 0o755 });
    chmodSync(here.folder, 0o755);
    // Root may write anywhere, so somebody else is asked to.
    const root = process.getuid?.() === 0;
    const words = [process.execPath, PROGRAM, "apply", "--yes"];
    const somebody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
    if (!root) chmodSync(here.path("pki"), 0o555);
    const [program = "", ...args] = root ? [...somebody, ...words] : words;
    refused(here.run(program, args), 4, /error: .*\/pki\S* \(EACCES\)/, /remedy: Run as a user who may write there/);
    chmodSync(here.path("pki"), 0o755);
    expect(readdirSync(here.path("pki"))).toEqual([]);
  });

  /** In a mount namespace of its own, so that nothing is left mounted. */
  const mounted = (here: Shell, mount: string, words: string): Outcome =>
    here.run("unshare", ["--mount", "sh", "-c", `${mount} && node ${CHECKOUT}bin/kubepki.js ${words}`]);

  /** For many hosts a second thread writes. */
  const FLEET = SLOW.replace("RSA-2048", "ECDSA-P256");

  test.skipIf(noMounts !== undefined).each([
    ["one host", CLUSTER, "64k"],
    ["a hundred hosts", FLEET, "512k"],
    ["a hundred hosts, almost enough", FLEET, "2500k"],
  ])("a full disk, %s: said, and nothing of it left", (_, text, size) => {
    const here = clusterShell();
    here.write("cluster.yaml", text);
    mkdirSync(here.path("pki"));
    const outcome = here.run("unshare", [
      "--mount",
      "sh",
      "-c",
      `mount -t tmpfs -o size=${size},mode=755 none pki && node ${CHECKOUT}bin/kubepki.js apply --yes; code=$?; find pki -mindepth 1; exit $code`,
    ]);
    refused(outcome, 4, /error: The disk or the quota is full: cannot write .*\n/, /remedy: Free some space/);
  });

  test.skipIf(noMounts !== undefined)("a file system mounted read-only", () => {
    const here = clusterShell("applied");
    here.write("cluster.yaml", `${CLUSTER}apiServer: {names: [a.example.com]}\n`);
    const mount = "mount --bind pki pki && mount -o remount,bind,ro pki";
    refused(
      mounted(here, mount, "apply --yes"),
      4,
      /error: .*\(EROFS\)/,
      /remedy: The file system is mounted read-only/,
    );
    expect(mounted(here, mount, "plan --detailed-exitcode").status).toBe(2);
  });
});
