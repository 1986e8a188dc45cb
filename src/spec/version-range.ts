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

/** `1.36` is 1.36.0. */
function parse(text: string): KubernetesVersion {
  const [major = 0, minor = 0, patch = 0] = text.split(".").map(Number);
  return { major, minor, patch };
}

const compare = (a: KubernetesVersion, b: KubernetesVersion): number =>
  a.major - b.major || a.minor - b.minor || a.patch - b.patch;
