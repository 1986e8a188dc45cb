// Many certificates to be read: pairs in one file, and a tree of hosts with a hundred certificate files each.
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownIssuer } from "./subject.mjs";

/**
 * Different certificates below one authority, each with its key; the authority's certificate is the first block.
 * @param {string} file @param {number} count
 */
export async function writePairs(file, count) {
  const issue = await ownIssuer();
  const parts = [issue.authority];
  for (let i = 0; i < count; i++) {
    const { certificate, key } = issue();
    parts.push(certificate, key);
  }
  writeFileSync(file, parts.join(""));
}

/**
 * Fills up the hosts of a tree that `apply` wrote, to so many certificate files each: services' certificates beside
 * Kubernetes' own. @param {string} tree @param {number} each @returns {Promise<number>} how many files there are
 */
export async function fillHosts(tree, each) {
  const issue = await ownIssuer();
  let count = 0;
  for (const host of readdirSync(join(tree, "hosts"))) {
    const root = join(tree, "hosts", host);
    const own = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) => /\.(crt|pem)$/.test(name));
    const folder = join(root, "etc/kubernetes/pki/services");
    mkdirSync(folder);
    writeFileSync(join(folder, "ca.crt"), issue.authority);
    for (let i = own.length + 1; i < each; i++) writeFileSync(join(folder, `service-${i}.crt`), issue().certificate);
    count += each;
  }
  return count;
}
