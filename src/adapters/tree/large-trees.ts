/** Memory for trees of a fleet's size. */
import type { TreeReader } from "../../ports.ts";

/** From so many files on it is worth loading `node:v8`, which takes a millisecond or two. */
const MANY = 2000;

/**
 * For a program's own process: a tree of many files is read, and V8 does not learn from it to put new objects among the
 * old ones, where it seldom cleans up. What is parsed while a fleet is read stays, so it would learn just that; what is
 * parsed by the same code to judge it is needed for a moment, and with a hundred thousand certificates that is 400 MB.
 */
export const forLargeTrees = (reader: TreeReader): TreeReader => ({
  async *read(inputs) {
    let count = 0;
    for await (const entry of reader.read(inputs)) {
      yield entry;
      count++;
      if (count === MANY) await keepYoung();
    }
  },
});

async function keepYoung(): Promise<void> {
  const { setFlagsFromString } = await import("node:v8");
  setFlagsFromString("--no-allocation-site-pretenuring");
  // Compiled code is kept for the flags that it was compiled under (bin/kubepki.js).
  process.prependOnceListener("exit", () => setFlagsFromString("--allocation-site-pretenuring"));
}
