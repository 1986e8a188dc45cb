// Builds the real Kubernetes binaries that the tests judge our output with, from the Go module proxy.
//
// `go install k8s.io/kubernetes/cmd/...@v1.37.2` is refused because that module carries `replace` lines for its
// staging modules; a module of our own with the same replacements, pointed at the published staging versions, builds.
import { execFile, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { programInPath } from "./places.mjs";

const run = promisify(execFile);

/** Commands that tests start; ordered so that the quick ones are there first. */
export const KUBERNETES_COMMANDS = [
  "kubeadm",
  "kubectl",
  "kube-scheduler",
  "kube-controller-manager",
  "kube-apiserver",
  "kubelet",
  "kube-proxy",
  "sample-apiserver",
];

/** The sample of an aggregated API server is a staging module of its own. */
const packageOf = (command) =>
  command === "sample-apiserver" ? "k8s.io/sample-apiserver" : `k8s.io/kubernetes/cmd/${command}`;

const moduleFile = (version, upstreamGoMod) => {
  const staging = version.replace(/^v1\./, "v0.");
  const names = [...upstreamGoMod.matchAll(/^\s*(k8s\.io\/\S+) => \.\/staging\/src\/\S+$/gm)].map((m) => m[1]);
  if (names.length === 0)
    throw new Error(`no staging replacements found in the go.mod of k8s.io/kubernetes ${version}`);
  const go = /^go (\S+)$/m.exec(upstreamGoMod)?.[1] ?? "1.26.0";
  const godebug = /^godebug (?:\([^)]*\)|.*)$/m.exec(upstreamGoMod)?.[0] ?? "";
  return [
    "module kubepki.test/judges",
    `go ${go}`,
    godebug,
    `require k8s.io/kubernetes ${version}`,
    ...names.map((name) => `replace ${name} => ${name} ${staging}`),
    "",
  ].join("\n");
};

/** Build commands of one version into `folder`; binaries already there are kept. Reports each step through `say`. */
export async function buildKubernetes(folder, version, say, commands = KUBERNETES_COMMANDS) {
  const bin = join(folder, "bin");
  const missing = commands.filter((name) => !existsSync(join(bin, name)));
  if (missing.length === 0) return bin;
  const source = join(folder, "src");
  mkdirSync(source, { recursive: true });
  mkdirSync(bin, { recursive: true });
  const go = programInPath("go") ?? "go";
  const { stdout } = await run(go, ["mod", "download", "-json", `k8s.io/kubernetes@${version}`], { cwd: folder });
  const upstream = readFileSync(JSON.parse(stdout).GoMod, "utf8");
  writeFileSync(join(source, "go.mod"), moduleFile(version, upstream));
  writeFileSync(
    join(source, "commands.go"),
    `//go:build commands\n\npackage judges\n\nimport (\n${KUBERNETES_COMMANDS.map((c) => `\t_ "${packageOf(c)}"`).join("\n")}\n)\n`,
  );
  say(`resolving the modules of Kubernetes ${version}`);
  await run(go, ["mod", "tidy"], { cwd: source, maxBuffer: 64 << 20 });
  const [, major, minor] = /^v(\d+)\.(\d+)\./.exec(version) ?? [];
  const stamp = `k8s.io/component-base/version`;
  const flags = `-s -w -X ${stamp}.gitVersion=${version} -X ${stamp}.gitMajor=${major} -X ${stamp}.gitMinor=${minor}`;
  for (const [i, name] of missing.entries()) {
    const start = Date.now();
    say(
      `building ${name} ${version} (${i + 1} of ${missing.length}; all of them take about 9 minutes on 2 cores, once)`,
    );
    const target = join(bin, `.${name}.partial`);
    await stream(
      go,
      ["build", "-trimpath", "-buildvcs=false", "-ldflags", flags, "-o", target, packageOf(name)],
      source,
    );
    renameSync(target, join(bin, name));
    say(`built ${name} in ${Math.round((Date.now() - start) / 1000)} s`);
  }
  return bin;
}

function stream(command, args, cwd) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", reject);
    child.on("exit", (code) =>
      code === 0 ? resolve() : reject(new Error(`${command} ${args[0]} ended with ${code}`)),
    );
  });
}
