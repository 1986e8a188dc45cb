/** Faulty copies of a tree, one fault each, told in a label: for training, and for testing what watches a cluster. */
import { MUTATION_IDS, MUTATIONS, type MutationId } from "../audit/mutate/index.ts";
import type { Mutant, Pick } from "../audit/mutate/mutation.ts";
import { sceneOf } from "../audit/scene.ts";
import { type Catalog, catalog as kubernetes } from "../catalog/index.ts";
import type { TreeEntry } from "../inventory/entries.ts";
import { readActual } from "../inventory/read-actual.ts";
import { carryOut, type MutatePorts } from "./mutate/carry-out.ts";

export type { MutatePorts };

export interface MutateRequest {
  readonly entries: readonly TreeEntry[];
  readonly at: Date;
  /** Mutations that these rules find; all when absent. */
  readonly rules?: readonly string[];
  /** How many; one of each kind when absent. Less come where the tree has no more to break. */
  readonly count?: number;
  /** The same seed chooses the same faults. */
  readonly seed?: number;
  readonly catalog?: Catalog;
}

/** One faulty copy. */
export interface FaultyTree extends Omit<Mutant, "edits"> {
  readonly mutation: MutationId;
  readonly rule: string;
  readonly title: string;
  readonly entries: readonly TreeEntry[];
}

const MOST_IDLE = 20;

export async function* mutate(request: MutateRequest, ports: MutatePorts): AsyncGenerator<FaultyTree> {
  const { entries, at, rules, count, seed = 1, catalog = kubernetes } = request;
  const scene = sceneOf({ actual: await readActual(entries, catalog), catalog, at });
  const ids = MUTATION_IDS.filter((id) => rules === undefined || rules.includes(MUTATIONS[id].rule));
  const pick = picking(seed);
  const made = new Set<string>();
  // Rounds in which chance finds nothing that was not broken before.
  let idle = 0;
  for (let round = 0; idle < MOST_IDLE && (round === 0 || count !== undefined); round++) {
    const before = made.size;
    for (const id of round === 0 && count !== undefined ? shuffled(ids, pick) : ids) {
      if (made.size === count) return;
      const { rule, title, make } = MUTATIONS[id];
      const mutant = make(scene, pick);
      const key = mutant && `${id} ${mutant.at.file} ${mutant.changed}`;
      if (mutant === undefined || key === undefined || made.has(key)) continue;
      made.add(key);
      const { at: place, changed, edits } = mutant;
      yield { mutation: id, rule, title, at: place, changed, entries: await carryOut(entries, edits, ports) };
    }
    idle = made.size === before ? idle + 1 : 0;
  }
}

function shuffled<T>(some: readonly T[], pick: Pick): T[] {
  const left = [...some];
  const out: T[] = [];
  for (let one = pick(left); one !== undefined; one = pick(left)) {
    out.push(one);
    left.splice(left.indexOf(one), 1);
  }
  return out;
}

/** Chances from a seed: mulberry32, which is enough to choose among files. */
function picking(seed: number): Pick {
  let state = seed >>> 0;
  return (some) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return some[((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, some.length)];
  };
}
