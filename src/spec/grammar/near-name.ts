/** Suggestions for typing errors. */

/**
 * The name that was probably meant: at most a third of its letters wrong, swapped neighbours count once; or else the one
 * that it begins or ends with, as kubeadm's `controlPlaneEndpoint` does with `endpoint`.
 */
export function nearName(typed: string, names: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  const all = [...names];
  for (const name of all) {
    const distance = editDistance(typed.toLowerCase(), name.toLowerCase());
    if (distance < least) [best, least] = [name, distance];
  }
  if (best !== undefined && least <= Math.max(1, Math.floor(best.length / 3))) return best;
  const whole = typed.toLowerCase();
  return all.find((name) => name.length > 3 && isEdgeOf(name.toLowerCase(), whole));
}

const isEdgeOf = (part: string, whole: string): boolean => whole.startsWith(part) || whole.endsWith(part);

/** "did you mean `hosts`?" or the list of what is allowed. */
export function suggest(typed: string, names: readonly string[]): string {
  const near = nearName(typed, names);
  return near === undefined ? `allowed: ${list(names)}` : `did you mean \`${near}\`?`;
}

/** More than this many names are no help. */
const MOST_LISTED = 20;

export function list(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LISTED).map((name) => `\`${name}\``);
  return shown.join(", ") + (names.length > MOST_LISTED ? ", ..." : "");
}

/** Optimal string alignment distance: insertions, deletions, changes, swaps of neighbours. */
function editDistance(a: string, b: string): number {
  // Beyond any suggestion; keeps hostile input cheap.
  if (a.length > 64 || b.length > 64) return Number.POSITIVE_INFINITY;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}
