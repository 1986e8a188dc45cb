// What a tree of files really holds. Every contestant's output is counted and verified in the same way, so that "the same
// work" is a checked statement.
import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @typedef {{ certificates: number, keys: number, kubeconfigs: number, files: number }} Counts */

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;
const PRIVATE_KEY = /-----BEGIN (?:RSA |EC )?PRIVATE KEY-----[^-]+-----END/g;
const EMBEDDED = /(?:-data"?: *"?)(LS0tLS[A-Za-z0-9+/=]+)/g;

/** Different certificates, private keys and kubeconfigs below a folder. @param {string} folder */
export function census(folder) {
  /** @type {Set<string>} */ const certificates = new Set();
  /** @type {Set<string>} */ const keys = new Set();
  let kubeconfigs = 0;
  let files = 0;
  for (const path of filesBelow(folder)) {
    files++;
    const text = readFileSync(path, "latin1");
    if (/^kind: *"?Config"?\s*$/m.test(text)) kubeconfigs++;
    const embedded = [...text.matchAll(EMBEDDED)].map((match) => Buffer.from(match[1], "base64").toString("latin1"));
    for (const source of [text, ...embedded]) {
      // Inside a manifest a certificate is indented.
      for (const [pem] of source.matchAll(CERTIFICATE)) certificates.add(pem.replace(/\n\s+/g, "\n"));
      for (const [pem] of source.matchAll(PRIVATE_KEY)) keys.add(pem.replace(/\s/g, ""));
    }
  }
  /** @type {Counts} */
  const counts = { certificates: certificates.size, keys: keys.size, kubeconfigs, files };
  return { counts, certificates: [...certificates] };
}

/**
 * Throws unless the folder holds at least what was asked for, and openssl (where present) verifies a sample of the leaves.
 * @param {string} folder
 * @param {Partial<Counts>} expected
 * @returns {Counts}
 */
export function assertWork(folder, expected) {
  const { counts, certificates } = census(folder);
  for (const [kind, wanted] of Object.entries(expected)) {
    const made = counts[/** @type {keyof Counts} */ (kind)];
    if (made < wanted) throw new Error(`made ${made} ${kind}, the work is ${wanted}`);
  }
  opensslVerify(certificates);
  return counts;
}

/** @param {readonly string[]} certificates */
function opensslVerify(certificates) {
  const authorities = certificates.filter((pem) => new X509Certificate(pem).ca);
  const leaves = certificates.filter((pem) => !authorities.includes(pem));
  if (!leaves.length) return;
  const step = Math.max(1, Math.floor(leaves.length / 20));
  const sample = leaves.filter((_, index) => index % step === 0);
  const folder = mkdtempSync(join(tmpdir(), "kubepki-bench-verify-"));
  try {
    const bundle = join(folder, "authorities.pem");
    writeFileSync(bundle, authorities.join("\n"));
    const paths = sample.map((pem, index) => {
      const path = join(folder, `${index}.pem`);
      writeFileSync(path, pem);
      return path;
    });
    const { error, status, stderr } = spawnSync("openssl", ["verify", "-CAfile", bundle, ...paths], {
      encoding: "utf8",
    });
    if (!error && status !== 0) throw new Error(`openssl verify: ${stderr.trim().split("\n")[0]}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param {string} folder @returns {Generator<string>} */
function* filesBelow(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesBelow(path);
    else if (entry.isFile()) yield path;
  }
}
