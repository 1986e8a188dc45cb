// What is measured: the built kubepki. The only file here that knows its commands and the names in its library.
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const file = (/** @type {string} */ path) => fileURLToPath(new URL(path, import.meta.url));
const COMMAND = file("../bin/kubepki.js");
const LIBRARY = file("../dist/index.js");
const LEAN = file("peers/lean.mjs");

/** A contestant cannot take part; the message says why. */
export class Missing extends Error {}

/**
 * @typedef {object} Subject
 * @property {string} name
 * @property {(node: string, what: { spec: string, out: string, hosts: number, keys: string }) => string[]} apply
 * @property {(node: string) => string[]} help
 * @property {(node: string) => string[]} issueRate
 * @property {(node: string) => string[]} verifyRate
 * @property {(node: string, verb: "verify" | "status" | "audit" | "audit again", tree: string) => string[]} read Says something of a tree
 *   that is there; `audit again` may remember what it said.
 * @property {(node: string, file: string, threads: number) => string[]} checkPairs
 */

/** @param {string} [choice] `lean` measures the yardstick itself, anything else is a command that takes kubepki's arguments. @returns {Subject} */
export function subject(choice) {
  if (choice === "lean") return LEAN_SUBJECT;
  if (!choice && !(existsSync(COMMAND) && existsSync(LIBRARY))) {
    throw new Missing("kubepki is not built: run `npm run build` first");
  }
  const command = (/** @type {string} */ node) => (choice ? choice.split(" ") : [node, COMMAND]);
  return {
    name: choice ?? "kubepki",
    apply: (node, { spec, out }) => [...command(node), "apply", "-f", spec, "-o", out, "--yes"],
    help: (node) => [...command(node), "--help"],
    issueRate(node) {
      if (choice) throw new Missing("a command has no rate of one thread");
      return [node, file("issue-rate.mjs")];
    },
    verifyRate(node) {
      if (choice) throw new Missing("a command has no rate of one thread");
      return [node, file("verify-rate.mjs")];
    },
    read: (node, verb, tree) => [
      ...command(node),
      ...(verb === "audit" ? [verb, "--no-cache"] : [verb.split(" ")[0]]),
      tree,
    ],
    checkPairs(node, pairs, threads) {
      if (choice) throw new Missing("a command has no library");
      return [node, file("check-pairs.mjs"), pairs, String(threads)];
    },
  };
}

/** What prints the whole cluster as one script for openssl. @param {string} node @param {string} spec */
export const ownScript = (node, spec) => [node, COMMAND, "show", "--script", "-f", spec];

/** @type {Subject} */
const LEAN_SUBJECT = {
  name: "lean",
  apply(node, { out, hosts, keys }) {
    if (keys !== "ecdsa-p256") throw new Missing("the lean prototype makes P-256 only");
    return [node, LEAN, String(hosts), out];
  },
  help() {
    throw new Missing("the lean prototype has no help");
  },
  issueRate: (node) => [node, file("issue-rate.mjs"), "lean"],
  verifyRate() {
    throw new Missing("the lean prototype validates nothing");
  },
  read() {
    throw new Missing("the lean prototype reads nothing");
  },
  checkPairs() {
    throw new Missing("the lean prototype checks nothing");
  },
};

/** One key and its certificate, both PEM, at each call of what this returns. @param {string} [choice] */
export async function createIssuer(choice) {
  if (choice === "lean") return (await import("./peers/lean.mjs")).createIssuer();
  return ownIssuer();
}

/** The library's, with its authority's certificate as PEM. */
export const ownIssuer = async () => libraryIssuer(await import(LIBRARY));

/**
 * Checks pairs of a text whose first block is their authority: each certificate is parsed, verified up to it, and its key is
 * the key beside it. Answers how many are good, of every `step`th from `first`.
 */
export async function pairChecker() {
  const { certificatePool, parseCertificate, parsePem, parsePrivateKey, validatePath } = await import(LIBRARY);
  const at = new Date();
  return (/** @type {string} */ text, /** @type {number} */ first, /** @type {number} */ step) => {
    const texts = text.split(/(?<=-----END [A-Z ]+-----\n)/);
    const [authority] = parsePem(texts[0]);
    const roots = certificatePool([authority.bytes]);
    let good = 0;
    for (let i = 1 + 2 * first; i < texts.length; i += 2 * step) {
      const certificate = parseCertificate(parsePem(texts[i])[0].bytes);
      const { accepted } = validatePath({ leaf: certificate, roots, name: "worker-0001", at, profile: "go" });
      const key = parsePrivateKey(texts[i + 1]);
      if (accepted && Buffer.compare(key.publicKey, certificate.publicKey) === 0) good++;
    }
    return good;
  };
}

/** A chain of ten certificates below a root, and its validation; the leaf is parsed anew each time. */
export async function chainValidator() {
  const kubepki = await import(LIBRARY);
  const { issuerFrom, nodeKeyMaker, nodeSigner, parseCertificate, validatePath } = kubepki;
  const entropy = kubepki.systemEntropy();
  const from = new Date();
  const make = (/** @type {string} */ commonName, /** @type {any} */ above, /** @type {boolean} */ authority) => {
    const key = nodeKeyMaker.make("ECDSA-P256");
    const { sign } = nodeSigner(key);
    const request = {
      subject: { commonName, organizations: [] },
      publicKey: key.publicKey,
      serialNumber: kubepki.serialFrom(entropy.bytes(20)),
      notBefore: from,
      notAfter: new Date(from.getTime() + 86_400_000),
      names: { dns: authority ? [] : ["a.example.com"], addresses: [] },
      extendedKeyUsage: authority ? [] : ["serverAuth"],
      ...(authority ? { authority: {} } : {}),
    };
    const raw = above ? kubepki.issue(request, above) : kubepki.issueSelfSigned(request, key.algorithm, sign);
    return { raw, issuer: authority ? issuerFrom(parseCertificate(raw), key.algorithm, sign) : undefined };
  };
  const chain = [make("root", undefined, true)];
  for (let i = 1; i < 10; i++) chain.push(make(`authority ${i}`, chain[i - 1].issuer, true));
  const leaf = make("leaf", chain[9].issuer, false).raw;
  const roots = [chain[0].raw];
  const intermediates = chain.slice(1).map(({ raw }) => raw);
  const run = () => {
    const question = { roots, intermediates, name: "a.example.com", at: from, profile: "go" };
    const { accepted } = validatePath({ leaf: Uint8Array.from(leaf), ...question });
    if (!accepted) throw new Error("the chain is good and was refused");
  };
  return { run, signatures: chain.length };
}

/** A kubelet's serving certificate below an authority, with the functions that `apply` uses. @param {any} kubepki */
async function libraryIssuer(kubepki) {
  const { encodePem, encodePrivateKey, issue, issuerFrom, issueSelfSigned, nodeKeyMaker, nodeSigner } = kubepki;
  const entropy = kubepki.systemEntropy();
  const key = nodeKeyMaker.make("ECDSA-P256");
  const { sign } = nodeSigner(key);
  const from = new Date();
  const validity = { notBefore: from, notAfter: new Date(from.getTime() + 365 * 86_400_000) };
  const serialNumber = () => kubepki.serialFrom(entropy.bytes(20));
  const root = await issueSelfSigned(
    {
      subject: { commonName: "kubernetes", organizations: [] },
      publicKey: key.publicKey,
      serialNumber: serialNumber(),
      ...validity,
      names: { dns: [], addresses: [] },
      extendedKeyUsage: [],
      authority: {},
    },
    key.algorithm,
    sign,
  );
  const issuer = issuerFrom(kubepki.parseCertificate(root), key.algorithm, sign);
  const subject = { commonName: "system:node:worker-0001", organizations: ["system:nodes"] };
  const names = { dns: ["worker-0001"], addresses: ["10.1.0.1"] };
  const next = () => {
    const own = nodeKeyMaker.make("ECDSA-P256");
    const request = { subject, publicKey: own.publicKey, serialNumber: serialNumber(), ...validity, names };
    const certificate = issue({ ...request, extendedKeyUsage: ["serverAuth"] }, issuer);
    return { certificate: encodePem("CERTIFICATE", certificate), key: encodePrivateKey(own, "pkcs8") };
  };
  return Object.assign(next, { authority: encodePem("CERTIFICATE", root) });
}
