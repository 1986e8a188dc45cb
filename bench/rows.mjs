// The benchmark's rows and their goals, as data. A goal is for a Node major; a row is also reported for majors without one.
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { assertWork } from "./census.mjs";
import { kubeadmDocument, kubeadmWork, kubepkiDocument, wholeWork } from "./clusters.mjs";
import { output, peakMemory, timed } from "./measure.mjs";
import { kubeadm, need, opensslLimit, opensslVerifyRate, peerFile } from "./peers.mjs";
import { ownScript } from "./subject.mjs";

/** @typedef {import("./measure.mjs").Contestant} Contestant */
/** @typedef {Omit<Contestant, "id">} Entry */
/** @typedef {{ atLeast: number } | { atMost: number }} Goal */
/** @typedef {{ subject: import("./subject.mjs").Subject, fresh: () => string }} Bench */
/**
 * @typedef {object} Row
 * @property {string} id
 * @property {string} work
 * @property {string} against
 * @property {"rate" | "faster" | "duration" | "time" | "memory"} measure What the ratio is: rate over the peer's rate;
 *   peer's time over ours; our time over the peer's; no ratio but our seconds, or our peak in MiB.
 * @property {Record<string, Goal>} goals by Node major
 * @property {number} rounds
 * @property {boolean} [slow] Left out by --quick.
 * @property {boolean} [peerByNode] The peer runs on each Node version too, and is compared with its own.
 * @property {(bench: Bench) => { subject: (node: string) => Entry, peer?: (node: string) => Entry, note?: string }} setUp
 */

/** @type {readonly Row[]} */
export const ROWS = [
  {
    id: "issue",
    work: "P-256 key + cert + PEM",
    against: "OpenSSL EVP",
    measure: "rate",
    goals: { 24: { atLeast: 0.8 } },
    rounds: 7,
    setUp({ subject, fresh }) {
      const { rate, note } = opensslLimit(fresh());
      return {
        note,
        subject: (node) => ({ run: () => Number(output(subject.issueRate(node))) }),
        peer: () => ({ run: rate }),
      };
    },
  },
  {
    id: "verify",
    work: "path validation, chains of 10",
    against: "openssl speed",
    measure: "rate",
    goals: { 24: { atLeast: 0.8 } },
    rounds: 5,
    setUp: ({ subject }) => ({
      subject: (node) => ({ run: () => Number(output(subject.verifyRate(node))) }),
      peer: () => ({ run: opensslVerifyRate }),
    }),
  },
  wholePki({ hosts: 3, peer: "openssl", goal: 8, rounds: 7 }),
  wholePki({ hosts: 100, peer: "openssl", goal: 60, rounds: 3 }),
  wholePki({ hosts: 1000, peer: "openssl", goal: 200, rounds: 1, slow: true }),
  sameTree({ hosts: 3, rounds: 7 }),
  sameTree({ hosts: 100, rounds: 3 }),
  wholePki({ hosts: 3, peer: "cfssl", goal: 2.5, rounds: 9 }),
  wholePki({ hosts: 100, peer: "cfssl", goal: 17, rounds: 5 }),
  wholePki({ hosts: 1000, peer: "cfssl", goal: 50, rounds: 1, slow: true }),
  {
    id: "control-plane-rsa",
    work: "control plane, RSA-2048",
    against: "kubeadm",
    measure: "faster",
    goals: { 24: { atLeast: 1.5 } },
    rounds: 9,
    setUp: (bench) => ({ subject: applied(bench, 1, "rsa-2048"), peer: kubeadmControlPlane(bench, "RSA-2048") }),
  },
  {
    id: "control-plane-rsa-keys",
    work: "control plane, RSA-2048",
    against: "openssl genrsa",
    measure: "faster",
    goals: { 20: { atLeast: 1.8 } },
    rounds: 5,
    setUp(bench) {
      need("openssl");
      let keys = 0;
      const subject = applied(bench, 1, "rsa-2048", (counts) => {
        keys = counts.keys;
      });
      const peer = () => {
        let out = "";
        return {
          run() {
            out = bench.fresh();
            return timed([peerFile("genrsa.sh"), String(keys), out]);
          },
          verify: () => assertWork(out, { keys }),
        };
      };
      return { subject, peer };
    },
  },
  {
    id: "control-plane-p256",
    work: "control plane, P-256",
    against: "kubeadm",
    measure: "duration",
    goals: { 24: { atMost: 1.2 }, 20: { atMost: 2.2 } },
    rounds: 15,
    setUp: (bench) => ({ subject: applied(bench, 1), peer: kubeadmControlPlane(bench, "ECDSA-P256") }),
  },
  {
    id: "kubelets-100",
    work: "100 hosts' kubelets",
    against: "kubeadm, each",
    measure: "faster",
    goals: { 24: { atLeast: 10 } },
    rounds: 5,
    setUp: (bench) => ({ subject: applied(bench, 100), peer: kubeadmKubelets(bench, 100) }),
  },
  {
    id: "hosts-5000",
    work: "whole PKI, 5,000 hosts",
    against: "lean prototype",
    measure: "duration",
    // 2 s where the prototype takes 1.33 s.
    goals: { 24: { atMost: 1.5 } },
    rounds: 5,
    slow: true,
    peerByNode: true,
    setUp: (bench) => ({
      subject: applied(bench, 5000),
      peer: script(bench, (out, node) => [node, peerFile("lean.mjs"), "5000", out], wholeWork(5000)),
    }),
  },
  {
    id: "hosts-5000-memory",
    work: "5,000 hosts, peak memory",
    against: "-",
    measure: "memory",
    goals: { 24: { atMost: 150 } },
    rounds: 3,
    slow: true,
    setUp: (bench) => ({
      subject(node) {
        const spec = specFile(bench, 5000, "ecdsa-p256");
        return {
          run() {
            const out = `${bench.fresh()}/out`;
            const command = bench.subject.apply(node, { spec, out, hosts: 5000, keys: "ecdsa-p256" });
            return peakOf(bench, node, command);
          },
        };
      },
    }),
  },
  {
    id: "verify-5000",
    work: "verify, 5,000 hosts",
    against: "-",
    measure: "time",
    goals: { 24: { atMost: 5 } },
    rounds: 3,
    slow: true,
    setUp: (bench) => ({ subject: reading(bench, "verify", appliedTree(bench, 5000)) }),
  },
  {
    id: "read-100000",
    work: "status, 100,000 certificate files",
    against: "openssl verify, each",
    measure: "faster",
    goals: {},
    rounds: 3,
    slow: true,
    setUp(bench) {
      need("openssl");
      const tree = filledTree(bench);
      return {
        note: "openssl verify, each: 200 processes measured, the rest reckoned from them",
        subject: reading(bench, "status", tree),
        peer: () => ({ run: () => verifiedEach(tree, 200, 100_000) }),
      };
    },
  },
  {
    id: "audit-100000",
    work: "audit, 100,000 certificate files",
    against: "-",
    measure: "time",
    goals: { 24: { atMost: 10 } },
    rounds: 3,
    slow: true,
    setUp(bench) {
      const tree = filledTree(bench);
      return { subject: reading(bench, "audit", tree) };
    },
  },
  {
    id: "audit-100000-again",
    work: "the same again, nothing changed",
    against: "-",
    measure: "time",
    goals: { 24: { atMost: 2 } },
    rounds: 3,
    slow: true,
    setUp: (bench) => ({ subject: reading(bench, "audit again", filledTree(bench)) }),
  },
  {
    id: "audit-100000-memory",
    work: "audit, 100,000 files, peak memory",
    against: "-",
    measure: "memory",
    goals: { 24: { atMost: 1024 } },
    rounds: 3,
    slow: true,
    setUp(bench) {
      const tree = filledTree(bench);
      return { subject: (node) => ({ run: () => peakOf(bench, node, bench.subject.read(node, "audit", tree)) }) };
    },
  },
  ...[
    { threads: 1, goal: 10 },
    { threads: 2, goal: 7 },
  ].map(checkedPairs),
  {
    id: "help",
    work: "kubepki --help",
    against: "node -e 0",
    measure: "duration",
    goals: { 24: { atMost: 1.3 }, 20: { atMost: 1.2 } },
    rounds: 15,
    peerByNode: true,
    setUp: ({ subject }) => ({
      subject(node) {
        const command = subject.help(node);
        return { run: () => timed(command) };
      },
      peer: (node) => ({ run: () => timed([node, "-e", "0"]) }),
    }),
  },
];

/**
 * 100,000 certificates with their keys: parsed, verified up to their authority, matched.
 * @param {{ threads: number, goal: number }} what @returns {Row}
 */
function checkedPairs({ threads, goal }) {
  const count = 100_000;
  return {
    id: `pairs-100000-${threads}`,
    work: `100,000 certificates checked, ${threads === 1 ? "1 thread" : `${threads} threads`}`,
    against: "-",
    measure: "time",
    goals: { 24: { atMost: goal } },
    rounds: 3,
    slow: true,
    setUp(bench) {
      const pairs = `${bench.fresh()}/pairs.pem`;
      prepare(["writePairs", pairs, count]);
      const subject = (/** @type {string} */ node) => ({
        run() {
          const started = process.hrtime.bigint();
          const good = Number(output(bench.subject.checkPairs(node, pairs, threads)));
          if (good !== count) throw new Error(`${good} of ${count} pairs are good`);
          return Number(process.hrtime.bigint() - started) / 1e9;
        },
      });
      return { subject };
    },
  };
}

/** A tree that `apply` wrote. @param {Bench} bench @param {number} hosts */
function appliedTree(bench, hosts) {
  const out = `${bench.fresh()}/out`;
  const spec = specFile(bench, hosts, "ecdsa-p256");
  output(bench.subject.apply(process.execPath, { spec, out, hosts, keys: "ecdsa-p256" }));
  return out;
}

/** 1,000 hosts with a hundred certificate files each. @param {Bench} bench */
function filledTree(bench) {
  const tree = appliedTree(bench, 1000);
  prepare(["fillHosts", tree, 100]);
  return tree;
}

/** @param {Bench} bench @param {string} node @param {readonly string[]} command */
function peakOf(bench, node, [file, ...args]) {
  if (file !== node) throw new Error("the peak is read inside Node, so the subject has to be a Node program");
  return peakMemory(file, args, `${bench.fresh()}/peak`);
}

/** @param {Bench} bench @param {"verify" | "status" | "audit" | "audit again"} verb @param {string} tree */
const reading = (bench, verb, tree) => (/** @type {string} */ node) => {
  const command = bench.subject.read(node, verb, tree);
  return { run: () => timed(command) };
};

/** Makes certificates in a process of their own. @param {[what: "writePairs" | "fillHosts", where: string, count: number]} call */
function prepare([what, where, count]) {
  const module = fileURLToPath(new URL("certificate-tree.mjs", import.meta.url));
  const script = `import(process.argv[1]).then((tree) => tree[process.argv[2]](process.argv[3], Number(process.argv[4])))`;
  output([process.execPath, "-e", script, module, what, where, String(count)]);
}

/**
 * One process for each certificate, as a shell loop has it; so many are measured, and all reckoned from those.
 * @param {string} tree @param {number} sample @param {number} all
 */
function verifiedEach(tree, sample, all) {
  const [host] = readdirSync(`${tree}/hosts`);
  const folder = `${tree}/hosts/${host}/etc/kubernetes/pki/services`;
  const files = readdirSync(folder).filter((name) => name.startsWith("service-"));
  const started = process.hrtime.bigint();
  for (let i = 0; i < sample; i++) {
    const { status } = spawnSync("openssl", [
      "verify",
      "-CAfile",
      `${folder}/ca.crt`,
      `${folder}/${files[i % files.length]}`,
    ]);
    if (status !== 0) throw new Error("openssl verify refused a certificate");
  }
  return (Number(process.hrtime.bigint() - started) / 1e9) * (all / sample);
}

/** @param {{ hosts: number, peer: "openssl" | "cfssl", goal: number, rounds: number, slow?: boolean }} what @returns {Row} */
function wholePki({ hosts, peer, goal, rounds, slow = false }) {
  return {
    id: `hosts-${hosts}-${peer}`,
    work: `whole PKI, ${hosts.toLocaleString("en")} hosts`,
    against: peer === "openssl" ? "bash + openssl" : "cfssl",
    measure: "faster",
    goals: { 24: { atLeast: goal } },
    rounds,
    slow,
    setUp(bench) {
      need("bash", "openssl", ...(peer === "cfssl" ? ["cfssl", "cfssljson"] : []));
      const subject = applied(bench, hosts);
      const work = script(bench, (out) => [peerFile(`${peer}.sh`), String(hosts), out], wholeWork(hosts));
      // Beside a peer that takes seconds: more runs of ours in a round, no second run of the peer's to warm up.
      return {
        subject: (node) => ({ ...subject(node), runs: hosts > 3 ? 3 : 1 }),
        peer: (node) => ({ ...work(node), warmUp: hosts <= 3 }),
      };
    },
  };
}

/**
 * The same tree, file by file, as the script that `kubepki show --script` writes makes it with openssl.
 * @param {{ hosts: number, rounds: number }} what @returns {Row}
 */
function sameTree({ hosts, rounds }) {
  return {
    id: `hosts-${hosts}-script`,
    work: `whole PKI, ${hosts.toLocaleString("en")} hosts`,
    against: "show --script",
    measure: "faster",
    goals: {},
    rounds,
    setUp(bench) {
      need("bash", "openssl");
      const spec = specFile(bench, hosts, "ecdsa-p256");
      const written = `${bench.fresh()}/cluster.sh`;
      writeFileSync(written, output(ownScript(process.execPath, spec)));
      const command = (/** @type {string} */ out) => ["bash", "-c", `mkdir "$1"; cd "$1"; . "$2"`, "-", out, written];
      const work = script(bench, command, wholeWork(hosts));
      return {
        subject: (node) => ({ ...applied(bench, hosts)(node), runs: hosts > 3 ? 3 : 1 }),
        peer: (node) => ({ ...work(node), warmUp: hosts <= 3 }),
      };
    },
  };
}

/**
 * kubepki as a process, from a document to files.
 * @param {Bench} bench @param {number} hosts @param {"ecdsa-p256" | "rsa-2048"} [keys]
 * @param {(counts: import("./census.mjs").Counts) => void} [counted]
 */
function applied(bench, hosts, keys = "ecdsa-p256", counted) {
  const spec = specFile(bench, hosts, keys);
  const command = (/** @type {string} */ out, /** @type {string} */ node) =>
    bench.subject.apply(node, { spec, out, hosts, keys });
  const entry = script(bench, command, wholeWork(hosts));
  return (/** @type {string} */ node) => {
    const { run, verify } = entry(node);
    const counting = () => {
      const counts = verify();
      counted?.(counts);
      return counts;
    };
    return { run, verify: counting };
  };
}

/** @param {Bench} bench @param {number} hosts @param {"ecdsa-p256" | "rsa-2048"} keys */
function specFile(bench, hosts, keys) {
  const spec = `${bench.fresh()}/cluster.yaml`;
  writeFileSync(spec, kubepkiDocument(hosts, keys));
  return spec;
}

/**
 * A command that fills a new folder.
 * @param {Bench} bench @param {(out: string, node: string) => string[]} command
 * @param {Partial<import("./census.mjs").Counts>} work
 */
function script(bench, command, work) {
  return (/** @type {string} */ node) => {
    let out = "";
    const run = () => {
      out = `${bench.fresh()}/out`;
      return timed(command(out, node));
    };
    return { run, verify: () => assertWork(out, work) };
  };
}

/** @param {Bench} bench @param {"RSA-2048" | "ECDSA-P256"} algorithm */
function kubeadmControlPlane(bench, algorithm) {
  need("bash");
  const { path, version } = kubeadm();
  const command = (/** @type {string} */ out) => {
    mkdirSync(out);
    writeFileSync(`${out}.yaml`, kubeadmDocument({ folder: out, version, algorithm }));
    return [peerFile("kubeadm.sh"), path, `${out}.yaml`, out];
  };
  return script(bench, command, kubeadmWork);
}

/** @param {Bench} bench @param {number} hosts */
function kubeadmKubelets(bench, hosts) {
  need("bash");
  const { path, version } = kubeadm();
  const folder = bench.fresh();
  for (let i = 0; i < hosts; i++) {
    const node = i === 0 ? "cp-1" : `worker-${String(i).padStart(4, "0")}`;
    writeFileSync(`${folder}/${i}.yaml`, kubeadmDocument({ folder, version, algorithm: "ECDSA-P256", node }));
  }
  output([path, "init", "phase", "certs", "ca", "--config", `${folder}/0.yaml`]);
  const command = (/** @type {string} */ out) => [peerFile("kubeadm-kubelets.sh"), path, String(hosts), folder, out];
  return script(bench, command, { certificates: hosts + 1, keys: hosts, kubeconfigs: hosts });
}
