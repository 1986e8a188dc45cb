/** Ranges of Kubernetes releases: from (inclusive) to before (exclusive). */
import type { VersionRange } from "../catalog/types.ts";
import type { KubernetesVersion } from "./spec.ts";

/** Whether a release lies in one of the ranges; without ranges, always. */
export const inRange = (version: KubernetesVersion, ranges: readonly VersionRange[] | undefined): boolean =>
  ranges === undefined ||
  ranges.some(
    ({ from, before }) =>
      (from === undefined || compare(version, parse(from)) >= 0) &&
      (before === undefined || compare(version, parse(before)) < 0),
  );

/** The release at the beginning of a text: an image's tag, `v1.37.2`, `3.6.5-0`; without a patch, its first. */
export function releaseIn(text: string | undefined): KubernetesVersion | undefined {
  const [, major, minor, patch = "0"] = /^v?(\d+)\.(\d+)(?:\.(\d+))?/.exec(text ?? "") ?? [];
  return minor === undefined ? undefined : { major: Number(major), minor: Number(minor), patch: Number(patch) };
}

/** `1.36` is 1.36.0. */
function parse(text: string): KubernetesVersion {
  const [major = 0, minor = 0, patch = 0] = text.split(".").map(Number);
  return { major, minor, patch };
}

const compare = (a: KubernetesVersion, b: KubernetesVersion): number =>
  a.major - b.major || a.minor - b.minor || a.patch - b.patch;
