// Installs the project's npm packages when they are not there, or older than the lock file.
import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs;

/** Install unless what is there is newer than the lock file. Needs nothing but Node and npm. */
export function ensureDependencies(say) {
  const installed = modified("node_modules/.package-lock.json");
  if (installed !== undefined && installed >= modified("package-lock.json")) return;
  say("installing npm packages as the lock file names them");
  const { status, error } = spawnSync("npm", ["ci", "--no-audit", "--no-fund"], { stdio: "inherit" });
  if (status !== 0) throw new Error(`npm ci failed${error === undefined ? "" : `: ${error.message}`}`);
}
