/** A sample of `npm run fuzz`, of which ten million inputs were read once: a result or a typed error, in little time. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { fuzzReaders } from "../../fuzz/readers.ts";
import { seedsIn } from "../../fuzz/seeds.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

test("damaged DER, PEM and YAML gets an answer from every reader, and nothing is printed about it", async () => {
  const warnings: Error[] = [];
  const keep = (warning: Error): void => void warnings.push(warning);
  process.on("warning", keep);
  const { inputs, read, slowest } = fuzzReaders(await seedsIn(root), 10_000_000, 4000, () => performance.now());
  expect(inputs).toBe(4000);
  // Both ways were gone: a quarter is still read.
  expect(read).toBeGreaterThan(600);
  expect(read).toBeLessThan(2000);
  expect(slowest.milliseconds).toBeLessThan(2000);
  await new Promise(setImmediate);
  process.off("warning", keep);
  expect(warnings).toEqual([]);
});
