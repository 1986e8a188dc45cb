// A child of the benchmark: signatures verified per second in one thread, in chains of ten certificates, with everything
// that path validation does beside.
import { chainValidator } from "./subject.mjs";

const { run, signatures } = await chainValidator();

/** @param {number} seconds */
function rate(seconds) {
  const started = process.hrtime.bigint();
  let verified = 0;
  let elapsed = 0;
  while (elapsed < seconds) {
    run();
    verified += signatures;
    elapsed = Number(process.hrtime.bigint() - started) / 1e9;
  }
  return verified / elapsed;
}

rate(0.4); // compiled and warm
console.log(rate(0.6).toFixed(1));
