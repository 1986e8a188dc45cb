import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { catalog } from "../../src/catalog/index.ts";
import type { ComponentId } from "../../src/catalog/types.ts";
import { inRange } from "../../src/spec/version-range.ts";
import { describeWith, type JudgeName, judgePath } from "../judges/judge.ts";

const COMPONENTS = [
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kubelet",
  "kube-proxy",
  "etcd",
] as const satisfies readonly (ComponentId & JudgeName)[];

/** Flags of a real program, from what its --help prints. */
function flagsOf(component: (typeof COMPONENTS)[number]): ReadonlySet<string> {
  const { stdout, stderr } = spawnSync(judgePath(component), ["--help"], { encoding: "utf8", maxBuffer: 1 << 24 });
  return new Set([...`${stdout}${stderr}`.matchAll(/^\s*(?:-\w, )?--([a-z0-9][a-z0-9-]*)/gm)].map((m) => m[1] ?? ""));
}

/** The release that the judges are of. */
const VERSION = { major: 1, minor: 37, patch: 2 };

describeWith(COMPONENTS, "flags exist in the real programs of 1.37", () => {
  test.each(COMPONENTS)("%s", (component) => {
    const real = flagsOf(component);
    expect(real.size).toBeGreaterThan(40);
    expect(real.has("no-such-flag")).toBe(false);
    const ours = catalog.settings
      .filter((setting) => setting.component === component && inRange(VERSION, setting.versions))
      .flatMap(({ flag }) => flag ?? []);
    expect(ours.length).toBeGreaterThan(1);
    expect(ours.filter((flag) => !real.has(flag))).toEqual([]);
  });
});
