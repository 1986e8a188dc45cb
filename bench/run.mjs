// `npm run bench`: kubepki against its peers on the same work, in alternation. Ratios, not absolute times, are what is judged.
import { execFileSync } from "node:child_process";
import { accessSync, constants, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, release, tmpdir, totalmem, type } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { contest, spread } from "./measure.mjs";
import { nodeBinary } from "./nodes.mjs";
import { peerVersions } from "./peers.mjs";
import { resultLines, summary } from "./report.mjs";
import { ROWS } from "./rows.mjs";
import { Missing, subject } from "./subject.mjs";

/** @typedef {import("./rows.mjs").Row} Row */
/** @typedef {import("./report.mjs").Result} Result */
/** @typedef {{ major: string, version: string, path: string }} NodeUnderTest */

const HELP = `Usage: npm run bench -- [options]

  --check           exit 1 when a goal is missed
  --only ID         this row only (repeatable): ${ROWS.map(({ id }) => id).join(", ")}
  --rounds N        rounds of each row instead of its own number
  --node MAJOR|PATH a Node to measure kubepki on (repeatable); default 24 and 20
  --json FILE       where the figures go; default bench/results/latest.json for a full run
  --quick           three rounds at most, without the rows of 1,000 hosts and more
  --subject CMD     something else in kubepki's place; "lean" is the prototype
`;

const { values: options } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    only: { type: "string", multiple: true, default: [] },
    rounds: { type: "string" },
    node: { type: "string", multiple: true, default: ["24", "20"] },
    json: { type: "string" },
    quick: { type: "boolean", default: false },
    subject: { type: "string" },
    help: { type: "boolean", default: false },
  },
});

if (options.help) {
  process.stdout.write(HELP);
  process.exit(0);
}

if (options.rounds !== undefined && !/^[1-9]\d*$/.test(options.rounds)) stop("--rounds wants a number from 1");
const unknown = options.only.filter((id) => !ROWS.some((row) => row.id === id));
if (unknown.length) stop(`no row ${unknown.join(", ")}; the rows are ${ROWS.map(({ id }) => id).join(", ")}`);

/** @param {string} message @returns {never} */
function stop(message) {
  process.stderr.write(`bench: ${message}\n`);
  process.exit(2);
}

function measuredSubject() {
  try {
    return subject(options.subject);
  } catch (error) {
    if (error instanceof Missing) return stop(error.message);
    throw error;
  }
}

/** @param {string} choice a major or a path @returns {NodeUnderTest[]} */
function nodeUnderTest(choice) {
  try {
    const path = /^\d+$/.test(choice) ? nodeBinary(choice) : choice;
    const version = execFileSync(path, ["-p", "process.versions.node"], { encoding: "utf8" }).trim();
    return [{ major: version.split(".")[0], version, path }];
  } catch (error) {
    process.stderr.write(`bench: not measured on Node ${choice}: ${/** @type {Error} */ (error).message}\n`);
    return [];
  }
}

function memoryFolder() {
  try {
    accessSync("/dev/shm", constants.W_OK);
    return "/dev/shm";
  } catch {
    process.stderr.write(
      "bench: no /dev/shm, so files go to the temporary folder and figures with many files are not comparable\n",
    );
    return tmpdir();
  }
}

/** @param {Row} row @param {import("./subject.mjs").Subject} measured @param {NodeUnderTest[]} nodes @returns {Promise<Result[]>} */
async function measureRow(row, measured, nodes) {
  const scratch = mkdtempSync(join(outputs, "kubepki-bench-"));
  const removeScratch = () => rmSync(scratch, { recursive: true, force: true });
  process.once("exit", removeScratch);
  let folders = 0;
  const fresh = () => {
    const folder = join(scratch, String(folders++));
    mkdirSync(folder);
    return folder;
  };
  try {
    return await measureIn(row, { subject: measured, fresh }, nodes);
  } catch (error) {
    const { message } = /** @type {Error} */ (error);
    const reason = message.replaceAll(scratch, "OUT").replaceAll(process.cwd(), ".");
    const outcome = error instanceof Missing ? { skipped: reason } : { failed: reason };
    return [{ id: row.id, work: row.work, against: row.against, measure: row.measure, ...outcome }];
  } finally {
    removeScratch();
    process.off("exit", removeScratch);
  }
}

/** @param {Row} row @param {import("./rows.mjs").Bench} bench @param {NodeUnderTest[]} nodes @returns {Promise<Result[]>} */
async function measureIn(row, bench, nodes) {
  const rounds = Number(options.rounds ?? (options.quick ? Math.min(row.rounds, 3) : row.rounds));
  const { subject: ours, peer: theirs, note } = row.setUp(bench);
  const peerId = (/** @type {NodeUnderTest} */ { major }) => (row.peerByNode ? `peer ${major}` : "peer");
  const contestants = nodes.map((node) => ({ id: `subject ${node.major}`, ...ours(node.path) }));
  if (theirs) {
    const hosts = row.peerByNode ? nodes : nodes.slice(0, 1);
    contestants.push(...hosts.map((node) => ({ id: peerId(node), ...theirs(node.path) })));
  }
  const { values, counts } = await contest(contestants, rounds);
  return nodes.map((node) => {
    const subjectId = `subject ${node.major}`;
    const mine = values.get(subjectId) ?? [];
    const other = values.get(peerId(node));
    const ratios = other && mine.map((value, i) => (row.measure === "faster" ? other[i] / value : value / other[i]));
    const judged = spread(ratios ?? mine);
    const goal = row.goals[node.major];
    return {
      id: row.id,
      work: row.work,
      against: row.against,
      measure: row.measure,
      ...(note && { note }),
      node: node.version,
      rounds,
      subject: spread(mine),
      ...(other && { peer: spread(other), ratio: judged }),
      ...(goal && { goal, met: "atLeast" in goal ? judged.median >= goal.atLeast : judged.median <= goal.atMost }),
      ...(counts.has(subjectId) && { made: counts.get(subjectId) }),
      ...(counts.has(peerId(node)) && { peerMade: counts.get(peerId(node)) }),
    };
  });
}

function machine() {
  const [{ model }] = cpus();
  return {
    cpu: model.trim(),
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: `${type()} ${release().split("-")[0]}, ${process.arch}`,
    ...peerVersions(),
  };
}

/** Only a full run of the real thing may become the published figures. */
function resultFile() {
  if (options.json) return options.json;
  const full = !options.only.length && !options.quick && !options.subject && !options.rounds;
  return fileURLToPath(new URL(`results/${full ? "latest.json" : "partial.json.tmp"}`, import.meta.url));
}

const outputs = memoryFolder();
const measured = measuredSubject();
const nodes = options.node.flatMap(nodeUnderTest);
if (!nodes.length) stop("no Node to measure on");
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(130));

const rows = ROWS.filter(({ id, slow }) =>
  options.only.length ? options.only.includes(id) : !(options.quick && slow),
);
/** @type {Result[]} */
const results = [];
for (const row of rows) {
  process.stderr.write(`bench: ${row.id}\n`);
  results.push(...(await measureRow(row, measured, nodes)));
}

const report = {
  subject: measured.name,
  date: new Date().toISOString().slice(0, 10),
  machine: machine(),
  nodes: nodes.map(({ version }) => version),
  results,
};
const file = resultFile();
mkdirSync(dirname(file), { recursive: true });
writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
process.stdout.write(`${[...resultLines(results), "", summary(results)].join("\n")}\n`);
if (options.check && results.some(({ met, failed }) => met === false || failed)) process.exitCode = 1;
