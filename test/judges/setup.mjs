#!/usr/bin/env node
// Sets up the judges: the real components and verifiers that tests hold our output against.
//
//   node test/judges/setup.mjs               everything that tests want
//   node test/judges/setup.mjs --bench       also the benchmark's peers
//   node test/judges/setup.mjs --only a,b    just these
//
// What cannot be had is written down with its reason, and the tests that want it are skipped with that reason. Only
// with CI=true on a machine that has Go is a missing judge a failure.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { cannotInstall, installPackages } from "./debian.mjs";
import { buildKubernetes, KUBERNETES_COMMANDS } from "./kubernetes.mjs";
import {
  JUDGES,
  judgesFolder,
  KUBERNETES_VERSION,
  kubernetesFolder,
  oracleFolder,
  oracleSource,
  stateFile,
  ZLINT_VERSION,
  zlintFolder,
} from "./places.mjs";

const say = (text) => process.stdout.write(`judges: ${text}\n`);

/** Providers take the judges they lack and return, by name, why one could not be had. */
const providers = {
  none: async (lacking) => Object.fromEntries(lacking.map((judge) => [judge.name, judge.remedy])),
  debian: async (lacking) => {
    const refusal = cannotInstall();
    if (refusal !== undefined) {
      return Object.fromEntries(
        lacking.map((judge) => [judge.name, `Debian's ${judge.packageName} is not installed, and ${refusal}`]),
      );
    }
    for (const judge of lacking) say(`installing ${judge.packageName} from Debian: ${judge.why}`);
    const failure = installPackages([...new Set(lacking.map((judge) => judge.packageName))]);
    return Object.fromEntries(lacking.map((judge) => [judge.name, failure]));
  },
  kubernetes: async (lacking) => {
    const commands = KUBERNETES_COMMANDS.filter((name) => lacking.some((judge) => judge.name === name));
    const what = `${commands.join(", ")} ${KUBERNETES_VERSION} from Go modules: tests start the real components`;
    return build(lacking, what, () => buildKubernetes(kubernetesFolder(), KUBERNETES_VERSION, say, commands));
  },
  zlint: async (lacking) => {
    return build(lacking, `zlint ${ZLINT_VERSION} from Go modules: ${lacking[0].why}`, () => {
      mkdirSync(zlintFolder(), { recursive: true });
      go(["install", `github.com/zmap/zlint/v3/cmd/zlint@${ZLINT_VERSION}`], {
        cwd: judgesFolder(),
        env: { ...process.env, GOBIN: zlintFolder() },
      });
    });
  },
  oracle: async (lacking) => {
    return build(lacking, `the Go oracle: ${lacking[0].why}`, () => {
      const target = join(oracleFolder(), "oracle");
      mkdirSync(dirname(target), { recursive: true });
      go(["build", "-trimpath", "-buildvcs=false", "-o", `${target}.partial`, "."], { cwd: oracleSource });
      renameSync(`${target}.partial`, target);
      for (const name of readdirSync(judgesFolder())) {
        if (!name.startsWith("go-oracle-") || join(judgesFolder(), name) === oracleFolder()) continue;
        rmSync(join(judgesFolder(), name), { recursive: true, force: true });
      }
    });
  },
};

async function build(lacking, what, make) {
  if (JUDGES.find((judge) => judge.name === "go").find() === undefined) {
    return Object.fromEntries(
      lacking.map((judge) => [judge.name, "it is built with Go, which is not on this machine"]),
    );
  }
  say(`building ${what}`);
  try {
    await make();
    return {};
  } catch (error) {
    return Object.fromEntries(lacking.map((judge) => [judge.name, `it could not be built: ${error.message}`]));
  }
}

function go(args, options) {
  const program = JUDGES.find((judge) => judge.name === "go").find();
  const result = spawnSync(program, args, { encoding: "utf8", timeout: 900_000, maxBuffer: 64 << 20, ...options });
  if (result.status === 0) return;
  const tail = (result.stderr ?? "").trim().split("\n").slice(-3).join(" ");
  throw new Error(`go ${args[0]}: ${tail || result.error?.message || `exit ${result.status}`}`);
}

/** One setup at a time: two would build the same binaries. Returns the function that unlocks. */
async function lock() {
  const file = join(judgesFolder(), "setup.lock");
  mkdirSync(judgesFolder(), { recursive: true });
  for (let waited = false; ; waited = true) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const holder = Number(readOr(file, "0"));
    if (holder === 0 || !isAlive(holder)) {
      rmSync(file, { force: true });
      continue;
    }
    if (!waited) say(`waiting for another setup (process ${holder})`);
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

const readOr = (file, otherwise) => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return otherwise;
  }
};

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
};

function wantedJudges() {
  const { values } = parseArgs({ options: { only: { type: "string" }, bench: { type: "boolean" } } });
  if (values.only === undefined) return JUDGES.filter((judge) => judge.group === "test" || values.bench);
  return values.only.split(",").map((name) => {
    const judge = JUDGES.find((one) => one.name === name.trim());
    if (judge === undefined)
      throw new Error(`no judge is called ${name}; there are ${JUDGES.map((j) => j.name).join(", ")}`);
    return judge;
  });
}

/** What is known of every judge, the ones not asked for this time included. */
function writeState(reasons) {
  const before = JSON.parse(readOr(stateFile(), "{}")).judges ?? {};
  const judges = {};
  for (const { name, find } of JUDGES) {
    const path = find();
    const missing = reasons[name] ?? before[name]?.missing;
    if (path !== undefined) judges[name] = { path };
    else if (missing !== undefined) judges[name] = { missing };
  }
  mkdirSync(judgesFolder(), { recursive: true });
  writeFileSync(`${stateFile()}.partial`, `${JSON.stringify({ judges }, undefined, 2)}\n`);
  renameSync(`${stateFile()}.partial`, stateFile());
}

async function main() {
  const wanted = wantedJudges();
  const reasons = {};
  let lacking = wanted.filter((judge) => judge.find() === undefined);
  if (lacking.length > 0) {
    const unlock = await lock();
    try {
      for (const [name, provide] of Object.entries(providers)) {
        const mine = lacking.filter((judge) => judge.provider === name && judge.find() === undefined);
        if (mine.length > 0) Object.assign(reasons, await provide(mine));
      }
    } finally {
      unlock();
    }
  }
  lacking = wanted.filter((judge) => judge.find() === undefined);
  const byReason = new Map();
  for (const { name } of lacking) {
    reasons[name] ??= "its setup ended well, but it is not where it should be";
    byReason.set(reasons[name], [...(byReason.get(reasons[name]) ?? []), name]);
  }
  for (const [reason, names] of byReason) say(`MISSING ${names.join(", ")}: ${reason}`);
  writeState(reasons);
  if (lacking.length === 0) return say(`all ${wanted.length} are there`);
  say(`${wanted.length - lacking.length} of ${wanted.length} are there; tests that want the others are skipped`);
  const hasGo = JUDGES.find((judge) => judge.name === "go").find() !== undefined;
  if (process.env.CI === "true" && hasGo) {
    say("CI=true and Go is here: a missing judge is a failure");
    process.exitCode = 1;
  }
}

try {
  await main();
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
