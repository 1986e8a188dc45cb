// Damaged input by the million to every reader: `npm run fuzz -- --from 0 --inputs 10000000`. Each range of inputs is read
// in a process of its own, of which memory and time are bounded: a crash, a hang or an appetite ends the run with the
// number of the range, and of the input where it is known.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rolldown } from "rolldown";

const { values } = parseArgs({
  options: {
    from: { type: "string", default: "0" },
    inputs: { type: "string", default: "1000000" },
    range: { type: "string", default: "100000" },
  },
});
const [first, inputs, size] = [values.from, values.inputs, values.range].map(Number);

/** MiB of heap that one process may take, and seconds without a range's end that count as a hang. */
const MOST_HEAP = 256;
const MOST_SECONDS = 600;

const folder = mkdtempSync(join(tmpdir(), "kubepki-fuzz-"));
const bundle = await rolldown({ input: "test/fuzz/run.ts", platform: "node" });
await bundle.write({ file: join(folder, "run.mjs"), format: "esm", codeSplitting: false });
await bundle.close();

const total = { inputs: 0, read: 0, slowest: 0, peak: 0 };
const end = first + inputs;
try {
  for (let from = first; from < end; from += size) {
    const result = await range(from, Math.min(size, end - from));
    total.inputs += result.inputs;
    total.read += result.read;
    total.slowest = Math.max(total.slowest, result.slowest.milliseconds);
    total.peak = Math.max(total.peak, result.peak);
    const { slowest, peak } = result;
    console.log(
      `${from + result.inputs}: ${result.read} read; slowest ${slowest.milliseconds.toFixed(0)} ms (input ${slowest.input}); ${peak.toFixed(0)} MiB`,
    );
  }
  const { read, slowest, peak } = total;
  console.log(
    `${total.inputs} inputs: ${read} read, the others refused; the slowest took ${slowest.toFixed(0)} ms, the largest process ${peak.toFixed(0)} MiB`,
  );
} finally {
  rmSync(folder, { recursive: true });
}

/**
 * @param {number} from
 * @param {number} count
 * @returns {Promise<{ inputs: number, read: number, slowest: { input: number, milliseconds: number }, peak: number }>}
 */
function range(from, count) {
  return new Promise((done, fail) => {
    const heap = `--max-old-space-size=${MOST_HEAP}`;
    const child = spawn(process.execPath, [heap, join(folder, "run.mjs"), String(from), String(count)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let out = "";
    const hang = setTimeout(() => {
      child.kill("SIGKILL");
    }, MOST_SECONDS * 1000);
    child.stdout.on("data", (data) => {
      out += data;
    });
    child.on("close", (code, signal) => {
      clearTimeout(hang);
      if (code === 0) done(JSON.parse(out));
      else fail(new Error(`inputs ${from} to ${from + count}: the process ended with ${signal ?? code}`));
    });
  });
}
