/** Certificates of a role, issued again otherwise. */
import type { HeldOf } from "../../../inventory/held.ts";
import { roleOf, type Scene } from "../../scene.ts";
import type { Mutant, Pick, Reissue } from "../mutation.ts";
import type { Retouch } from "../retouch.ts";
import { type Leaf, leaves, reissue, signerOf } from "../targets.ts";

/** A certificate of these credentials, issued again otherwise. */
export function again(
  scene: Scene,
  pick: Pick,
  ids: readonly string[] | undefined,
  changed: string,
  changes: (leaf: Leaf) => Retouch | undefined,
  more: Partial<Parameters<typeof reissue>[2]> = {},
): Mutant | undefined {
  const ready = leaves(scene, ids).flatMap((leaf) => {
    const change = changes(leaf);
    return change === undefined ? [] : [{ leaf, change }];
  });
  const one = pick(ready);
  if (one === undefined) return undefined;
  return { at: one.leaf.held.place, changed, edits: [reissue(one.leaf, one.change, more)] };
}

/** Certificates of a user in a kubeconfig that can be issued again. */
export function users(scene: Scene, ids: readonly string[]): Signable[] {
  return scene.certificates.flatMap((held) => {
    const by = signerOf(scene, held);
    const role = roleOf(held.file);
    const fits = held.in === "kubeconfig-user" && held.file.link === undefined && ids.includes(role?.id ?? "");
    return fits && by !== undefined && held.behind === 0 ? [{ held, by }] : [];
  });
}

type Signable = Readonly<{ held: HeldOf<"certificate">; by: Exclude<Reissue["by"], string> }>;

export function asUser(
  scene: Scene,
  pick: Pick,
  ids: readonly string[],
  changed: string,
  changes: (held: HeldOf<"certificate">) => Retouch,
): Mutant | undefined {
  const one = pick(users(scene, ids));
  if (one === undefined) return undefined;
  return { at: one.held.place, changed, edits: [reissue(one, changes(one.held))] };
}
