/** How much hostile files may make us compute: iterations of key derivations, over everything that is opened with it. */
import { DerError } from "./der-reader.ts";

/** One derivation with as many takes some three seconds. */
const MOST_ITERATIONS = 10_000_000;

export class DerivationBudget {
  #left: number;

  constructor(iterations: number = MOST_ITERATIONS) {
    this.#left = iterations;
  }

  /** Throws DerError for more than is left, and for what is no count. */
  spend(iterations: number): void {
    if (iterations < 1 || iterations > this.#left) throw new DerError("the key derivation asks for too much", 0);
    this.#left -= iterations;
  }
}
