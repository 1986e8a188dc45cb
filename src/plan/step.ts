/** What a plan consists of. */

/**
 * What happens to a credential or a file: `create` new, `renew` (same content, its time is up), `reissue` (its content
 * is to change), `update` a file, `keep`, `refuse` (a file that is not ours stands there, or an
 * authority would have to be replaced), `remove`, or `impossible`
 * (nothing can be signed without the authority's key).
 */
export type Action = "create" | "renew" | "reissue" | "update" | "keep" | "refuse" | "remove" | "stale" | "impossible";

/** One thing that a plan says about an authority, a credential or a file. */
export interface Step {
  readonly unit: string;
  readonly kind: "authority" | "key-pair" | "credential" | "secret" | "file";
  /** The credential's or authority's id, or the file's path inside its unit. */
  readonly id: string;
  readonly action: Action;
  readonly reasons: readonly string[];
}

/** Whether a step changes anything. */
export const changes = (step: Step): boolean =>
  step.action !== "keep" && step.action !== "stale" && step.action !== "impossible";
