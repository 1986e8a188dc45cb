/** The real clock and the real source of randomness. */
import { randomFillSync } from "node:crypto";
import type { Clock, Entropy } from "../ports.ts";

export const systemClock: Clock = { now: () => new Date() };

const POOL = 4096;

/** Random bytes from the operating system, fetched by the page. */
export function systemEntropy(): Entropy {
  const pool = Buffer.alloc(POOL);
  let used = POOL;
  return {
    bytes(length) {
      if (length > POOL) return randomFillSync(new Uint8Array(length));
      if (used + length > POOL) {
        randomFillSync(pool);
        used = 0;
      }
      used += length;
      return Uint8Array.prototype.slice.call(pool, used - length, used);
    },
  };
}
