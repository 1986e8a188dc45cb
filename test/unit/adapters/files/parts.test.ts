/** The small parts: names, owners, errors, the lock's holder, copies. */
import * as fs from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ioFailure } from "../../../../src/adapters/files/failure.ts";
import { realProcess, takeLock } from "../../../../src/adapters/files/lock.ts";
import { ownerLookup } from "../../../../src/adapters/files/owner.ts";
import { folderOf, joined, safeRelative } from "../../../../src/adapters/files/relative-path.ts";
import { copyFile, writeNew } from "../../../../src/adapters/files/write-new.ts";
import { KubepkiError } from "../../../../src/errors.ts";
import { scratch } from "../../../contract/files/scratch.ts";

let place: ReturnType<typeof scratch>;
beforeEach(() => {
  place = scratch();
});
afterEach(() => place.clear());

describe("names", () => {
  test.each(["a", "hosts/cp-1", "etc/kubernetes/pki/ca.crt", "a..b", ".hidden", "with blank"])("%j is safe", (name) => {
    expect(safeRelative(name)).toBe(name);
  });
  test.each([
    "",
    ".",
    "..",
    "/a",
    "a/",
    "a//b",
    "a/../b",
    "./a",
    "a\tb",
    "a\0",
    ".kubepki",
    ".kubepki/x",
    "x".repeat(1025),
  ])("%j is not", (name) => {
    expect(() => safeRelative(name)).toThrow(KubepkiError);
  });
  test("pieces", () => {
    expect([folderOf("a/b/c"), folderOf("a")]).toEqual(["a/b", ""]);
    expect([joined("/", "a"), joined("/a", "b"), joined("/a", ""), joined("", "b")]).toEqual(["/a", "/a/b", "/a", "b"]);
  });
});

describe("owners", () => {
  test("by the files of the root, numbers as they are, unknown names refused", () => {
    fs.mkdirSync(join(place.folder, "etc"));
    fs.writeFileSync(join(place.folder, "etc/passwd"), "etcd:x:7:8::/:\nbroken\netcd:x:9:9::/:\n");
    fs.writeFileSync(join(place.folder, "etc/group"), "etcd:x:8:\nkube:x:10:a,b\n");
    const ownerOf = ownerLookup(place.folder);
    expect(ownerOf("etcd:kube")).toEqual({ uid: 7, gid: 10 });
    expect(ownerOf("etcd")).toEqual({ uid: 7, gid: 8 });
    expect(ownerOf("root:root")).toEqual({ uid: 0, gid: 0 });
    expect(ownerOf("12:13")).toEqual({ uid: 12, gid: 13 });
    expect(() => ownerOf("etcd:none")).toThrow(/no group "none"/);
  });
});

describe("errors", () => {
  const failed = (code: string): unknown => ioFailure(Object.assign(new Error(code), { code }), "write", "/out/x");
  test.each([
    ["ENOSPC", "ERR_DISK_FULL"],
    ["EDQUOT", "ERR_DISK_FULL"],
    ["ELOOP", "ERR_UNSAFE_PATH"],
    ["EACCES", "ERR_IO"],
    ["EROFS", "ERR_IO"],
    ["EMFILE", "ERR_IO"],
    ["EWHATEVER", "ERR_IO"],
  ])("%s is %s with path and remedy", (errno, code) => {
    const error = failed(errno) as KubepkiError;
    expect(error).toMatchObject({ code, details: { path: "/out/x" } });
    expect(error.message).toContain("/out/x");
    expect(error.remedy).toBeTruthy();
  });
  test("bugs and errors of kubepki stay what they are", () => {
    const bug = Object.assign(new TypeError("x"), { code: "ERR_INVALID_ARG_TYPE" });
    const own = new KubepkiError("ERR_LOCKED", "x");
    expect([ioFailure(bug, "", ""), ioFailure(own, "", ""), ioFailure("x", "", "")]).toEqual([bug, own, "x"]);
  });
});

describe("the lock", () => {
  test("tells a process from the next one with its number", () => {
    expect(realProcess.isAlive(process.pid)).toBe(true);
    expect(realProcess.isAlive(2 ** 22 + 1)).toBe(false);
    expect(realProcess.startedAt(process.pid)).toBe(realProcess.startedAt(process.pid));
    if (fs.existsSync("/proc/1/stat")) expect(realProcess.startedAt(1)).not.toBe(realProcess.startedAt(process.pid));
    expect(realProcess.startedAt(2 ** 22 + 1)).toBe("");
  });
  test("one that cannot be read is held by somebody", () => {
    const path = join(place.folder, "lock");
    fs.writeFileSync(path, "");
    expect(() => takeLock(path)).toThrow(/unknown process/);
    expect(fs.readdirSync(place.folder)).toEqual(["lock"]);
  });
  test("is given back only by its holder", () => {
    const path = join(place.folder, "lock");
    const first = takeLock(path);
    const second = takeLock(path, { ...realProcess, isAlive: () => false });
    first.release();
    expect([first.held(), second.held()]).toEqual([false, true]);
    second.release();
    expect(fs.readdirSync(place.folder)).toEqual([]);
  });
});

describe("new files", () => {
  test("are never written over one that is there, nor through a link", () => {
    const path = join(place.folder, "x");
    fs.symlinkSync("elsewhere", path);
    expect(() => writeNew(path, Buffer.from("1"), 0o600, undefined)).toThrow("EEXIST");
    expect(fs.readdirSync(place.folder)).toEqual(["x"]);
  });
  test("copies keep mode and time", () => {
    const [from, to] = [join(place.folder, "from"), join(place.folder, "to")];
    writeNew(from, Buffer.from("1"), 0o640, undefined);
    fs.utimesSync(from, 1000, 2000);
    copyFile(from, to);
    expect(fs.statSync(to)).toMatchObject({ mode: 0o100640, mtimeMs: 2_000_000 });
    expect(() => copyFile(from, to)).toThrow("EEXIST");
  });
});
