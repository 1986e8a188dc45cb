// Rows of a table in which every two values of different columns meet at least once.

/** The values of each column. */
export type Columns = Readonly<Record<string, readonly string[]>>;
type Row<C extends Columns> = { readonly [K in keyof C]: C[K][number] };

/** Every combination of the columns' values. */
export function rowsOf<C extends Columns>(columns: C): readonly Row<C>[] {
  return Object.entries(columns).reduce<readonly Record<string, string>[]>(
    (rows, [name, values]) => rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value }))),
    [{}],
  ) as readonly Row<C>[];
}

/** The pairs of values that a row lets meet. */
export function pairsOf(row: Readonly<Record<string, string>>): readonly string[] {
  const cells = Object.entries(row).map(([name, value]) => `${name} ${value}`);
  return cells.flatMap((one, i) => cells.slice(i + 1).map((other) => `${one}, ${other}`));
}

/**
 * Rows out of `possible` that let meet whatever `seen` does not, the ones with the most news first. Always the same ones
 * for the same input; close to as few as can be, not the fewest.
 */
export function pairwise<R extends Readonly<Record<string, string>>>(
  possible: readonly R[],
  seen: readonly R[],
): readonly R[] {
  const open = new Set(possible.flatMap(pairsOf));
  for (const pair of seen.flatMap(pairsOf)) open.delete(pair);
  const chosen: R[] = [];
  const news = (row: R) => pairsOf(row).filter((pair) => open.has(pair)).length;
  while (open.size > 0) {
    const best = possible.reduce((one, other) => (news(other) > news(one) ? other : one));
    chosen.push(best);
    for (const pair of pairsOf(best)) open.delete(pair);
  }
  return chosen;
}
