import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type ArchivedFile, archiveTime, tarArchive } from "../../../src/render/tar.ts";
import { describeWith, judgePath } from "../../judges/judge.ts";

const AT = new Date("2026-01-25T12:34:56.789Z");
const long = `etc/${"folder/".repeat(40)}${"n".repeat(120)}`;
const FILES: readonly ArchivedFile[] = [
  { path: "etc/kubernetes/pki/ca.crt", bytes: Buffer.from("certificate\n"), mode: 0o644, owner: "root:root" },
  { path: "etc/kubernetes/pki/ca.key", bytes: Buffer.from("k".repeat(512)), mode: 0o600, owner: "root:root" },
  { path: "var/lib/etcd/empty", bytes: new Uint8Array(), mode: 0o640, owner: "etcd:staff" },
  { path: `etc/${"a/".repeat(60)}file`, bytes: Buffer.from("split\n"), mode: 0o600, owner: "root:root" },
  { path: long, bytes: Buffer.from("long\n"), mode: 0o600, owner: "root:root" },
  { path: "srv/schlüssel/ключ", bytes: Buffer.from("not ASCII\n"), mode: 0o600, owner: "root:root" },
];

describe("an archive", () => {
  test("is the same for the same files and time, and says that time", () => {
    const archive = tarArchive(FILES, AT);
    expect(Buffer.compare(archive, tarArchive(FILES, AT))).toBe(0);
    expect(archiveTime(archive)).toEqual(new Date("2026-01-25T12:34:56Z"));
    expect(archive.length % 512).toBe(0);
  });

  test("what is no archive has no time", () => {
    expect(archiveTime(new Uint8Array())).toBeUndefined();
    expect(archiveTime(Buffer.from("x".repeat(600)))).toBeUndefined();
  });
});

describeWith(["tar"], "an archive, by the system's tar", () => {
  test("unpacks to the files, with their modes and times", () => {
    const folder = mkdtempSync(join(tmpdir(), "kubepki-tar-"));
    try {
      const file = join(folder, "a.tar");
      writeFileSync(file, tarArchive(FILES, AT));
      const listed = execFileSync(judgePath("tar"), ["--list", "--verbose", "--file", file], { encoding: "utf8" });
      expect(listed.split("\n")[2]).toMatch(/^-rw-r----- etcd\/staff +0 /);
      expect(listed).not.toMatch(/^d/m);
      execFileSync(judgePath("tar"), [
        "--extract",
        "--preserve-permissions",
        "--no-same-owner",
        "--file",
        file,
        "-C",
        folder,
      ]);
      for (const { path, bytes, mode } of FILES) {
        const found = join(folder, path);
        expect(Buffer.compare(readFileSync(found), bytes), path).toBe(0);
        expect(statSync(found).mode & 0o777, path).toBe(mode);
        expect(statSync(found).mtime, path).toEqual(new Date("2026-01-25T12:34:56Z"));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
