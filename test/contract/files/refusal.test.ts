/** What is in the way: links, locks, full and read-only disks. Each a clear error, and nothing changed. */
import * as fs from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type FolderStoreOptions, openFolderStore } from "../../../src/adapters/files/folder-store.ts";
import { KubepkiError } from "../../../src/errors.ts";
import type { FileStore } from "../../../src/ports.ts";
import { compileChild, runChild } from "./child-process.ts";
import { run, scratch, snapshot, whyNoMounts } from "./scratch.ts";
import { read, staged, write } from "./store-contract.ts";

const SECRET = "the secret contents";
const programs = scratch();
let program: string;
beforeAll(async () => {
  program = await compileChild(programs.folder);
});
afterAll(programs.clear);

let place: ReturnType<typeof scratch>;
let out: string;
let undo: (() => void)[];
beforeEach(() => {
  place = scratch();
  out = join(place.folder, "out");
  undo = [place.clear];
});
afterEach(() => {
  for (const step of undo.reverse()) step();
});

/** The error of an action that must fail; it never tells contents. */
async function failure(act: () => unknown): Promise<KubepkiError> {
  try {
    await act();
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(KubepkiError);
    const error = thrown as KubepkiError;
    expect(`${error.message} ${error.remedy} ${JSON.stringify(error.details)}`).not.toContain(SECRET);
    expect(error.remedy).toMatch(/\w{3}/);
    return error;
  }
  throw new Error("it did not fail");
}

/** Open, stage, commit, and close whatever happens. */
async function attempt(options: Partial<FolderStoreOptions>, units: Parameters<typeof write>[1]): Promise<void> {
  const store = openFolderStore({ out, ...options });
  try {
    await write(store, units);
  } finally {
    await store.close();
  }
}

const one = { "hosts/a": [staged("etc/pki/ca.key", SECRET, 0o600)] };

describe("symbolic links and other things that are not files", () => {
  test("a link in the place of a file", async () => {
    await attempt({}, one);
    fs.rmSync(join(out, "hosts/a/etc/pki/ca.key"));
    fs.symlinkSync("/etc/hostname", join(out, "hosts/a/etc/pki/ca.key"));
    const old = snapshot(out);
    const error = await failure(() => read(openFolderStore({ out }), (s) => s.find("hosts/a", "etc/pki/ca.key")));
    expect(error).toMatchObject({ code: "ERR_UNSAFE_PATH", exitCode: 3 });
    expect(error.message).toContain(join(out, "hosts/a/etc/pki/ca.key"));
    expect(await failure(() => attempt({}, one))).toMatchObject({ code: "ERR_UNSAFE_PATH" });
    expect(snapshot(out)).toEqual(old);
  });

  test.each(["hosts", "hosts/a", "hosts/a/etc", "hosts/a/etc/pki"])(
    "a link in the place of the folder %s",
    async (at) => {
      await attempt({}, one);
      fs.renameSync(join(out, at), join(place.folder, "elsewhere"));
      fs.symlinkSync(join(place.folder, "elsewhere"), join(out, at));
      const old = snapshot(place.folder);
      await read(openFolderStore({ out }), async (store) => {
        expect(await failure(() => store.find("hosts/a", "etc/pki/ca.key"))).toMatchObject({ code: "ERR_UNSAFE_PATH" });
      });
      const error = await failure(() => attempt({}, one));
      expect(error).toMatchObject({ code: "ERR_UNSAFE_PATH" });
      expect(error.message).toContain(join(out, at));
      expect(snapshot(place.folder)).toEqual(old);
    },
  );

  test("a link below a root is refused, the root itself may be one", async () => {
    const [real, root] = [join(place.folder, "real"), join(place.folder, "root")];
    fs.mkdirSync(real);
    fs.symlinkSync(real, root);
    const roots = { "hosts/a": root };
    await attempt({ roots }, one);
    expect(fs.readFileSync(join(real, "etc/pki/ca.key"), "utf8")).toBe(SECRET);
    fs.renameSync(join(real, "etc/pki"), join(place.folder, "pki"));
    fs.symlinkSync(join(place.folder, "pki"), join(real, "etc/pki"));
    const old = snapshot(place.folder);
    expect(await failure(() => attempt({ roots }, one))).toMatchObject({ code: "ERR_UNSAFE_PATH" });
    expect(snapshot(place.folder)).toEqual(old);
  });

  test("a link in the place of kubepki's own folder", async () => {
    fs.mkdirSync(out);
    fs.mkdirSync(join(place.folder, "other"));
    fs.symlinkSync("../other", join(out, ".kubepki"));
    expect(await failure(() => attempt({}, one))).toMatchObject({ code: "ERR_UNSAFE_PATH" });
    expect(fs.readdirSync(join(place.folder, "other"))).toEqual([]);
  });

  test("a pipe, a folder, a file where a folder should be, a large file", async () => {
    fs.mkdirSync(join(out, "hosts/a/etc/pki/ca.key"), { recursive: true });
    fs.mkdirSync(join(out, "hosts/b"), { recursive: true });
    fs.writeFileSync(join(out, "hosts/b/etc"), "a file");
    fs.writeFileSync(join(out, "hosts/b/large"), Buffer.alloc(1024 * 1024 + 1));
    run("mkfifo", join(out, "hosts/b/pipe"));
    await read(openFolderStore({ out }), async (store) => {
      for (const [unit, path] of [
        ["a", "etc/pki/ca.key"],
        ["b", "etc/x"],
        ["b", "large"],
        ["b", "pipe"],
      ] as const) {
        const error = await failure(() => store.find(`hosts/${unit}`, path));
        expect(error, path).toMatchObject({ code: "ERR_UNSAFE_PATH" });
      }
    });
    for (const path of ["etc/x", "pipe"]) {
      expect(await failure(() => attempt({}, { "hosts/b": [staged(path, "x")] }))).toMatchObject({
        code: "ERR_UNSAFE_PATH",
      });
    }
    expect(await failure(() => attempt({}, one))).toMatchObject({ code: "ERR_UNSAFE_PATH" });
    expect(fs.readdirSync(out)).toEqual(["hosts"]);
    fs.rmSync(join(out, "hosts/b/pipe"));
  });
});

describe("the lock", () => {
  const busy = (): FileStore => openFolderStore({ out });

  test("a second run is told who, since when and what to do; a reader is not stopped", async () => {
    const first = busy();
    await first.open({ readOnly: false });
    const error = await failure(() => busy().open({ readOnly: false }));
    expect(error).toMatchObject({ code: "ERR_LOCKED", exitCode: 4, details: { pid: process.pid } });
    expect(error.message).toMatch(/process \d+ on \S+, since 2\d{3}-\d\d-\d\dT/);
    expect(error.remedy).toContain(join(out, ".kubepki/lock"));
    await read(busy(), (store) => expect(store.has("hosts/a")).toBe(false));
    first.stage("hosts/a", staged("x", "1"));
    await first.commit();
    await first.close();
    await attempt({}, one);
  });

  test.each<[string, NonNullable<FolderStoreOptions["process"]>, boolean]>([
    ["the process is gone", { isAlive: () => false }, true],
    ["its number was given to another process", { isAlive: () => true, startedAt: () => "later" }, true],
    ["it lives", { isAlive: () => true }, false],
    ["its start is not known", { isAlive: () => true, startedAt: () => "" }, false],
    ["it ran on another machine", { isAlive: () => false, host: "another" }, false],
  ])("stale or not: %s", async (_, facts, stale) => {
    const first = busy();
    await first.open({ readOnly: false });
    first.stage("hosts/a", staged("x", "1"));
    const second = openFolderStore({ out, process: facts });
    if (!stale) {
      expect(await failure(() => second.open({ readOnly: false }))).toMatchObject({ code: "ERR_LOCKED" });
      return;
    }
    await second.open({ readOnly: false });
    // The first one was not dead after all: it must not decide any more, nor take the lock from the second.
    expect(await failure(() => first.commit())).toBeInstanceOf(KubepkiError);
    await first.close();
    const third = openFolderStore({ out, process: { ...facts, isAlive: () => true } });
    expect(await failure(() => third.open({ readOnly: false }))).toMatchObject({ code: "ERR_LOCKED" });
    second.stage("hosts/b", staged("x", "1"));
    await second.commit();
    await second.close();
    expect(Object.keys(snapshot(out, [".kubepki"]))).toEqual(["hosts", "hosts/b", "hosts/b/x"]);
  });

  test("an abandoned run leaves no trace, not even the output folder it made", async () => {
    const store = openFolderStore({ out: join(out, "deep/er") });
    await store.open({ readOnly: false });
    store.stage("hosts/a", staged("x", "1"));
    store.abandonSync();
    expect(fs.readdirSync(place.folder)).toEqual([]);
  });

  test("a signal while the commit waits for the disk: nothing changed", async () => {
    const store = openFolderStore({ out });
    await store.open({ readOnly: false });
    for (let file = 0; file < 100; file++) store.stage("hosts/a", staged(`f${file}`, "1"));
    const commit = store.commit();
    store.abandonSync();
    await expect(commit).rejects.toThrow(KubepkiError);
    expect(fs.existsSync(join(out, "hosts"))).toBe(false);
  });
});

describe("modes and owners", () => {
  test.each([0o000, 0o022, 0o077, 0o277])("are exact under umask %o", async (umask) => {
    const root = join(place.folder, "root");
    fs.mkdirSync(root);
    const write = {
      "hosts/a": [
        ["etc/a.key", "k", 0o600],
        ["etc/b.crt", "c", 0o644],
        ["run.sh", "s", 0o755],
      ] as [string, string, number][],
      "hosts/b": [
        ["etc/a.key", "k", 0o600],
        ["etc/b.crt", "c", 0o644],
      ] as [string, string, number][],
    };
    for (const text of ["1", "2"]) {
      const files = { ...write, authorities: [["ca.key", text, 0o600] as [string, string, number]] };
      expect((await runChild(program, { out, roots: { "hosts/b": root }, umask, write: files })).stderr).toBe("");
    }
    expect(snapshot(place.folder, ["out/.kubepki/record"])).toEqual({
      out: "755 folder",
      "out/.kubepki": "700 folder",
      "out/authorities": "755 folder",
      "out/authorities/ca.key": "600 2",
      "out/hosts": "755 folder",
      "out/hosts/a": "755 folder",
      "out/hosts/a/etc": "755 folder",
      "out/hosts/a/etc/a.key": "600 k",
      "out/hosts/a/etc/b.crt": "644 c",
      "out/hosts/a/run.sh": "755 s",
      root: "755 folder",
      "root/etc": "755 folder",
      "root/etc/a.key": "600 k",
      "root/etc/b.crt": "644 c",
    });
  });

  test.skipIf(process.getuid?.() !== 0)("owners are those of the root's own passwd file (needs root)", async () => {
    const root = join(place.folder, "root");
    fs.mkdirSync(join(root, "etc"), { recursive: true });
    fs.writeFileSync(join(root, "etc/passwd"), "root:x:0:0::/:/bin/sh\netcd:x:4711:4712::/:/bin/false\n");
    fs.writeFileSync(join(root, "etc/group"), "root:x:0:\netcd:x:4712:\n");
    const roots = { "hosts/a": root };
    const file = { ...staged("etc/etcd.key", SECRET, 0o600), owner: "etcd:etcd" };
    await attempt({ roots, chown: true }, { "hosts/a": [file] });
    expect(fs.statSync(join(root, "etc/etcd.key"))).toMatchObject({ uid: 4711, gid: 4712, mode: 0o100600 });
    const unknown = { ...staged("etc/b.key", SECRET, 0o600), owner: "nobody-here:etcd" };
    const error = await failure(() => attempt({ roots, chown: true }, { "hosts/a": [unknown] }));
    expect(error.message).toContain("nobody-here");
    await attempt({ roots }, { "hosts/a": [unknown] });
    expect(fs.statSync(join(root, "etc/b.key"))).toMatchObject({ uid: 0, gid: 0 });
  });
});

const noMounts = whyNoMounts();
if (noMounts !== undefined) console.log(`skipped: full and read-only disks, mounts in the output folder (${noMounts})`);

describe.skipIf(noMounts !== undefined)("disks", () => {
  const mount = (at: string, ...options: string[]): void => {
    fs.mkdirSync(at, { recursive: true });
    run("mount", ...options, at);
    undo.push(() => run("umount", at));
  };

  test("full while staging", async () => {
    mount(out, "-t", "tmpfs", "-o", "size=128k", "none");
    await attempt({}, one);
    const old = snapshot(out);
    const many = Array.from({ length: 64 }, (_, n) => staged(`f${n}`, SECRET.repeat(300)));
    const error = await failure(() => attempt({}, { "hosts/a": many }));
    expect(error).toMatchObject({ code: "ERR_DISK_FULL", exitCode: 4 });
    expect(error.message).toContain(out);
    expect(snapshot(out)).toEqual(old);
  });

  test.each([0, 1, 2, 3, 4])("full at the commit, with room for %i more pages after staging", async (pages) => {
    mount(out, "-t", "tmpfs", "-o", "size=256k", "none");
    await attempt({}, one);
    const old = snapshot(out);
    const store = openFolderStore({ out });
    await store.open({ readOnly: false });
    store.stage("hosts/a", staged("etc/new", SECRET));
    const filler = join(place.folder, "out/filler");
    const left = fs.statfsSync(out).bavail - pages;
    fs.writeFileSync(filler, Buffer.alloc(left * 4096));
    let failed: KubepkiError | undefined;
    try {
      await store.commit();
    } catch (thrown) {
      failed = thrown as KubepkiError;
    }
    await store.close();
    fs.rmSync(filler);
    if (failed === undefined) expect(snapshot(out)["hosts/a/etc/new"]).toBe(`644 ${SECRET}`);
    else {
      expect(failed.code).toBe("ERR_DISK_FULL");
      expect(snapshot(out)).toEqual(old);
    }
    if (pages === 0) expect(failed).toBeDefined();
  });

  test("read-only: a plan can be made, a change not", async () => {
    mount(out, "-t", "tmpfs", "-o", "size=256k", "none");
    await attempt({}, one);
    run("mount", "-o", "remount,ro", out);
    const old = snapshot(out);
    await read(openFolderStore({ out }), (store) => {
      expect(store.find("hosts/a", "etc/pki/ca.key")).toMatchObject({ ours: true });
    });
    const error = await failure(() => attempt({}, one));
    expect(error).toMatchObject({ code: "ERR_IO", details: { errno: "EROFS" } });
    expect(error.remedy).toContain("read-only");
    expect(snapshot(out)).toEqual(old);
  });

  test.each(["hosts", "hosts/a", "hosts/a/etc"])("a read-only mount at %s in it", async (at) => {
    await attempt({}, { ...one, authorities: [staged("ca.crt", "1")] });
    mount(join(out, at), "--bind", join(out, at));
    run("mount", "-o", "remount,ro,bind", join(out, at));
    const old = snapshot(out);
    const change = { ...one, authorities: [staged("ca.crt", "2")] };
    expect(await failure(() => attempt({}, change))).toMatchObject({ code: "ERR_IO", details: { errno: "EROFS" } });
    expect(snapshot(out)).toEqual(old);
  });

  test.each([
    ["hosts", "--bind"],
    ["hosts/a", "--bind"],
    ["hosts/a/etc", "--bind"],
    ["hosts/a", "tmpfs"],
  ])("a writable mount at %s (%s) in it", async (at, kind) => {
    await attempt({}, one);
    if (kind === "--bind") mount(join(out, at), "--bind", join(out, at));
    else mount(join(out, at), "-t", "tmpfs", "none");
    fs.writeFileSync(join(out, at, "foreign"), "foreign");
    await attempt(
      {},
      { "hosts/a": [staged("etc/pki/ca.key", "new", 0o600), staged("var/new", "new")], "hosts/b": [staged("x", "1")] },
    );
    const store = openFolderStore({ out });
    await store.open({ readOnly: false });
    expect(store.find("hosts/a", "etc/pki/ca.key")).toMatchObject({ ours: true, mode: 0o600 });
    expect(store.find("hosts/a", "var/new")).toMatchObject({ ours: true });
    expect(store.find("hosts/b", "x")).toMatchObject({ ours: true });
    store.remove("hosts/a", "var/new");
    await store.commit();
    await store.close();
    expect(fs.existsSync(join(out, "hosts/a/var/new"))).toBe(false);
    expect(fs.readFileSync(join(out, at, "foreign"), "utf8")).toBe("foreign");
    expect(Object.keys(snapshot(out)).filter((path) => path.includes("kubepki"))).toEqual([
      ".kubepki",
      ".kubepki/record",
    ]);
  });

  test("the lower layer of an overlay, whose folders cannot be renamed", async () => {
    const layers = join(place.folder, "layers");
    mount(layers, "-t", "tmpfs", "none");
    for (const name of ["upper", "work"]) fs.mkdirSync(join(layers, name));
    const below = openFolderStore({ out: join(layers, "lower") });
    await write(below, {
      "hosts/a": [staged("etc/x", "1"), staged("etc/y", "1"), staged("z", "1")],
      "hosts/b": [staged("d/x", "1")],
    });
    fs.writeFileSync(join(layers, "lower/hosts/a/etc/foreign"), "foreign");
    const dirs = ["lower", "upper", "work"].map((name) => `${name}dir=${join(layers, name)}`);
    mount(out, "-t", "overlay", "-o", dirs.join(","), "none");
    const store = openFolderStore({ out });
    await store.open({ readOnly: false });
    store.stage("hosts/a", staged("etc/x", "2"));
    store.stage("hosts/a", staged("new/w", "2"));
    store.remove("hosts/a", "z");
    store.remove("hosts/b", "d/x");
    await store.commit();
    await store.close();
    expect(snapshot(join(out, "hosts"))).toMatchObject({
      "a/etc/x": "644 2",
      "a/etc/y": "644 1",
      "a/etc/foreign": "644 foreign",
      "a/new/w": "644 2",
    });
    expect(fs.existsSync(join(out, "hosts/a/z"))).toBe(false);
    expect(fs.existsSync(join(out, "hosts/b"))).toBe(false);
    expect(fs.readdirSync(join(out, ".kubepki"))).toEqual(["record"]);
  });
});

describe("permissions", () => {
  const notRoot = process.getuid?.() !== 0;

  test.skipIf(notRoot)("a folder of somebody else (needs root, to become nobody)", async () => {
    await attempt({}, one);
    const old = snapshot(out);
    const result = await runChild(program, { out, write: { "hosts/a": [["x", SECRET, 0o600]] } }, 65534);
    expect(JSON.parse(result.stderr)).toMatchObject({ code: "ERR_IO" });
    expect(result.stderr).toContain("EACCES");
    expect(snapshot(out)).toEqual(old);
  });

  test.skipIf(notRoot)("one unit of somebody else among one's own (needs root)", async () => {
    fs.mkdirSync(out);
    fs.chownSync(out, 65534, 65534);
    const files = (text: string): Record<string, [string, string, number][]> => ({
      "hosts/a": [["x", text, 0o644]],
      "users/u": [["x", text, 0o644]],
    });
    expect((await runChild(program, { out, write: files("1") }, 65534)).stderr).toBe("");
    for (const path of ["users", "users/u"]) fs.chownSync(join(out, path), 0, 0);
    const old = snapshot(out);
    const result = await runChild(program, { out, write: files("2") }, 65534);
    expect(JSON.parse(result.stderr)).toMatchObject({ code: "ERR_IO" });
    expect(snapshot(out)).toEqual(old);
  });
});
