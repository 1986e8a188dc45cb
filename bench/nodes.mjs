// Other Node majors, from npm's platform packages, kept by version in the project's cache folder. `node bench/nodes.mjs 22 24 26`
// prints where each is. The benchmark and the version matrix test both ask here.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

/** The folder where everything that is fetched or built for judging is kept. */
export function cacheFolder() {
  const { KUBEPKI_CACHE, XDG_CACHE_HOME } = process.env;
  return KUBEPKI_CACHE || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "kubepki");
}

/**
 * The path of a `node` binary of that major. The running one when it fits, else one from the cache, else it is installed
 * into the cache (npm, network). Throws with a sentence when it cannot be had.
 * @param {number | string} major
 * @param {{ install?: boolean }} [options] `install: false` looks only.
 * @returns {string}
 */
export function nodeBinary(major, { install = true } = {}) {
  if (process.versions.node.startsWith(`${major}.`)) return process.execPath;
  const folder = join(cacheFolder(), "nodes");
  const cached = newestCached(folder, major);
  if (cached) return cached;
  if (!install) throw new Error(`Node ${major} is not in the cache`);
  return installInto(folder, major);
}

/** @param {string} folder @param {number | string} major */
function newestCached(folder, major) {
  if (!existsSync(folder)) return undefined;
  const versions = readdirSync(folder)
    .filter((name) => name.startsWith(`v${major}.`))
    .sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  return versions.map((version) => binaryIn(join(folder, version))).find((path) => existsSync(path));
}

/** @param {string} folder @param {number | string} major */
function installInto(folder, major) {
  const name = platformPackage();
  const staging = join(folder, `.staging-${process.pid}-${major}`);
  mkdirSync(staging, { recursive: true });
  try {
    // The package `node` fetches this one in an install script, which npm may refuse to run; so it is asked for directly.
    const args = ["install", "--prefix", staging, "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"];
    execFileSync(process.platform === "win32" ? "npm.cmd" : "npm", [...args, `${name}@${major}`], {
      stdio: ["ignore", "ignore", "pipe"],
      shell: process.platform === "win32",
    });
    const { version } = JSON.parse(readFileSync(join(staging, "node_modules", name, "package.json"), "utf8"));
    const target = join(folder, `v${version}`);
    chmodSync(binaryIn(staging), 0o755);
    try {
      renameSync(staging, target);
    } catch (error) {
      if (!existsSync(binaryIn(target))) throw error; // another process was first: its copy is as good
    }
    return binaryIn(target);
  } catch (error) {
    throw new Error(`Node ${major} could not be installed from npm (${name}): ${firstLine(error)}`);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

/** @param {string} root */
function binaryIn(root) {
  const file = process.platform === "win32" ? "node.exe" : "node";
  return join(root, "node_modules", platformPackage(), "bin", file);
}

function platformPackage() {
  const platform = process.platform === "win32" ? "win" : process.platform;
  const prefix = platform === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
  return `${prefix}-${platform}-${process.arch}`;
}

/** @param {unknown} error */
function firstLine(error) {
  const { stderr, message } = /** @type {{ stderr?: Buffer, message: string }} */ (error);
  const lines = `${stderr ?? ""}`.split("\n").filter((line) => line.startsWith("npm error"));
  return lines[0] ?? message.split("\n")[0];
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  for (const major of process.argv.slice(2)) console.log(nodeBinary(major));
}
