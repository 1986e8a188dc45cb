// `npm test`: installs what the tests need, builds, checks, and runs everything; says what it does.
//
//   npm test                     everything, with real etcd, Kubernetes and verifiers as judges
//   npm run test:quick           the inner loop: no network, no servers, under a minute
//   npm test -- test/e2e         only these (any argument of vitest)
//
// The last line is `N passed, N failed, N skipped`. What is skipped has its reason printed.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "./dependencies.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

/** Folders whose tests need neither network nor servers nor a judge, and no process for each line. */
const QUICK = ["unit", "data", "property", "contract", "architecture"].map((name) => `test/${name}/`);

const given = process.argv.slice(2);
const quick = given.includes("--quick");
const chosen = given.filter((argument) => argument !== "--quick");

const say = (text) => process.stdout.write(`test: ${text}\n`);
const run = (command, parameters) => spawnSync(command, parameters, { stdio: "inherit" }).status === 0;

let passed = 0;
let failed = 0;
let skipped = 0;

/** One step before the tests; what fails here is counted, and the rest still runs. */
function step(name, command, parameters) {
  say(name);
  if (run(command, parameters)) passed += 1;
  else {
    failed += 1;
    say(`failed: ${name}`);
  }
}

ensureDependencies(say);
if (!quick) {
  step("judges: etcd, Kubernetes 1.37, openssl, zlint, a Go verifier (the first build takes about 9 minutes)", "node", [
    "test/judges/setup.mjs",
  ]);
}
step("build", "node", ["scripts/build.mjs"]);
if (!quick && chosen.length === 0)
  step("check: lint, format, types, dead code, package", "npm", ["run", "--silent", "check"]);

const folder = mkdtempSync(join(tmpdir(), "kubepki-test-"));
const file = join(folder, "report.json");
const filters = chosen.length > 0 ? chosen : quick ? QUICK : [];
say(quick ? "tests without network and servers" : "all tests");
const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
// Every core works: a real cluster waits for ports and timers more than it computes. The inner loop also loads
// each module once for all files; the whole run keeps files apart.
const speed = ["--maxWorkers=100%", ...(quick ? ["--no-isolate"] : [])];
const ended = run("node", ["node_modules/vitest/vitest.mjs", "run", ...speed, ...reporters, ...filters]);
try {
  const report = JSON.parse(readFileSync(file, "utf8"));
  passed += report.numPassedTests;
  skipped += report.numPendingTests + report.numTodoTests;
  // A file that does not even load has no test that could fail.
  failed += ended ? report.numFailedTests : Math.max(report.numFailedTests, 1);
} catch {
  say("vitest wrote no report");
  failed += 1;
}
rmSync(folder, { recursive: true });
process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`);
process.exitCode = failed === 0 ? 0 : 1;
