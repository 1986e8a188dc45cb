// The figures as text: for the terminal and for the reference page.

/** @typedef {import("./measure.mjs").Spread} Spread */
/** @typedef {import("./census.mjs").Counts} Counts */
/**
 * @typedef {object} Result One row on one Node version; `skipped` or `failed` is the reason when there is no figure.
 * @property {string} id
 * @property {string} work
 * @property {string} against
 * @property {import("./rows.mjs").Row["measure"]} measure
 * @property {string} [skipped]
 * @property {string} [failed]
 * @property {string} [note]
 * @property {string} [node]
 * @property {number} [rounds]
 * @property {Spread} [subject]
 * @property {Spread} [peer]
 * @property {Spread} [ratio]
 * @property {import("./rows.mjs").Goal} [goal]
 * @property {boolean} [met]
 * @property {Counts} [made]
 * @property {Counts} [peerMade]
 */

export const HEADINGS = ["work", "against", "Node", "kubepki", "peer", "ratio", "[min-max]", "goal", ""];

/** @param {Result} result @returns {string[]} the cells of HEADINGS */
export function cells({ work, against, node, measure, subject, peer, ratio, goal, met }) {
  if (!subject) return [work, against];
  const unit = measure === "rate" ? perSecond : measure === "memory" ? mebibytes : seconds;
  return [
    work,
    against,
    node?.split(".")[0] ?? "",
    unit(subject.median),
    peer ? unit(peer.median) : "",
    ratio ? `${figure(ratio.median)}x` : "",
    ratio ? `[${figure(ratio.min)}-${figure(ratio.max)}]` : "",
    goal ? ("atLeast" in goal ? `>= ${goal.atLeast}` : `<= ${goal.atMost}`) : "",
    met === undefined ? "" : met ? "met" : "MISS",
  ];
}

/** @param {readonly Result[]} results */
export function resultLines(results) {
  const table = [HEADINGS, ...results.filter(({ subject }) => subject).map(cells)];
  const widths = HEADINGS.map((_, column) => Math.max(...table.map((row) => row[column].length)));
  const lines = table.map((row) =>
    row
      .map((cell, column) => (column >= 3 && column <= 6 ? cell.padStart(widths[column]) : cell.padEnd(widths[column])))
      .join("  ")
      .trimEnd(),
  );
  const notes = new Set(results.flatMap(({ id, note }) => (note ? [`${id}: ${note}`] : [])));
  const reasons = results.flatMap(({ id, skipped, failed }) =>
    skipped ? [`${id}: not measured: ${skipped}`] : failed ? [`${id}: FAILED: ${failed}`] : [],
  );
  return [...lines, ...(notes.size + reasons.length ? ["", ...notes, ...reasons] : [])];
}

/** @param {readonly Result[]} results */
export function summary(results) {
  const count = (/** @type {(result: Result) => unknown} */ test) => results.filter(test).length;
  const parts = [
    `${count(({ met }) => met === true)} goals met`,
    `${count(({ met }) => met === false)} missed`,
    `${count(({ failed }) => failed)} rows failed`,
    `${count(({ skipped }) => skipped)} not measured`,
  ];
  return `${parts.join(", ")}.`;
}

/** @param {number} value */
const figure = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));
/** @param {number} value */
const seconds = (value) => (value < 1 ? `${(value * 1000).toFixed(0)} ms` : `${value.toFixed(2)} s`);
/** @param {number} value */
const perSecond = (value) => `${Math.round(value).toLocaleString("en")}/s`;
/** @param {number} value */
const mebibytes = (value) => `${value.toFixed(0)} MiB`;
