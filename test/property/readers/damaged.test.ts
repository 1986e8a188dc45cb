/** A sample of `npm run fuzz`, of which ten million inputs were read once: a result or a typed error, in little time. */
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { readContents } from "../../../src/inventory/contents/read-contents.ts";
import { fuzzReaders } from "../../fuzz/readers.ts";
import { seedsIn } from "../../fuzz/seeds.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

test("damaged DER, PEM and YAML gets an answer from every reader", async () => {
  const { inputs, read, slowest } = fuzzReaders(await seedsIn(root), 10_000_000, 4000, () => performance.now());
  expect(inputs).toBe(4000);
  // Both ways were gone: a quarter is still read.
  expect(read).toBeGreaterThan(600);
  expect(read).toBeLessThan(2000);
  expect(slowest.milliseconds).toBeLessThan(2000);
});

test("a text's odd keys are not printed: the YAML parser would warn, with pieces of the text", async () => {
  const warnings: string[] = [];
  const keep = ({ message }: Error): void => void warnings.push(message);
  process.on("warning", keep);
  readContents(Buffer.from("kind: Secret\n? { secret: value }\n: x\n"));
  await new Promise(setImmediate);
  process.off("warning", keep);
  expect(warnings).toEqual([]);
});
