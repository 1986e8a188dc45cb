/** How the map's facts are said, in the same words by every renderer. */
import type { Condition, VersionRange } from "../../catalog/types.ts";
import type { Checked, MapAuthorityId, MapDoor, MapEdge, MapNode, Place, Shown, TrustMap } from "./model.ts";

/** An authority's letter by its id. */
export type Letters = ReadonlyMap<MapAuthorityId, string>;

export const lettersOf = ({ authorities }: TrustMap): Letters =>
  new Map(authorities.map(({ id, letter }) => [id, letter]));

export const PLACE_TITLES: Readonly<Record<Place, string>> = {
  cluster: "in the cluster",
  "control-plane": "control plane",
  "first-control-plane": "first control plane",
  "etcd-member": "etcd",
  node: "nodes",
  user: "people",
  service: "in the cluster",
  outside: "outside",
};

/** `Who talks to whom in prod`, `etcd in Kubernetes: who talks to it, and to whom it talks`. */
export function mapTitle({ cluster = "Kubernetes", component, read }: TrustMap): string {
  if (read !== undefined) return `${component ?? "Who talks to whom"} on ${hostsText(read.hosts)}`;
  if (component === undefined) return `Who talks to whom in ${cluster}`;
  return `${component} in ${cluster}: who talks to it, and whom it talks to`;
}

/** `[A]`, or nothing. */
const tag = (letters: Letters, ids: readonly MapAuthorityId[]): string =>
  ids.map((id) => `[${letters.get(id) ?? id}]`).join("");

/** Certificates of one authority are told together: `admin, user [A] or a token`. */
export function shownText(shows: readonly Shown[], letters: Letters): string {
  const byAuthority = new Map<MapAuthorityId, string[]>();
  for (const shown of shows) {
    if (shown.kind !== "certificate") continue;
    byAuthority.set(shown.authority, [...(byAuthority.get(shown.authority) ?? []), shown.credential]);
  }
  const certificates = [...byAuthority].map(([id, names]) => `${names.join(", ")} ${tag(letters, [id])}`);
  const others = shows.flatMap((shown) => {
    if (shown.kind === "certificate") return [];
    if (shown.kind === "token") return [shown.text];
    return [shown.kind === "nothing" ? `nothing: ${shown.text}` : shown.text];
  });
  return [...certificates, ...others].join(" or ");
}

/** `short`: the slot's name in place of the flag or object. */
export function checkedText(checks: readonly Checked[], letters: Letters, short = false): string {
  return checks
    .map((checked) => {
      if (checked.kind === "authorities") {
        return `${short ? checked.slot : checked.where} ${tag(letters, checked.authorities)}`.trim();
      }
      return checked.kind === "nothing" ? `nothing: ${checked.text}` : checked.text;
    })
    .join(" or ");
}

export const portText = ({ port }: Pick<MapDoor, "port">): string => (port === undefined ? "" : `:${port}`);

/** What the map leaves open when it is of no specification. */
export function onlyText({ when, versions }: Pick<MapEdge, "when" | "versions">): string {
  const releases = (versions ?? []).map(rangeText);
  const parts = [...when.filter(isChoice).map(conditionText), ...releases];
  return parts.length === 0 ? "" : `only ${parts.join(", ")}`;
}

/** etcd is part of Kubernetes in general. */
const isChoice = (condition: Condition): boolean => condition !== "etcd-is-ours";

const conditionText = (condition: Condition): string => `with ${condition}`;

function rangeText({ from, before }: VersionRange): string {
  const end = before === undefined ? "" : ` before ${before}`;
  return `${from === undefined ? "" : `from ${from} on`}${end}`.trim();
}

/** `control plane: cp-1, cp-2, cp-3 and 4 more`. */
export const placeText = ({ place, hosts = [] }: MapNode): string =>
  hosts.length === 0 ? PLACE_TITLES[place] : `${PLACE_TITLES[place]}: ${hostsText(hosts)}`;

/** `cp-1, cp-2, cp-3 and 4 more`. */
export const hostsText = (hosts: readonly string[]): string =>
  `${hosts.slice(0, 3).join(", ")}${hosts.length > 3 ? ` and ${hosts.length - 3} more` : ""}`;
