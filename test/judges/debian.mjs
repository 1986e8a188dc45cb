// Installs Debian packages without starting or enabling their services.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { programInPath } from "./places.mjs";

const POLICY = "/usr/sbin/policy-rc.d";

/** Why packages cannot be installed here, or undefined when they can. */
export function cannotInstall() {
  if (process.getuid?.() !== 0) return "installing it takes root";
  if (programInPath("apt-get") === undefined) return "installing it takes apt-get (Debian or Ubuntu)";
  return undefined;
}

/** Returns undefined, or what went wrong. */
export function installPackages(packages) {
  const own = !existsSync(POLICY);
  if (own) writeFileSync(POLICY, "#!/bin/sh\nexit 101\n", { mode: 0o755 });
  try {
    const failure =
      apt(["update", "-qq"], 300_000) ?? apt(["install", "-y", "-qq", "--no-install-recommends", ...packages], 600_000);
    if (failure === undefined) disable(packages);
    return failure;
  } finally {
    if (own) rmSync(POLICY, { force: true });
  }
}

function apt(args, timeout) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", LC_ALL: "C" };
  const result = spawnSync("apt-get", args, { env, timeout, encoding: "utf8", maxBuffer: 64 << 20 });
  if (result.status === 0) return undefined;
  const lines = `${result.stdout ?? ""}\n${result.stderr ?? ""}`.split("\n").filter((line) => /^[EW]: /.test(line));
  return `apt-get ${args[0]} failed: ${lines.join(" ") || result.error?.message || `exit ${result.status}`}`;
}

/** A server that tests start by themselves has no business running on the developer's machine. */
function disable(packages) {
  const units = packages.flatMap(
    (name) => ({ "etcd-server": ["etcd"], containerd: ["containerd"], "nginx-light": ["nginx"] })[name] ?? [],
  );
  if (units.length === 0 || programInPath("systemctl") === undefined) return;
  spawnSync("systemctl", ["disable", ...(existsSync("/run/systemd/system") ? ["--now"] : []), ...units]);
}
