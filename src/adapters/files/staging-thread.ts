/** The thread that writes staged files while the main one makes the next keys; see writer-thread.ts. */
import { parentPort, workerData } from "node:worker_threads";
import { KubepkiError } from "../../errors.ts";
import type { StagedFile } from "../../ports.ts";
import type { UnitDigests } from "./record.ts";
import { type StagingSettings, stagingWriter } from "./staging.ts";
import { BUSY, DONE, STOP } from "./thread-state.ts";

export interface ThreadSetUp {
  readonly folder: string;
  readonly settings: StagingSettings;
  /** Read and written by both threads: the places are in thread-state.ts. */
  readonly state: Int32Array;
}

/** Files, and their contents one after the other. */
export interface PackedFiles {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly files: readonly (readonly [unit: string, path: string, mode: number, owner: string, length: number])[];
}

/** Files to write, or undefined when there are no more. */
export type ToThread = PackedFiles | undefined;

/** What it says at the end. An error class does not survive between threads. */
export type FromThread =
  | { readonly written: [unit: string, files: UnitDigests][] }
  | { readonly failure: Pick<KubepkiError, "code" | "message" | "remedy" | "details"> }
  | { readonly bug: unknown };

const { folder, settings, state } = workerData as ThreadSetUp;
const writer = stagingWriter(folder, settings);
const say = (answer: FromThread): void => parentPort?.postMessage(answer);

/** Nobody clears the staging folder between the look at STOP and the end of the file. */
function write(unit: string, file: StagedFile): void {
  Atomics.store(state, BUSY, 1);
  try {
    if (Atomics.load(state, STOP) === 0) writer.write(unit, file);
  } finally {
    Atomics.store(state, BUSY, 0);
    Atomics.notify(state, BUSY);
    Atomics.add(state, DONE, 1);
  }
}

function writeAll({ bytes, files }: PackedFiles): void {
  let at = 0;
  for (const [unit, path, mode, owner, length] of files) {
    write(unit, { path, mode, owner, bytes: bytes.subarray(at, at + length) });
    at += length;
  }
}

parentPort?.on("message", (packed: ToThread) => {
  try {
    if (packed === undefined) say({ written: writer.digests() });
    else writeAll(packed);
  } catch (error) {
    Atomics.store(state, STOP, 1);
    if (!(error instanceof KubepkiError)) return say({ bug: error });
    const { code, message, remedy, details } = error;
    say({ failure: { code, message, remedy, details } });
  }
});
