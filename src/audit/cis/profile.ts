/** `audit --profile cis-1.12`: each item on each host. */
import { type SceneOptions, sceneOf } from "../scene.ts";
import type { CisAnswer, CisItem } from "./item.ts";
import { CIS_ITEMS } from "./items.ts";

export interface CisVerdict extends CisAnswer, Pick<CisItem, "title" | "assessment" | "rules"> {
  /** The benchmark's number: `2.7`. */
  readonly id: string;
  readonly host: string;
}

/** In the benchmark's order, host after host within an item. */
export function cisProfile(options: SceneOptions): CisVerdict[] {
  const scene = sceneOf(options);
  return Object.entries(CIS_ITEMS)
    .sort(([a], [b]) => byNumber(a, b))
    .flatMap(([id, { title, assessment, rules, decide }]) =>
      scene.actual.hosts.map((host) => ({ id, host: host.name, title, assessment, rules, ...decide(host, scene) })),
    );
}

function byNumber(a: string, b: string): number {
  const [one, other] = [a, b].map((id) => id.split(".").map(Number));
  for (const [i, number] of (one ?? []).entries()) {
    const difference = number - (other?.[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return 0;
}
