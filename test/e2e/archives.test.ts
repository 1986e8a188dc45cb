// Archives beside the folders of hosts: what they hold, when they change, how they are kept.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { apply, type Step } from "../../src/index.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { load, ports, writeSpec } from "./output.ts";

const SPEC = (names: string) => `apiVersion: kubepki/v1
kind: Cluster
hosts:
  - { name: cp-1, roles: [control-plane], addresses: 10.0.0.11${names} }
  - { name: worker-1, addresses: 10.0.0.21 }
`;

describeWith(["tar"], "archives", () => {
  let folder: string;
  let out: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-archives-"));
    out = join(folder, "out");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const run = async (names = "", archives = true, replace: readonly string[] = []): Promise<readonly Step[]> => {
    const { spec, supplied } = await load([writeSpec(folder, SPEC(names))]);
    return (await apply({ spec, supplied, archives, replace }, ports(out))).steps;
  };
  const archived = (steps: readonly Step[]) =>
    steps.filter(({ unit }) => unit === "archives").map(({ id, action }) => `${action} ${id}`);

  it("hold what the folder of the host holds, with modes, and nothing else", async () => {
    expect(archived(await run())).toEqual(["create cp-1.tar", "create worker-1.tar"]);
    for (const host of ["cp-1", "worker-1"]) {
      const archive = join(out, "archives", `${host}.tar`);
      expect(statSync(archive).mode & 0o777).toBe(0o600);
      const unpacked = join(folder, host);
      mkdirSync(unpacked);
      execFileSync(judgePath("tar"), ["-xpf", archive, "--no-same-owner", "-C", unpacked]);
      const below = (root: string) =>
        readdirSync(root, { recursive: true, encoding: "utf8" })
          .filter((path) => statSync(join(root, path)).isFile())
          .sort()
          .map((path) => [path, statSync(join(root, path)).mode & 0o777, readFileSync(join(root, path), "latin1")]);
      expect(below(unpacked)).toEqual(below(join(out, "hosts", host)));
    }
  });

  it("are kept while their files are, and change with them", async () => {
    await run();
    const before = readFileSync(join(out, "archives/worker-1.tar"));
    expect(archived(await run())).toEqual(["keep cp-1.tar", "keep worker-1.tar"]);
    expect(archived(await run(", names: cp-1.example.com"))).toEqual(["update cp-1.tar", "keep worker-1.tar"]);
    expect(Buffer.compare(before, readFileSync(join(out, "archives/worker-1.tar")))).toBe(0);
  });

  it("are not made, and not asked about, unless they are wanted", async () => {
    expect(archived(await run("", false))).toEqual([]);
    await run();
    expect(archived(await run("", false))).toEqual([]);
  });

  it("one that was changed by hand is not overwritten", async () => {
    await run();
    writeFileSync(join(out, "archives/cp-1.tar"), "by hand");
    await expect(run()).rejects.toThrow(/archives\/cp-1.tar/);
    expect(archived(await run("", true, ["archives/cp-1.tar"]))).toContain("update cp-1.tar");
  });

  it("of a host that is gone are named", async () => {
    await run();
    cpSync(join(folder, "cluster.yaml"), join(folder, "other.yaml"));
    const { spec, supplied } = await load([writeSpec(folder, SPEC("").replace("worker-1", "worker-2"), "other.yaml")]);
    const { steps } = await apply({ spec, supplied, archives: true }, ports(out));
    expect(archived(steps)).toEqual(["keep cp-1.tar", "create worker-2.tar", "stale worker-1.tar"]);
  });
});
