import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Actual, type ActualFile, foundIn, readActual, readTree, treeReader } from "../../../src/index.ts";
import { tarArchive } from "../../../src/render/tar.ts";
import { writtenTree } from "../../unit/inventory/written.ts";

const SPEC = `keys: { authorities: ECDSA-P256, credentials: ECDSA-P256, serviceAccount: ECDSA-P256 }
hosts: [{ name: cp-1, roles: [control-plane, worker], addresses: 10.0.0.11 }, { name: node-1, addresses: 10.0.0.21 }]
`;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kubepki-tree-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const put = (path: string, bytes: string | Uint8Array): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
};

const read = (...paths: string[]): Promise<Actual> =>
  readActual(treeReader.read(paths.map((path) => ({ path: join(folder, path) }))));

/** What was found, without the folder that it was found in. */
const facts = ({ hosts, loose }: Actual) => ({
  hosts: hosts.map(({ name, mount, names, addresses, files, components }) => ({
    name,
    mount,
    names: names.map(({ value }) => value),
    addresses: addresses.map(({ value }) => value),
    files: files.map(fileFacts).toSorted(byPath),
    components: components.map(({ component, settings }) => [
      component,
      settings.map((one) => `${one.name}=${one.value}`),
    ]),
  })),
  loose: loose.map(fileFacts).toSorted(byPath),
});
const fileFacts = ({ path, digest, mode, roles }: ActualFile) => ({
  path,
  digest,
  mode,
  roles: roles.map(({ role, by }) => `${role} ${by}`),
});
const byPath = (a: { path: string }, b: { path: string }): number => (a.path < b.path ? -1 : 1);
const notes = (actual: Actual): string[] =>
  actual.notes
    .map(({ code, place, message }) => `${place.file.replace(`${folder}/`, "")}: ${code}: ${message}`)
    .toSorted();

async function putTree(under: string): Promise<void> {
  const { entries } = await writtenTree(SPEC);
  for (const { path, content, mode } of entries) {
    put(`${under}/${path}`, "bytes" in content ? content.bytes : "");
    chmodSync(join(folder, under, path), mode ?? 0o600);
  }
}

describe("folders and archives", () => {
  it("a folder, its tar and its tar.gz say the same", async () => {
    await putTree("out");
    execFileSync("tar", ["-C", join(folder, "out"), "-cf", join(folder, "a.tar"), "."]);
    execFileSync("tar", ["-C", join(folder, "out"), "-czf", join(folder, "a.tar.gz"), "--format=gnu", "."]);
    const expected = facts(await read("out"));
    expect(expected.hosts.map(({ name }) => name)).toEqual(["cp-1", "node-1"]);
    expect(facts(await read("a.tar"))).toEqual(expected);
    const compressed = await read("a.tar.gz");
    expect(facts(compressed)).toEqual(expected);
    expect(compressed.hosts[0]?.files[0]?.place.file).toMatch(/a\.tar\.gz!hosts\/cp-1\//);
    expect(notes(compressed)).toEqual([]);
  });

  it("a host's folder alone, and its /etc/kubernetes alone, say the same of their files", async () => {
    await putTree("out");
    const whole = (await read("out")).hosts[0];
    const alone = (await read("out/hosts/cp-1")).hosts[0];
    expect([alone?.name, alone?.mount]).toEqual(["cp-1", "/"]);
    expect(alone?.files.map(fileFacts)).toEqual(whole?.files.map(fileFacts));
    const part = (await read("out/hosts/cp-1/etc/kubernetes")).hosts[0];
    expect([part?.name, part?.mount]).toEqual(["cp-1", "/etc/kubernetes"]);
    const plain = ({ path, digest, mode }: ActualFile) => ({ path, digest, mode });
    const inside = whole?.files.filter(({ path }) => path.startsWith("/etc/kubernetes/")).map(plain);
    expect(part?.files.map(plain)).toEqual(inside);
    expect(part?.fileAt("/etc/kubernetes/pki/apiserver.crt")?.roles[0]).toMatchObject({
      role: "cert/apiserver",
      by: "setting",
    });
    // The kubelet's folder is not among it.
    expect(part?.components.map(({ component }) => component)).toEqual(
      whole?.components.map(({ component }) => component).filter((component) => component !== "kubelet"),
    );
  });

  it("several hosts' folders are several hosts", async () => {
    await putTree("out");
    const { hosts } = await read("out/hosts/cp-1", "out/hosts/node-1", "out/hosts/cp-1");
    expect(hosts.map(({ name }) => name)).toEqual(["cp-1", "node-1", "cp-1-2"]);
  });

  it("paths of pax and long names of GNU are whole", async () => {
    const long = `etc/kubernetes/${"deep/".repeat(40)}${"x".repeat(120)}.pem`;
    put("t/a", "");
    const bytes = Buffer.from("-----BEGIN NONSENSE-----\nAAAA\n-----END NONSENSE-----\n");
    writeFileSync(
      join(folder, "p.tar"),
      tarArchive([{ path: long, bytes, mode: 0o644, owner: "root:root" }], new Date(0)),
    );
    put(`g/${long}`, bytes);
    execFileSync("tar", ["-C", join(folder, "g"), "--format=gnu", "-cf", join(folder, "g.tar"), "etc"]);
    for (const name of ["p.tar", "g.tar"])
      expect((await read(name)).hosts[0]?.files.map(({ path }) => path)).toEqual([`/${long}`]);
  });
});

describe("what cannot be read is noted where it is, and the rest is read", () => {
  const CERTIFICATE_HEAD = "-----BEGIN CERTIFICATE-----\n";

  it("pipes, sockets, links and large files", async () => {
    await putTree("out");
    const host = "out/hosts/node-1/etc/kubernetes";
    execFileSync("sh", ["-c", `mkfifo "${join(folder, host, "pipe")}"`]);
    const server = createServer().listen(join(folder, host, "socket"));
    await new Promise((done) => server.once("listening", done));
    symlinkSync("b", join(folder, host, "a"));
    symlinkSync("a", join(folder, host, "b"));
    symlinkSync("..", join(folder, host, "up"));
    symlinkSync("/etc/nothing", join(folder, host, "gone"));
    const fd = openSync(join(folder, host, "huge.pem"), "w");
    ftruncateSync(fd, 100 * 1024 * 1024);
    closeSync(fd);
    writeFileSync(join(folder, host, "large.pem"), Buffer.alloc(33 << 20, CERTIFICATE_HEAD));
    const started = performance.now();
    const actual = await read("out");
    server.close();
    expect(performance.now() - started).toBeLessThan(3000);
    expect(notes(actual)).toEqual([
      `${host}/a: link-loop: the link leads back to itself`,
      `${host}/b: link-loop: the link leads back to itself`,
      `${host}/gone: dangling-link: links to /etc/nothing, which is not here`,
      `${host}/large.pem: too-large: it has ${33 << 20} bytes; files of more than 32 MiB are not read`,
      `${host}/pipe: not-regular: it is a pipe and is not read`,
      `${host}/socket: not-regular: it is a socket and is not read`,
      `${host}/up: dangling-link: links to /etc, which is not here`,
    ]);
    expect(actual.hosts.map(({ name }) => name)).toEqual(["cp-1", "node-1"]);
  });

  it("links are followed on their own host: absolute ones from its root", async () => {
    await putTree("out");
    const host = "out/hosts/node-1/etc/kubernetes";
    symlinkSync("/etc/kubernetes/pki/ca.crt", join(folder, host, "link.crt"));
    symlinkSync("/etc/kubernetes/pki", join(folder, host, "certs"));
    const { hosts } = await read("out");
    const node = hosts.find(({ name }) => name === "node-1");
    const real = node?.fileAt("/etc/kubernetes/pki/ca.crt");
    expect(real?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(node?.fileAt("/etc/kubernetes/link.crt")).toMatchObject({
      digest: real?.digest,
      link: "/etc/kubernetes/pki/ca.crt",
    });
    expect(node?.fileAt("/etc/kubernetes/certs/ca.crt")).toBe(real);
  });

  it("archives that are cut off, damaged, or bombs of folders", async () => {
    await putTree("out");
    execFileSync("tar", ["-C", join(folder, "out"), "-cf", join(folder, "a.tar"), "."]);
    execFileSync("tar", ["-C", join(folder, "out"), "-czf", join(folder, "a.tgz"), "."]);
    execFileSync("sh", ["-c", "head -c 20000 a.tar > cut.tar; head -c 9000 a.tgz > cut.tgz"], { cwd: folder });
    for (const [name, reason] of [
      ["cut.tar", "the archive is cut off"],
      ["cut.tgz", "the archive cannot be unpacked (Z_BUF_ERROR)"],
    ] as const) {
      const actual = await read(name);
      expect(notes(actual)).toContain(`${name}: damaged-archive: ${reason}; what follows is not read`);
      expect(actual.hosts.length + actual.loose.length).toBeGreaterThan(0);
    }
  });

  it("a path that is not there", async () => {
    expect(notes(await read("nowhere"))).toEqual(["nowhere: unreadable: it cannot be read: it does not exist"]);
  });
});

describe("the root of a machine", () => {
  it("is read in the folders that matter, and files elsewhere that its settings name", async () => {
    await putTree("out");
    const host = "out/hosts/cp-1";
    put(`${host}/home/somebody/private.pem`, "-----BEGIN NONSENSE-----\nAAAA\n-----END NONSENSE-----\n");
    // The API server's certificate is kept elsewhere, behind two links.
    mkdirSync(join(folder, host, "srv/tls"), { recursive: true });
    const certificate = join(folder, host, "etc/kubernetes/pki/apiserver.crt");
    execFileSync("mv", [certificate, join(folder, host, "srv/tls/real.crt")]);
    symlinkSync("real.crt", join(folder, host, "srv/tls/current.crt"));
    symlinkSync("/srv/tls/current.crt", certificate);
    const actual = await readTree({ paths: [], roots: [join(folder, host)] }, treeReader);
    expect(notes(actual)).toEqual([]);
    expect(actual.hosts.map(({ name, mount }) => [name, mount])).toEqual([["cp-1", "/"]]);
    const paths = actual.hosts[0]?.files.map(({ path }) => path) ?? [];
    expect(paths).toContain("/srv/tls/real.crt");
    expect(paths).not.toContain("/home/somebody/private.pem");
    expect(actual.hosts[0]?.fileAt("/etc/kubernetes/pki/apiserver.crt")).toMatchObject({
      link: "/srv/tls/current.crt",
      roles: [{ role: "cert/apiserver", by: "setting" }],
    });
  });
});

describe("what was found, in numbers", () => {
  it("of a tree, and of a folder that has nothing to do with it", async () => {
    await putTree("out");
    put("else/notes.md", "# Notes\n");
    put("else/config.yaml", "colour: blue\n");
    expect(foundIn(await read("out"))).toMatchObject({ hosts: 2, components: 6, isNothing: false, unread: 0 });
    expect(foundIn(await read("else"))).toEqual({
      hosts: 0,
      components: 0,
      files: 2,
      certificates: 0,
      keys: 0,
      kubeconfigs: 0,
      objects: 0,
      unread: 0,
      isNothing: true,
    });
    expect(foundIn(await read("nowhere"))).toMatchObject({ files: 0, isNothing: true });
  });
});
