import { describe, expect, test } from "vitest";
import { catalog } from "../../src/catalog/index.ts";
import type { VersionRange } from "../../src/catalog/types.ts";
import { parseVersion } from "../../src/spec/grammar/kubernetes-version.ts";
import { inRange } from "../../src/spec/version-range.ts";
import { VERSIONS } from "./combinations.ts";

const { releases, credentials, settings, connections } = catalog;

const text = ({ major, minor, patch }: (typeof VERSIONS)[number]): string => `${major}.${minor}.${patch}`;

describe("releases", () => {
  test("are 1.34 to 1.37, without a gap", () => {
    expect(releases.map(({ minor, newestPatch }) => `${minor}.${newestPatch}`)).toEqual([
      "1.34.9",
      "1.35.4",
      "1.36.3",
      "1.37.2",
    ]);
    for (const { minor, newestPatch } of releases) {
      expect(parseVersion(minor)).toEqual({ major: 1, minor: Number(minor.slice(2)), patch: newestPatch });
    }
  });

  test.each(VERSIONS.map((version) => [text(version), version] as const))("%s has one etcd image", (_, version) => {
    const release = releases.find(({ minor }) => minor === `1.${version.minor}`);
    expect(release?.etcdImages.filter(({ versions }) => inRange(version, versions))).toHaveLength(1);
  });

  // The constants of kubeadm at these releases.
  test.each([
    ["1.34.0", "3.6.4-0"],
    ["1.34.2", "3.6.5-0"],
    ["1.34.4", "3.6.5-0"],
    ["1.35.4", "3.6.6-0"],
    ["1.36.1", "3.6.8-0"],
    ["1.36.3", "3.6.8-0"],
    ["1.37.2", "3.7.0-0"],
  ])("%s deploys etcd %s", (release, tag) => {
    const version = parseVersion(release);
    if (typeof version === "string") throw new Error(version);
    const images = releases.find(({ minor }) => release.startsWith(minor))?.etcdImages ?? [];
    expect(images.filter(({ versions }) => inRange(version, versions)).map((image) => image.tag)).toEqual([tag]);
  });
});

describe("version ranges", () => {
  const ranges = (entries: readonly { readonly versions?: readonly VersionRange[] }[]): readonly VersionRange[] =>
    entries.flatMap(({ versions = [] }) => versions);
  const all = [
    ...ranges(settings),
    ...ranges(Object.values(connections)),
    ...ranges(Object.values(credentials).flatMap(({ groups }) => groups)),
    ...ranges(releases.flatMap(({ etcdImages }) => etcdImages)),
  ];

  test("are there, well-formed, and end after they begin", () => {
    expect(all.length).toBeGreaterThan(4);
    for (const { from, before } of all) {
      expect([from, before].some((end) => end !== undefined)).toBe(true);
      for (const end of [from, before]) if (end !== undefined) expect(end).toMatch(/^1\.\d+(\.\d+)?$/);
      if (from === undefined || before === undefined) continue;
      const [, minor, patch = "0"] = from.split(".");
      const first = { major: 1, minor: Number(minor), patch: Number(patch) };
      expect(inRange(first, [{ from, before }]), `${from} to ${before}`).toBe(true);
    }
  });
});

describe("what differs between releases (facts 1.3.1 and the last section)", () => {
  const at = (version: string) => {
    const parsed = parseVersion(version);
    if (typeof parsed === "string") throw new Error(parsed);
    return parsed;
  };
  const kubeletGroups = (version: string): string[] =>
    credentials["apiserver-kubelet-client"].groups
      .filter(({ versions }) => inRange(at(version), versions))
      .map(({ name }) => name);

  test.each(["1.34.0", "1.34.7", "1.35.0", "1.35.4", "1.36.0"])("%s: the kubelet client is an administrator", (v) => {
    expect(kubeletGroups(v)).toEqual(["kubeadm:cluster-admins"]);
  });
  test.each(["1.34.8", "1.34.9", "1.35.5", "1.36.1", "1.36.3", "1.37.0", "1.37.2"])(
    "%s: the kubelet client has no group",
    (v) => {
      expect(kubeletGroups(v)).toEqual([]);
    },
  );

  test("API servers pass requests on from 1.36", () => {
    const peer = settings.find(({ flag }) => flag === "peer-ca-file");
    for (const [version, on] of [
      ["1.34.9", false],
      ["1.35.4", false],
      ["1.36.0", true],
      ["1.37.2", true],
    ] as const) {
      expect(inRange(at(version), peer?.versions), version).toBe(on);
      expect(inRange(at(version), connections.E19.versions), version).toBe(on);
    }
  });

  test("no flag that came or went between 1.34 and 1.37 is set without a range", () => {
    const young = ["tls-curve-preferences", "experimental-peer-skip-client-san-verification"];
    expect(settings.filter(({ flag = "" }) => young.includes(flag) || flag.startsWith("experimental-"))).toEqual([]);
  });
});
