/**
 * A folder store whose files are written by a second thread, for fleets: writing is a third of the work, and its system
 * calls run beside the making of the next keys. A unit is written by one thread. When the second one lags behind, the
 * main thread writes units itself, so that what waits stays small.
 */
import { Worker } from "node:worker_threads";
import { KubepkiError } from "../../errors.ts";
import type { StagedFile } from "../../ports.ts";
import { removeTree } from "./folder.ts";
import type { FolderStore } from "./folder-store.ts";
import type { FromThread, PackedFiles, ThreadSetUp, ToThread } from "./staging-thread.ts";
import { BUSY, DONE, PLACES, STOP } from "./thread-state.ts";

/** Files in one message. */
const BATCH = 64;

/** Files that may wait. */
const WAITING = 1024;

interface Thread {
  readonly folder: string;
  /** True when it takes the unit's files. */
  takes(unit: string, file: StagedFile): boolean;
  /** What it wrote, when all of it is written. */
  finish(): Promise<Extract<FromThread, { written: unknown }>["written"]>;
  /** Returns when nothing is written any more. */
  stop(): void;
}

/** `entry` is the built staging-thread. */
export function withWriterThread(store: FolderStore, entry: URL): FolderStore {
  let thread: Thread | undefined;
  const stopped = <T>(then: () => T): T => {
    thread?.stop();
    return then();
  };
  return Object.create(store, {
    open: {
      async value(how: Parameters<FolderStore["open"]>[0]): Promise<void> {
        await store.open(how);
        // Into a new folder everything will be written: the thread starts while the authorities are made.
        if (!how.readOnly && store.recordedUnits().length === 0) thread = startThread(entry, store.staging);
      },
    },
    stage: {
      value(unit: string, file: StagedFile): void {
        thread ??= startThread(entry, store.staging);
        if (thread.takes(unit, file)) return;
        try {
          store.stage(unit, file);
        } catch (error) {
          // The store has cleared the folder already, and the thread may have written since.
          const { folder } = thread;
          stopped(() => removeTree(folder));
          throw error;
        }
      },
    },
    commit: {
      async value(): Promise<void> {
        if (thread !== undefined) store.adopt(await thread.finish());
        await store.commit();
      },
    },
    abandon: { value: () => stopped(() => store.abandon()) },
    abandonSync: { value: () => stopped(() => store.abandonSync()) },
    close: { value: () => stopped(() => store.close()) },
  });
}

function startThread(entry: URL, { folder, settings }: FolderStore["staging"]): Thread {
  const state = new Int32Array(new SharedArrayBuffer(4 * PLACES));
  const worker = new Worker(entry, { workerData: { folder, settings, state } satisfies ThreadSetUp });
  const answer = answerOf(worker);
  const own = new Map<string, boolean>();
  let batch: (readonly [string, StagedFile])[] = [];
  let sent = 0;
  const flush = (): void => {
    if (batch.length === 0) return;
    const packed = pack(batch);
    // Handed over, not copied.
    worker.postMessage(packed satisfies ToThread, [packed.bytes.buffer]);
    sent += batch.length;
    batch = [];
  };
  const isBehind = (): boolean => sent - Atomics.load(state, DONE) > WAITING;
  return {
    folder,
    takes(unit, file) {
      const takesIt = own.get(unit) ?? !isBehind();
      own.set(unit, takesIt);
      if (!takesIt) return false;
      batch.push([unit, file]);
      if (batch.length === BATCH) flush();
      return true;
    },
    async finish() {
      flush();
      worker.postMessage(undefined satisfies ToThread);
      const said = await answer;
      await worker.terminate();
      if ("written" in said) return said.written;
      if ("bug" in said) throw said.bug;
      const { code, message, remedy, details } = said.failure;
      throw new KubepkiError(code, message, { ...(remedy === undefined ? {} : { remedy }), details });
    },
    stop() {
      Atomics.store(state, STOP, 1);
      while (Atomics.load(state, BUSY) === 1) Atomics.wait(state, BUSY, 1, 100);
      void worker.terminate();
    },
  };
}

/**
 * One run of bytes for all files. A small Buffer is a window on memory that it shares with others; posted as it is, all of
 * that memory is copied, which took a fifth of a fleet's time.
 */
function pack(batch: readonly (readonly [string, StagedFile])[]): PackedFiles {
  const bytes = new Uint8Array(batch.reduce((sum, [, file]) => sum + file.bytes.length, 0));
  let at = 0;
  const files = batch.map(([unit, { path, mode, owner, bytes: content }]): PackedFiles["files"][number] => {
    bytes.set(content, at);
    at += content.length;
    return [unit, path, mode, owner, content.length];
  });
  return { bytes, files };
}

/** The one thing that it says; its end without a word is a bug. */
function answerOf(worker: Worker): Promise<FromThread> {
  const answer = new Promise<FromThread>((resolve) => {
    worker.once("message", resolve);
    worker.once("error", (bug) => resolve({ bug }));
    worker.once("exit", () => resolve({ bug: new Error("the writing thread ended") }));
  });
  return answer;
}
