// A child of the benchmark: certificates with their keys, parsed, verified up to their authority, and matched with their
// keys, in so many threads. Prints how many were good.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { pairChecker } from "./subject.mjs";

const { argv } = process;
const [file, threads] = isMainThread ? [argv[2], Number(argv[3])] : [workerData.file, workerData.threads];
const good = await checkPart(isMainThread ? 0 : workerData.part);
if (!isMainThread) parentPort?.postMessage(good);

/** Every so many pairs one, beginning with a part's own. @param {number} part */
async function checkPart(part) {
  const others = isMainThread ? Array.from({ length: threads - 1 }, (_, i) => startThread(i + 1)) : [];
  const check = await pairChecker();
  const own = check(readFileSync(file, "latin1"), part, threads);
  const counts = await Promise.all(others);
  const all = counts.reduce((sum, count) => sum + count, own);
  if (isMainThread) console.log(all);
  return all;
}

/** @param {number} part @returns {Promise<number>} */
function startThread(part) {
  const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { file, threads, part } });
  return new Promise((resolve, reject) => worker.once("message", resolve).once("error", reject));
}
