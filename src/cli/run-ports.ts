/** The real world for one command: clock, randomness, keys, files, terminal. */
import { existsSync } from "node:fs";
import { type FolderStore, openFolderStore } from "../adapters/files/folder-store.ts";
import { hostDefaults } from "../adapters/host-defaults.ts";
import { nodeKeyMaker, nodeSigner } from "../adapters/keys/node-keys.ts";
import { passphraseFrom } from "../adapters/passphrase.ts";
import { fileReader } from "../adapters/source-reader.ts";
import { systemClock, systemEntropy } from "../adapters/system.ts";
import { type LoadedSpec, loadSpec } from "../app/load-spec.ts";
import type { Ports } from "../app/run.ts";
import type { CliContext } from "./context.ts";
import { terminalOf } from "./context-terminal.ts";
import { filesOf, type RunFlags, type SpecFlags } from "./flags.ts";
import { issuesOf, printIssues } from "./print-error.ts";

/** Ports of a run, and how to let go of the output folder when a signal comes: true when something was under way. */
export interface RunPorts extends Ports {
  abandonNow(): boolean;
}

export async function runPorts(context: CliContext, flags: RunFlags, hosts = 0): Promise<RunPorts> {
  const { host, root, out, at } = flags;
  const roots = host !== undefined && root !== undefined ? { [`hosts/${host}`]: root } : {};
  const files = await storeFor(hosts, openFolderStore({ out, roots, chown: true }));
  const passphrase = await passphraseFrom(flags.passphraseFile, context.process.env ?? {});
  return {
    clock: at === undefined ? systemClock : { now: () => at },
    entropy: systemEntropy(),
    keyMaker: nodeKeyMaker,
    signerFor: nodeSigner,
    files,
    ...(passphrase === undefined ? {} : { passphrase }),
    terminal: terminalOf(context),
    abandonNow: () => files.abandonSync(),
  };
}

/** From so many hosts on, memory is worth a thought. */
const FLEET = 2000;

/** From so many hosts on, a second thread is done with its start before the first is with its work. */
const MANY_HOSTS = 50;

async function storeFor(hosts: number, store: FolderStore): Promise<FolderStore> {
  // Beside the bundle, which is where the command runs from; the sources have no file that a thread could start with.
  const entry = new URL("../staging-thread.cjs", import.meta.url);
  if (hosts < MANY_HOSTS || !existsSync(entry)) return store;
  const { withWriterThread } = await import("../adapters/files/writer-thread.ts");
  return withWriterThread(store, entry);
}

/** Load the specification; warnings go to stderr, every error is printed with its place before it is thrown on. */
export async function loadSpecFor(context: CliContext, flags: SpecFlags): Promise<LoadedSpec> {
  const files = filesOf(flags);
  try {
    const loaded = await loadSpec(files, fileReader(context.stdin), hostDefaults());
    printIssues(context, loaded.warnings);
    if (loaded.spec.hosts.length > FLEET) (await import("../adapters/nursery.ts")).keepNurserySmall();
    const { settings } = flags;
    return settings === undefined ? loaded : { ...loaded, spec: { ...loaded.spec, settings } };
  } catch (error) {
    printIssues(context, issuesOf(error));
    throw error;
  }
}
