// Timing: children from spawn to exit, contestants in rotation, ratios as medians of the per-round ratios.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { setImmediate as turn } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const PEAK_HOOK = fileURLToPath(new URL("peak.mjs", import.meta.url));

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** @param {readonly number[]} values @returns {Spread} */
export const spread = (values) => ({ median: median(values), min: Math.min(...values), max: Math.max(...values) });

/** @typedef {import("./census.mjs").Counts} Counts */
/** @typedef {{ median: number, min: number, max: number }} Spread */

/**
 * @typedef {object} Contestant
 * @property {string} id
 * @property {() => number} run One run: seconds, or a rate.
 * @property {number} [runs] Runs in a round, of which the median counts (for a quick one beside a slow one).
 * @property {boolean} [warmUp] Default true.
 * @property {() => Counts} [verify] Looks at what the last run left; throws when it is not the work that was asked for.
 */

/**
 * All contestants in turn, the order rotating by one each round. What each one's first run left is verified.
 * Between the (synchronous) runs the event loop turns, so that an interrupt is heard.
 * @param {readonly Contestant[]} contestants
 * @param {number} rounds
 */
export async function contest(contestants, rounds) {
  /** @type {Map<string, number[]>} */ const values = new Map(contestants.map(({ id }) => [id, []]));
  /** @type {Map<string, Counts>} */ const counts = new Map();
  const verified = (/** @type {Contestant} */ { id, verify }) => {
    if (verify && !counts.has(id)) counts.set(id, verify());
  };
  for (const contestant of contestants) {
    if (contestant.warmUp === false) continue;
    contestant.run();
    verified(contestant);
    await turn();
  }
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < contestants.length; i++) {
      const contestant = contestants[(i + round) % contestants.length];
      const runs = Array.from({ length: contestant.runs ?? 1 }, contestant.run);
      await turn();
      values.get(contestant.id)?.push(median(runs));
      verified(contestant);
    }
  }
  return { values, counts };
}

/**
 * Seconds from spawn to exit. Throws with the telling line of its stderr when the child fails.
 * @param {readonly string[]} command
 * @param {Record<string, string>} [env]
 */
export function timed([file, ...args], env) {
  const started = process.hrtime.bigint();
  const child = spawnSync(file, args, { env: childEnvironment(env), stdio: ["ignore", "ignore", "pipe"] });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  expectSuccess(file, child);
  return seconds;
}

/** The child's stdout. @param {readonly string[]} command @param {Record<string, string>} [env] */
export function output([file, ...args], env) {
  const child = spawnSync(file, args, { env: childEnvironment(env), encoding: "utf8", maxBuffer: 2 ** 28 });
  expectSuccess(file, child);
  return child.stdout;
}

/**
 * Peak resident memory of a Node child in MiB: the kernel's high-water mark, read by a hook as the child exits (what wait4
 * reports would include the parent's memory from between fork and exec).
 * @param {string} node @param {readonly string[]} args @param {string} file where the hook writes
 */
export function peakMemory(node, args, file) {
  timed([node, "--import", PEAK_HOOK, ...args], { KUBEPKI_BENCH_PEAK: file });
  return Number(readFileSync(file, "utf8")) / 1024;
}

/** @param {string} file @param {import("node:child_process").SpawnSyncReturns<any>} child */
function expectSuccess(file, { error, status, signal, stderr }) {
  if (error) throw error;
  if (status === 0) return;
  const lines = `${stderr ?? ""}`.split("\n").filter((line) => line.trim());
  const told = lines.find((line) => /error/i.test(line)) ?? lines.at(-1) ?? "nothing on stderr";
  throw new Error(`${file.split(/[\\/]/).pop()} ended with ${signal ?? status}: ${told.trim()}`);
}

/** @param {Record<string, string>} [extra] */
function childEnvironment(extra) {
  const { NODE_OPTIONS, NODE_COMPILE_CACHE, NODE_V8_COVERAGE, FORCE_COLOR, ...env } = process.env;
  return { ...env, NO_COLOR: "1", ...extra };
}
