// A child of the benchmark: certificates per second in one thread, key, certificate and both PEM texts included.
import { createIssuer } from "./subject.mjs";

const issue = await createIssuer(process.argv[2]);

/** @param {number} seconds */
function rate(seconds) {
  const started = process.hrtime.bigint();
  let made = 0;
  let elapsed = 0;
  while (elapsed < seconds) {
    for (let i = 0; i < 20; i++) issue();
    made += 20;
    elapsed = Number(process.hrtime.bigint() - started) / 1e9;
  }
  return made / elapsed;
}

rate(0.4); // compiled and warm
console.log(rate(0.4).toFixed(1));
