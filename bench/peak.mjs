// Loaded into a measured child with --import: leaves its peak resident memory, in KiB, in a file when it exits.
import { readFileSync, writeFileSync } from "node:fs";

const file = process.env.KUBEPKI_BENCH_PEAK;
if (file) process.on("exit", () => writeFileSync(file, String(highWaterMark())));

function highWaterMark() {
  try {
    const found = /^VmHWM:\s*(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"));
    if (found) return Number(found[1]);
  } catch {}
  return process.resourceUsage().maxRSS;
}
