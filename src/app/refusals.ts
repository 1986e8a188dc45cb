/** What plan and apply refuse: we could, but whoever runs on what is there would no longer be believed. */
import { catalog } from "../catalog/index.ts";
import type { AuthorityId } from "../catalog/types.ts";
import { KubepkiError } from "../errors.ts";
import type { Step } from "../plan/step.ts";
import type { FileStore } from "../ports.ts";
import { AUTHORITIES_UNIT, type Desired } from "../spec/desired.ts";
import { namesOutside } from "../spec/resolve/name-constraints.ts";
import { trustModel } from "../spec/resolve/trust-model.ts";

export const ROTATION_REMEDY =
  "keep the specification's authorities as they were, or begin a new cluster in a new output folder";

/** Credentials whose authority would have to be replaced. */
export function rotationNeeded(orphans: readonly Step[]): KubepkiError {
  const [first] = orphans;
  const others = orphans.length > 1 ? `, and ${orphans.length - 1} more like it` : "";
  return new KubepkiError(
    "ERR_ROTATION_NEEDED",
    `${first?.unit}/${first?.id}: ${first?.reasons[0]}${others}; nothing was written`,
    { remedy: ROTATION_REMEDY, details: { credentials: orphans.map(({ unit, id }) => `${unit}/${id}`) } },
  );
}

/** Files that stand in the way. */
export function wouldReplace(refused: readonly string[]): KubepkiError {
  const shown = refused.slice(0, 10).join("\n  ");
  const more = refused.length > 10 ? `\n  and ${refused.length - 10} more` : "";
  return new KubepkiError(
    "ERR_WOULD_REPLACE",
    `${refused.length} file${refused.length > 1 ? "s" : ""} that kubepki did not make, or that changed since, would be replaced; nothing was written:\n  ${shown}${more}`,
    { remedy: `look at them, then name what may go: --replace ${refused[0]}`, details: { files: refused } },
  );
}

/** An authority that the specification has no more would leave what it issued to others, which is a rotation too. */
export function refuseLostAuthorities({ spec }: Desired, store: FileStore): void {
  // The authority of an etcd that somebody else runs now is of no use, and in nobody's way.
  const wanted = trustModel({ ...spec, etcd: { kind: "stacked" } }, catalog).authorities;
  const keys = Object.keys(catalog.credentials);
  const lost = store
    .recorded(AUTHORITIES_UNIT)
    .flatMap((path) => (path.endsWith(".crt") ? [path.slice(0, -".crt".length)] : []))
    .filter((id) => !wanted.includes(id as AuthorityId) && !keys.includes(id));
  if (lost.length === 0) return;
  throw new KubepkiError(
    "ERR_ROTATION_NEEDED",
    `${AUTHORITIES_UNIT}: ${lost.join(", ")} issued for this cluster, and the specification has no such authority any more`,
    { remedy: ROTATION_REMEDY, details: { authorities: lost } },
  );
}

/** Certificates that no verifier would accept are not made. */
export function refuseNamesOutside(desired: Desired): void {
  if (desired.authorities.every(({ nameConstraints }) => nameConstraints === undefined)) return;
  const outside = desired.units.flatMap((name) => namesOutside(desired, desired.unit(name)));
  const [first] = outside;
  if (first === undefined) return;
  const more = outside.length > 1 ? `, and ${outside.length - 1} more like it` : "";
  throw new KubepkiError("ERR_NAME_CONSTRAINTS", `${first}${more}`, {
    remedy: "widen nameConstraints of that authority (dns, networks), or take the name away",
    details: { names: outside },
  });
}
