// Output folders as kubepki makes them: the specification as text, the files on disk.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileReader } from "../../src/adapters/source-reader.ts";
import {
  type Action,
  apply,
  changes,
  type LoadedSpec,
  loadSpec,
  nodeKeyMaker,
  nodeSigner,
  openFolderStore,
  type Ports,
  plan,
  type Report,
  type Spec,
  type Step,
  systemClock,
  systemEntropy,
} from "../../src/index.ts";

export interface Output {
  readonly out: string;
  readonly spec: Spec;
  /** What apply did. */
  readonly report: Report;
}

/** What kubeadm would ask the machine for. Nothing is taken from the one that the tests run on. */
export type Machine = Parameters<typeof loadSpec>[2];

export const load = (files: readonly string[], machine: Machine = {}): Promise<LoadedSpec> =>
  loadSpec(
    files,
    fileReader(async () => ""),
    machine,
  );

export const ports = (out: string): Ports => ({
  clock: systemClock,
  entropy: systemEntropy(),
  keyMaker: nodeKeyMaker,
  signerFor: nodeSigner,
  files: openFolderStore({ out, chown: true }),
});

/** Everything that a specification asks for, in `out`. */
export async function makeOutput(out: string, files: readonly string[], machine?: Machine): Promise<Output> {
  const { spec, supplied } = await load(files, machine);
  return { out, spec, report: await apply({ spec, supplied }, ports(out)) };
}

/** The steps that `plan` still sees on what is there. */
export async function stepsLeft(out: string, files: readonly string[], machine?: Machine): Promise<readonly Step[]> {
  const { spec, supplied } = await load(files, machine);
  const { steps } = await plan({ spec, supplied }, ports(out));
  return steps.filter((step) => changes(step) || LEFT_OPEN.includes(step.action));
}

/** Not a change, but not done either. */
const LEFT_OPEN: readonly Action[] = ["impossible", "refuse", "stale"];

/** Writes a specification beside the output; its path. */
export function writeSpec(folder: string, text: string, name = "cluster.yaml"): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
}
