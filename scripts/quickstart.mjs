// `npm run quickstart`: from a fresh clone to the proven PKI of an example cluster in ./quickstart. Needs Node and npm.
// `--built --out DIR` takes what is installed and built, and another folder: so the tests run it.
import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ensureDependencies } from "./dependencies.mjs";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));

const SPEC = "examples/ha.yaml";
const given = process.argv.slice(2);
const built = given.includes("--built");
const OUT = given.includes("--out") ? given[given.indexOf("--out") + 1] : "quickstart";

const say = (text) => process.stdout.write(`\n== ${text}\n`);
const show = (command) => process.stdout.write(`$ ${command}\n`);

function must(command, parameters) {
  const { status, error } = spawnSync(command, parameters, { stdio: "inherit" });
  if (status === 0) return;
  process.stderr.write(`quickstart: ${command} ${parameters.join(" ")} failed${error ? `: ${error.message}` : ""}\n`);
  process.exit(1);
}

function kubepki(parameters) {
  show(`npx kubepki ${parameters.join(" ")}`);
  must(process.execPath, ["bin/kubepki.js", ...parameters]);
}

if (!built) {
  ensureDependencies(say);
  say("building");
  must(process.execPath, ["scripts/build.mjs"]);
}

// Made by the quickstart itself and by nobody else: its folder is not in git.
if (OUT === "quickstart" && existsSync(OUT)) rmSync(OUT, { recursive: true });
say(`a highly available cluster from ${SPEC}`);
kubepki(["apply", "--file", SPEC, "--out", OUT, "--yes"]);
say("the same again: nothing to do");
kubepki(["plan", "--file", SPEC, "--out", OUT]);

const { opensslVersion, proveByOpenssl } = await import("./openssl-proof.mjs");
const version = opensslVersion();
if (version === undefined) {
  say("not proven: there is no openssl on this machine to ask");
} else {
  say(`proving it with ${version}`);
  const { certificates, names, keys, faults } = proveByOpenssl(SPEC, OUT);
  for (const fault of faults) process.stdout.write(`FAULT ${fault}\n`);
  if (faults.length > 0) process.exit(1);
  process.stdout.write(
    `${certificates} certificates verify strictly against their authority, for what they are used for\n` +
      `${names} names and addresses are answered to\n${keys} private keys belong to their certificate\n`,
  );
}

say("what next");
process.stdout.write(`Look at it:            find ${OUT} -type f | sort
Read one:              openssl x509 -noout -text -in ${OUT}/hosts/cp-1/etc/kubernetes/pki/apiserver.crt
Bring it to a host:    rsync -a ${OUT}/hosts/cp-1/ root@cp-1:/
Your own cluster:      npx kubepki init && npx kubepki plan -f cluster.yaml
Keep ${OUT}/authorities to yourself: whoever has it is the cluster.
`);
