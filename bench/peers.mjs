// Where the peers are on this machine. Each lookup throws Missing with the reason when its peer is not there.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { output } from "./measure.mjs";
import { cacheFolder } from "./nodes.mjs";
import { Missing } from "./subject.mjs";

/** @param {string} name */
export const peerFile = (name) => fileURLToPath(new URL(`peers/${name}`, import.meta.url));

/** @param {string} command */
const present = (command) => spawnSync("sh", ["-c", `command -v "$0"`, command]).status === 0;

/** @param {string[]} commands */
export function need(...commands) {
  const absent = commands.filter((command) => !present(command));
  if (absent.length) throw new Missing(`not installed: ${absent.join(", ")}`);
}

/** kubeadm from the judges' cache (the newest), or from PATH. */
export function kubeadm() {
  const judges = join(cacheFolder(), "judges");
  const folders = existsSync(judges) ? readdirSync(judges).filter((name) => name.startsWith("kubernetes-v")) : [];
  const newest = folders.sort((a, b) => b.localeCompare(a, "en", { numeric: true }));
  const built = newest.map((folder) => join(judges, folder, "bin", "kubeadm")).find((path) => existsSync(path));
  const path = built ?? (present("kubeadm") ? "kubeadm" : undefined);
  if (!path) throw new Missing("no kubeadm: neither among the judges nor in PATH");
  return { path, version: output([path, "version", "-o", "short"]).trim() };
}

/**
 * The rate of raw OpenSSL key generation and signing: a small C program, or where that cannot be built an estimate.
 * @param {string} folder where the program may be built
 * @returns {{ note?: string, rate: () => number }}
 */
export function opensslLimit(folder) {
  const program = join(folder, "evp");
  const built = spawnSync("cc", ["-O2", "-o", program, peerFile("evp.c"), "-lcrypto"]);
  if (!built.error && built.status === 0) return { rate: () => Number(output([program, "0.4"])) };
  need("openssl");
  const rate = () => {
    const report = output(["openssl", "speed", "-elapsed", "-seconds", "1", "-mr", "ecdsap256"]);
    const signatures = /^\+F\d+:\d+:256:([\d.]+):/m.exec(report)?.[1];
    if (!signatures) throw new Missing("openssl speed printed no figure for ecdsap256");
    return ESTIMATED_SHARE * Number(signatures);
  };
  return { note: "estimated from openssl speed: no C compiler or no OpenSSL headers", rate };
}

/** P-256 signatures that OpenSSL verifies in a second, one thread. */
export function opensslVerifyRate() {
  need("openssl");
  const report = output(["openssl", "speed", "-elapsed", "-seconds", "1", "ecdsap256"]);
  const rate = /nistp256.*\s([\d.]+)\s*$/m.exec(report)?.[1];
  if (!rate) throw new Missing("openssl speed printed no figure for ecdsap256");
  return Number(rate);
}

/** Where both could be measured, key and signature together ran at 0.55 of the rate of bare signatures in `openssl speed`. */
const ESTIMATED_SHARE = 0.55;

/** Versions of the peers that are there, for the record. */
export function peerVersions() {
  /** @type {Record<string, string>} */
  const versions = {};
  if (present("openssl")) versions.openssl = output(["openssl", "version"]).trim().split(" ").slice(1, 2).join("");
  if (present("cfssl")) versions.cfssl = /Version: (\S+)/.exec(output(["cfssl", "version"]))?.[1] ?? "?";
  try {
    versions.kubeadm = kubeadm().version;
  } catch {}
  return versions;
}
