/** One range of inputs in a process of its own: numbers of the first and of how many; the result as JSON. */
import { fuzzReaders } from "./readers.ts";
import { seedsIn } from "./seeds.ts";

const [from = 0, inputs = 0] = process.argv.slice(2).map(Number);
const result = fuzzReaders(await seedsIn(process.cwd()), from, inputs, () => performance.now());
console.log(JSON.stringify({ ...result, peak: process.resourceUsage().maxRSS / 1024 }));
