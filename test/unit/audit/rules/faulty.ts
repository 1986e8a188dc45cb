// A right tree, one fault in it, and what the remedy's commands make of it when a shell runs them.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Audit, auditTree, catalog, type Finding, readActual, type TreeEntry } from "../../../../src/index.ts";
import { entry, writtenTree } from "../../inventory/written.ts";

const TREE = `keys: { authorities: ECDSA-P256, credentials: ECDSA-P256, serviceAccount: ECDSA-P256 }
layout: kubeadm
services: [{ name: hook, namespace: tools }]
endpoint: api.example.com
hosts:
  - { name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }
  - { name: node-1, addresses: 10.0.0.21 }
`;

export const AT = new Date("2026-11-26");

let right: Promise<readonly TreeEntry[]> | undefined;
let other: Promise<readonly TreeEntry[]> | undefined;

export function rightTree(): Promise<readonly TreeEntry[]> {
  right ??= writtenTree(TREE).then(({ entries }) => entries);
  return right;
}

/** The tree of a second cluster, for what does not belong here. */
export function otherTree(): Promise<readonly TreeEntry[]> {
  other ??= writtenTree(TREE.replaceAll("10.0.0.", "10.9.9.")).then(({ entries }) => entries);
  return other;
}

export const textAt = (entries: readonly TreeEntry[], path: string): string => {
  const content = entries.find((one) => one.path === path)?.content;
  if (content === undefined || !("bytes" in content)) throw new Error(`no ${path}`);
  return Buffer.from(content.bytes).toString("latin1");
};

export function withText(entries: readonly TreeEntry[], path: string, text: string): readonly TreeEntry[] {
  return [...entries.filter((one) => one.path !== path), entry(path, Buffer.from(text, "latin1"), { mode: 0o600 })];
}

export function edited(
  entries: readonly TreeEntry[],
  path: string,
  from: string | RegExp,
  to: string,
): readonly TreeEntry[] {
  const text = textAt(entries, path);
  const changed = text.replace(from, to);
  if (changed === text) throw new Error(`${path} has no ${from}`);
  return withText(entries, path, changed);
}

export async function audited(entries: readonly TreeEntry[]): Promise<Audit> {
  return auditTree({ actual: await readActual(entries, catalog), catalog, at: AT });
}

/** Errors and warnings: what a right tree has none of. */
export const grave = ({ findings }: Audit): readonly Finding[] =>
  findings.filter(({ severity }) => severity !== "advice");

/** The tree after the remedy's commands, each run by a shell on the host's files. */
export function mended(entries: readonly TreeEntry[], { remedy, place }: Finding): readonly TreeEntry[] {
  const unit = place.host === undefined ? "" : `hosts/${place.host}`;
  const root = mkdtempSync(join(tmpdir(), "kubepki-mend-"));
  const inside = entries.filter(({ path }) => path.startsWith(`${unit}/`));
  try {
    for (const { path } of inside) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), textAt(entries, path), "latin1");
    }
    for (const command of remedy.commands ?? []) execFileSync("sh", ["-ec", onHost(command, `${root}/${unit}`)]);
    return entries.map((one) =>
      inside.includes(one) ? { ...one, content: { bytes: readFileSync(join(root, one.path)) } } : one,
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Paths of a command below another root; what stands in quotes is not a path. */
const onHost = (command: string, root: string): string =>
  command.replaceAll(/'[^']*'| (?=\/(?:etc|var)\/)/g, (found) => (found === " " ? ` ${root}` : found));
