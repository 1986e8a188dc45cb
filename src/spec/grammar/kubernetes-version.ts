import { releases } from "../../catalog/releases.ts";
import type { KubernetesVersion } from "../spec.ts";

/** The releases whose trust the catalogue knows, by minor, with the newest patch. */
const NEWEST_PATCH: ReadonlyMap<number, number> = new Map(
  releases.map(({ minor, newestPatch }) => [Number(minor.slice(2)), newestPatch]),
);

const minors = [...NEWEST_PATCH.keys()];
const first = Math.min(...minors);
const last = Math.max(...minors);

export const DEFAULT_VERSION: KubernetesVersion = { major: 1, minor: last, patch: NEWEST_PATCH.get(last) ?? 0 };

/** `1.34 to 1.37`. */
export const SUPPORTED_VERSIONS = `1.${first} to 1.${last}`;

export const formatVersion = ({ major, minor, patch }: KubernetesVersion): string => `v${major}.${minor}.${patch}`;

/** `v1.37.2`, `1.37.2`, or `1.37` for its newest patch; or what is wrong with the text. */
export function parseVersion(text: string): KubernetesVersion | "malformed" | "unsupported" {
  const match = /^v?(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?$/.exec(text);
  if (match === null) return "malformed";
  const [major, minor] = [Number(match[1]), Number(match[2])];
  const newest = NEWEST_PATCH.get(minor);
  if (major !== 1 || newest === undefined) return "unsupported";
  return { major, minor, patch: match[3] === undefined ? newest : Number(match[3]) };
}
