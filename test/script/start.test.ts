// What makes a start and a fleet quick is there and is used: compiled code that is kept, and the thread that writes.
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CHECKOUT, type Outcome, type Shell, shell } from "./command.ts";

/** The installed package, to be tampered with. */
function installed(): { here: Shell; cache: string; kubepki(...args: string[]): Outcome; dist(name: string): string } {
  const here = shell();
  for (const part of ["bin", "dist", "package.json"]) {
    cpSync(join(CHECKOUT, part), here.path("package", part), { recursive: true });
  }
  const home = here.path("home");
  mkdirSync(home, { mode: 0o700 });
  const env = { XDG_CACHE_HOME: home, NODE_DISABLE_COMPILE_CACHE: "" };
  return {
    here,
    cache: join(home, "kubepki", "compile-cache"),
    kubepki: (...args) => here.run(process.execPath, [here.path("package", "bin", "kubepki.js"), ...args], { env }),
    dist: (name) => here.path("package", "dist", name),
  };
}

const BEFORE = 1_000_000_000;

/** With other words of the same length. The time stays: nobody but this test does that. */
function rewrite(file: string, from: string, to: string): void {
  const text = readFileSync(file, "utf8");
  expect(text).toContain(from);
  writeFileSync(file, text.replaceAll(from, to));
  utimesSync(file, BEFORE, BEFORE);
}

describe("compiled code", () => {
  const { version } = JSON.parse(readFileSync(join(CHECKOUT, "package.json"), "utf8")) as { version: string };
  const other = version.replaceAll(/\d/g, "7");

  /** A package whose kept code still says the version that its source no longer does. */
  function stale(): ReturnType<typeof installed> & { kept: string } {
    const at = installed();
    utimesSync(at.dist("cli.cjs"), BEFORE, BEFORE);
    expect(at.kubepki("version").stdout).toBe(`${version}\n`);
    rewrite(at.dist("cli.cjs"), version, other);
    const [name, ...more] = readdirSync(at.cache);
    expect(more).toEqual([]);
    return { ...at, kept: join(at.cache, name ?? "") };
  }

  test("is kept for its user alone, and used by the next start", () => {
    const { kubepki, kept, cache } = stale();
    expect([statSync(kept).mode & 0o777, statSync(cache).mode & 0o777]).toEqual([0o600, 0o700]);
    const written = statSync(kept).mtimeMs;
    expect(kubepki("version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
    expect(statSync(kept).mtimeMs).toBe(written);
  });

  const half = (file: string): void => writeFileSync(file, readFileSync(file).subarray(0, 5000));
  const flipped = (file: string): void => {
    const bytes = readFileSync(file);
    bytes[bytes.length >> 1] = ~(bytes[bytes.length >> 1] ?? 0);
    writeFileSync(file, bytes);
  };
  test.each<[string, (at: ReturnType<typeof stale>) => void]>([
    ["of a file that was changed", ({ dist }) => utimesSync(dist("cli.cjs"), BEFORE, BEFORE + 1)],
    ["of another build", ({ dist }) => writeFileSync(dist("build-id"), "0123456789abcdef")],
    ["that a disk has damaged", ({ kept }) => flipped(kept)],
    ["that is half there", ({ kept }) => half(kept)],
    ["that others may write", ({ kept }) => chmodSync(kept, 0o620)],
    ["in a folder that others may write", ({ cache }) => chmodSync(cache, 0o777)],
    ["in the home of others", ({ here }) => chmodSync(here.path("home"), 0o777)],
  ])("%s is not used", (_, spoil) => {
    const at = stale();
    spoil(at);
    expect(at.kubepki("version")).toEqual({ status: 0, stdout: `${other}\n`, stderr: "" });
  });

  test("is not kept of what is no command, nor where nothing can be written", () => {
    const { kubepki, cache, here } = installed();
    expect(kubepki("aply").status).toBe(2);
    expect(kubepki("--help").status).toBe(0);
    expect(existsSync(cache) ? readdirSync(cache).filter((name) => name.endsWith(".code")) : []).toEqual([]);
    rmSync(here.path("home"), { recursive: true });
    writeFileSync(here.path("home"), "");
    expect(kubepki("version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
  });
});

test("a hundred hosts are written with a second thread, three without, and without its file by one", () => {
  const { here, kubepki, dist } = installed();
  const thread = dist("staging-thread.cjs");
  renameSync(thread, dist("renamed.cjs"));
  const note = `require("node:fs").appendFileSync(${JSON.stringify(here.path("threads"))}, "1");`;
  writeFileSync(thread, `${note} require("./renamed.cjs");`);
  const spec = (workers: number): string => `apiVersion: kubepki/v1
kind: Cluster
hosts:
  - {name: cp-1, roles: [control-plane], addresses: [10.0.0.11]}
  - {name: "worker-[1-${workers}]", addresses: ["10.0.1.[1-${workers}]"]}
`;
  const applied = (workers: number, out: string): number => {
    here.write("cluster.yaml", spec(workers));
    expect(kubepki("apply", "-f", "cluster.yaml", "-o", out, "--yes")).toMatchObject({ status: 0 });
    expect(readdirSync(here.path(out, "hosts"))).toHaveLength(workers + 1);
    return here.exists("threads") ? here.read("threads").length : 0;
  };
  expect(applied(2, "few")).toBe(0);
  expect(applied(99, "many")).toBe(1);
  rmSync(thread);
  expect(applied(99, "alone")).toBe(1);
});
