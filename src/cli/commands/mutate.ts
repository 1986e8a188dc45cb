import * as fs from "node:fs";
import { nodeKeyMaker, nodeSigner } from "../../adapters/keys/node-keys.ts";
import { systemClock } from "../../adapters/system.ts";
import { treeReader } from "../../adapters/tree/tree-reader.ts";
import { writeDocument } from "../../adapters/write-document.ts";
import { overlaps, writeTree } from "../../adapters/write-tree.ts";
import { type FaultyTree, mutate } from "../../app/mutate.ts";
import { RULE_IDS } from "../../audit/rules/index.ts";
import { KubepkiError } from "../../errors.ts";
import type { TreeEntry } from "../../inventory/entries.ts";
import { suggest } from "../../spec/grammar/near-name.ts";
import type { CliContext } from "../context.ts";
import { printError } from "../print-error.ts";

interface MutateFlags {
  readonly out: string;
  readonly rule?: readonly string[];
  readonly count?: number;
  readonly seed: number;
  readonly at?: Date;
  readonly output: "text" | "json";
}

export default async function runMutate(this: CliContext, flags: MutateFlags, ...paths: string[]): Promise<void> {
  const { out, rule: rules, count, seed, at = systemClock.now(), output } = flags;
  const given = paths.length === 0 ? ["pki"] : paths;
  try {
    refuse(flags, given);
    const entries: TreeEntry[] = [];
    for await (const entry of treeReader.read(given.map((path) => ({ path })))) entries.push(entry);
    const request = {
      entries,
      at,
      seed,
      ...(rules === undefined ? {} : { rules }),
      ...(count === undefined ? {} : { count }),
    };
    const faults: Record<string, unknown>[] = [];
    const numbers = new Map<string, number>();
    for await (const tree of mutate(request, { keyMaker: nodeKeyMaker, signerFor: nodeSigner })) {
      const number = (numbers.get(tree.mutation) ?? 0) + 1;
      numbers.set(tree.mutation, number);
      const folder = `${tree.mutation}-${number}`;
      writeTree(`${out}/${folder}`, tree.entries);
      faults.push(labelOf(tree, folder));
    }
    if (faults.length === 0)
      throw new KubepkiError("ERR_NOTHING_FOUND", `nothing to break in ${given.join(", ")}`, {
        remedy: "give what apply wrote, with the authorities' keys",
      });
    const document = { apiVersion: "kubepki/v1", kind: "Faults", at: at.toISOString(), seed, faults };
    const answer = `${JSON.stringify(document, undefined, 2)}\n`;
    await writeDocument(`${out}/faults.json`, answer, false, "-o");
    if (output === "json") this.process.stdout.write(answer);
    else {
      for (const { folder, rule } of faults)
        this.process.stdout.write(`${String(folder).padEnd(34)}  ${String(rule)}\n`);
      this.process.stdout.write(`\n${faults.length} faulty copies in ${out}; what is wrong: ${out}/faults.json\n`);
    }
  } catch (error) {
    printError(this, error, output);
  }
}

function labelOf({ mutation, rule, title, at, changed, entries }: FaultyTree, folder: string) {
  const path = entries.find(({ shown }) => shown === at.file)?.path ?? at.file;
  const host = at.host === undefined ? {} : { host: at.host };
  return { folder, mutation, rule, title, ...host, file: path, changed };
}

function refuse({ out, rule = [] }: MutateFlags, paths: readonly string[]): void {
  const unknown = rule.find((id) => !RULE_IDS.some((one) => one === id));
  if (unknown !== undefined)
    throw new KubepkiError("ERR_USAGE", `there is no rule \`${unknown}\``, { remedy: suggest(unknown, RULE_IDS) });
  if (overlaps(out, paths))
    throw new KubepkiError("ERR_UNSAFE_PATH", `${out} and the tree are in one another`, {
      remedy: "choose a folder beside the tree with -o",
      details: { path: out },
    });
  if (fs.existsSync(out))
    throw new KubepkiError("ERR_OUTPUT_EXISTS", `${out} exists already`, {
      remedy: "choose another name with -o, or move it away",
      details: { file: out },
    });
}
