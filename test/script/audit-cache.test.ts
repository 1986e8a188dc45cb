// The answers that audit keeps: the same as worked out, gone with every change, never believed when somebody else could have
// written them.
import { createHash } from "node:crypto";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { beforeEach, describe, expect, test } from "vitest";
import { clusterShell, type Shell } from "./command.ts";

const PKI = "pki/hosts/cp-1/etc/kubernetes/pki";
const MARK = "an answer that was kept";

let here: Shell;

/** A cluster with files enough to be kept. */
beforeEach(() => {
  here = clusterShell("applied");
  mkdirSync(here.path(`${PKI}/many`));
  for (let i = 0; i < 1000; i++) here.write(`${PKI}/many/${i}.txt`, `${i}\n`);
});

const env = () => ({ XDG_CACHE_HOME: here.folder });
const audit = (...args: string[]) => here.kubepki("audit", ...args, { env: env() });
const folder = () => here.path("kubepki/audit");
const kept = (): string[] => {
  try {
    return readdirSync(folder()).map((name) => `${folder()}/${name}`);
  } catch {
    return [];
  }
};

/** Puts a mark in the one answer, as nobody but a thief of the account can: where it is shown, the answer was kept. */
function mark(): void {
  const [file = ""] = kept();
  const answer = JSON.parse(readFileSync(file, "utf8").split("\n").slice(1).join("\n")) as { stdout: string[] };
  const text = JSON.stringify({ ...answer, stdout: [...answer.stdout.slice(0, -1), `${answer.stdout.at(-1)}${MARK}`] });
  writeFileSync(file, `${createHash("sha256").update(text).digest("hex")}\n${text}`);
}

/** Whether the next answer is the kept one; if not, it is what is worked out without any. */
function isKept(...args: string[]): boolean {
  const { stdout, stderr, status } = audit(...args);
  if (stdout.includes(MARK)) return true;
  const anew = audit(...args, "--no-cache");
  const timeless = (text: string): string => text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+Z/, "TIME");
  expect({ stdout: timeless(stdout), stderr, status }).toEqual({
    stdout: timeless(anew.stdout),
    stderr: anew.stderr,
    status: anew.status,
  });
  return false;
}

describe("an answer that audit keeps", () => {
  test("is the one that is worked out, with the time of now; nobody else may read it, and it holds no key", () => {
    for (const output of ["text", "json"]) {
      const first = audit("--output", output);
      const second = audit("--output", output);
      const timeless = (text: string): string => text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:[\d.]+Z/, "TIME");
      expect({ ...second, stdout: timeless(second.stdout) }).toEqual({ ...first, stdout: timeless(first.stdout) });
    }
    expect(kept()).toHaveLength(2);
    for (const file of kept()) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(readFileSync(file, "utf8")).not.toContain("PRIVATE KEY");
    }
    const [at = ""] = /\d{4}-[\d-]+T[\d:]+Z/.exec(audit().stdout) ?? [];
    expect(Math.abs(Date.parse(at) - Date.now())).toBeLessThan(20_000);
  });

  test("is shown again, and not after a change of a mode, a link, a name, or of bytes with the old size and times", () => {
    audit();
    mark();
    expect(isKept()).toBe(true);
    expect(isKept("--at", "2027-01-01")).toBe(false);
    expect(isKept("--fail-on", "warning")).toBe(false);
    chmodSync(here.path(PKI, "apiserver.key"), 0o644);
    expect(isKept()).toBe(false);
    keepAndMark();
    const file = here.path(PKI, "many/1.txt");
    const { atime, mtime } = statSync(file);
    writeFileSync(file, "2\n");
    utimesSync(file, atime, mtime);
    expect(isKept()).toBe(false);
    keepAndMark();
    symlinkSync("1.txt", here.path(PKI, "many/link"));
    expect(isKept()).toBe(false);
    keepAndMark();
    here.run("mv", [`${PKI}/many/2.txt`, `${PKI}/many/3.text`]);
    expect(isKept()).toBe(false);
  });

  test("is not believed when it is damaged, or others could have written it or its folder", () => {
    audit();
    mark();
    const [file = ""] = kept();
    chmodSync(file, 0o666);
    expect(isKept()).toBe(false);
    mark();
    chmodSync(folder(), 0o777);
    expect(isKept()).toBe(false);
    chmodSync(folder(), 0o700);
    expect(isKept()).toBe(true);
    writeFileSync(file, readFileSync(file, "utf8").replace(MARK, "another text"));
    expect(isKept()).toBe(false);
    writeFileSync(file, "");
    expect(isKept()).toBe(false);
  });

  test("is none for a small tree, and none where the cache folder is a file", () => {
    here.run("rm", ["-r", `${PKI}/many`]);
    expect(audit().status).toBe(0);
    expect(kept()).toEqual([]);
    expect(here.kubepki("audit", { env: { XDG_CACHE_HOME: here.path("cluster.yaml") } }).status).toBe(0);
  });
});

/** The answer that was kept of the last run, marked; it has to be the one that is shown. */
function keepAndMark(): void {
  for (const file of kept()) here.run("rm", [file]);
  audit();
  mark();
  expect(isKept()).toBe(true);
}
