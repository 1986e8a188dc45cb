/** The FileStore of a real folder. How a commit works: docs/decisions/0002-committing-files.md. */
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { resolve } from "node:path";
import type { FileStore } from "../../ports.ts";
import { commitStaged } from "./commit.ts";
import { digestOf } from "./digest.ts";
import { guarded, unsafePath } from "./failure.ts";
import { type FolderWalker, folderWalker, makeFolder } from "./folder.ts";
import { ownFolder, type Place, stagingFolder } from "./journal.ts";
import { type Lock, type ProcessFacts, realProcess, takeLock } from "./lock.ts";
import { clearStaging, makeOwnFolder, recover } from "./own-folder.ts";
import { readPlain } from "./read-plain.ts";
import { type FileRecord, readRecord, recordedDigest, type UnitDigests } from "./record.ts";
import { joined, safeRelative } from "./relative-path.ts";
import { type StagingSettings, type StagingWriter, stagingWriter } from "./staging.ts";

export interface FolderStoreOptions {
  /** The output folder; made when it is missing. */
  readonly out: string;
  /** Units that live outside it, with their root: `{"hosts/cp-1": "/"}`. */
  readonly roots?: Readonly<Record<string, string>>;
  /** Give files to the owners they name; only root may, for others it has no effect. */
  readonly chown?: boolean;
  /** What the lock asks of the machine; for tests. */
  readonly process?: Partial<ProcessFacts>;
  /** Told at every step of a transaction; for tests that stop there. */
  readonly hooks?: { step(name: string): void };
}

export interface FolderStore extends FileStore {
  /** Where worker threads stage (`stagingWriter(folder, settings)`); known after `open`. */
  readonly staging: { readonly folder: string; readonly settings: StagingSettings };
  /** Add to the transaction what other writers staged for it. */
  adopt(units: Iterable<readonly [unit: string, files: UnitDigests]>): void;
  /**
   * For signal handlers: drop what is staged and give the lock back at once. True when there was a change to drop; after
   * the commit point there is none.
   */
  abandonSync(): boolean;
}

interface Session {
  readonly place: Place;
  readonly walkers: Map<string, FolderWalker>;
  record: FileRecord;
  /** The record that an interrupted run was about to write. Only when reading only: otherwise it was finished. */
  readonly pending: FileRecord | undefined;
  /** Undefined when reading only. */
  readonly write: Writing | undefined;
}

interface Writing {
  readonly lock: Lock;
  readonly writer: StagingWriter;
  readonly adopted: [string, UnitDigests][];
  readonly removals: Map<string, Set<string>>;
  unmake(): void;
  phase: "staging" | "over";
}

export function openFolderStore(options: FolderStoreOptions): FolderStore {
  const { chown = false, hooks } = options;
  const step = (name: string): void => hooks?.step(name);
  let session: Session | undefined;

  const opened = (): Session => {
    if (session === undefined) throw new Error("the file store is not open");
    return session;
  };
  const writing = (): Writing => {
    const { write } = opened();
    if (write === undefined) throw new Error("the file store was opened for reading only");
    if (write.phase === "over") throw new Error("the transaction is over");
    return write;
  };
  const settings = (place: Place): StagingSettings => ({
    roots: place.roots,
    chown: chown && process.getuid?.() === 0,
  });
  const drop = (place: Place, write: Writing): void => {
    write.phase = "over";
    // Without the lock the staging folder is another run's.
    if (write.lock.held()) clearStaging(place);
  };
  const view = (unit: string): { base: string; prefix: string; walker: FolderWalker } => {
    const { place, walkers, pending } = opened();
    safeRelative(unit);
    const rooted = Object.hasOwn(place.roots, unit);
    const base = rooted ? (place.roots[unit] as string) : place.out;
    const walker = walkerOf(walkers, base);
    if (pending === undefined || rooted || walker.walk(unit).missing === undefined) {
      return { base, prefix: rooted ? "" : unit, walker };
    }
    // Interrupted between the two renames of a folder, or before its only one: what will stand there is staged.
    const staged = `${stagingFolder(place)}/tree`;
    return { base: staged, prefix: unit, walker: walkerOf(walkers, staged) };
  };

  return {
    get staging() {
      const { place } = opened();
      return { folder: stagingFolder(place), settings: settings(place) };
    },
    async open({ readOnly }) {
      if (session !== undefined) throw new Error("the file store is open already");
      const roots = Object.fromEntries(
        Object.entries(options.roots ?? {}).map(([unit, root]) => [unit, realRoot(root)]),
      );
      const out = resolve(options.out);
      if (fs.statSync(out, { throwIfNoEntry: false })?.isDirectory() === false)
        throw unsafePath(out, "is not a folder");
      if (readOnly) {
        session = openReading({ out: realRoot(out), roots });
        return;
      }
      const own = makeOwnFolder(out);
      const place = { out: own.place, roots };
      try {
        const lock = takeLock(`${ownFolder(place)}/lock`, { ...realProcess, ...options.process });
        try {
          step("locked");
          recover(place, step);
          makeFolder(stagingFolder(place), 0o700);
          const writer = stagingWriter(stagingFolder(place), settings(place));
          const write: Writing = {
            lock,
            writer,
            adopted: [],
            removals: new Map(),
            unmake: own.unmake,
            phase: "staging",
          };
          const record = readRecord(`${ownFolder(place)}/record`);
          session = { place, walkers: new Map(), record, pending: undefined, write };
        } catch (thrown) {
          lock.release();
          throw thrown;
        }
      } catch (thrown) {
        own.unmake();
        throw thrown;
      }
    },
    has(unit) {
      const { base, prefix, walker } = view(unit);
      return walker.walk(prefix).missing === undefined && hasFile(joined(base, prefix));
    },
    find(unit, path) {
      const { record, pending } = opened();
      const { base, prefix, walker } = view(unit);
      const found = readPlain(base, joined(prefix, safeRelative(path)), walker);
      if (found === undefined) return undefined;
      const known = [recordedDigest(record, unit, path), pending && recordedDigest(pending, unit, path)];
      const ours = known.some((digest) => digest !== undefined) && known.includes(digestOf(found.bytes));
      return { bytes: found.bytes, ours, mode: found.mode };
    },
    recorded(unit) {
      const { record, pending } = opened();
      return [...((pending ?? record).get(unit)?.paths ?? [])];
    },
    recordedUnits() {
      const { record, pending } = opened();
      return [...(pending ?? record).keys()];
    },
    stage(unit, file) {
      const write = writing();
      try {
        write.writer.write(unit, file);
      } catch (thrown) {
        drop(opened().place, write);
        throw thrown;
      }
      hooks?.step(`staged ${unit} ${file.path}`);
    },
    adopt(units) {
      writing().adopted.push(...[...units].map(([unit, files]): [string, UnitDigests] => [unit, files]));
    },
    remove(unit, path) {
      const { removals } = writing();
      const paths = removals.get(safeRelative(unit)) ?? new Set();
      removals.set(unit, paths.add(safeRelative(path)));
    },
    async commit() {
      const at = opened();
      const { place, record } = at;
      const write = writing();
      let decided = false;
      try {
        at.record = await commitStaged({
          place,
          record,
          written: [...write.writer.digests(), ...write.adopted],
          removals: write.removals,
          id: randomBytes(4).toString("hex"),
          step,
          // A signal may have ended the transaction, or somebody may have taken the lock file away.
          stillOurs: () => write.phase === "staging" && write.lock.held(),
          decided: () => {
            decided = true;
          },
        });
        at.walkers.clear();
        if (decided) write.phase = "over";
        else drop(place, write);
      } catch (thrown) {
        if (decided) write.phase = "over";
        else drop(place, write);
        throw thrown;
      }
    },
    async abandon() {
      const { place, write } = opened();
      if (write?.phase === "staging") drop(place, write);
    },
    async close() {
      end();
    },
    abandonSync() {
      const dropped = session?.write?.phase === "staging";
      end();
      return dropped;
    },
  };

  function end(): void {
    if (session === undefined) return;
    const { place, write } = session;
    session = undefined;
    if (write === undefined) return;
    try {
      if (write.phase === "staging") drop(place, write);
    } finally {
      write.lock.release();
      write.unmake();
    }
  }
}

function openReading(place: Place): Session {
  const own = ownFolder(place);
  const record = readRecord(`${own}/record`);
  const next = `${stagingFolder(place)}/record`;
  const pending = fs.existsSync(`${own}/journal`) && fs.existsSync(next) ? readRecord(next) : undefined;
  return { place, walkers: new Map(), record, pending, write: undefined };
}

function walkerOf(walkers: Map<string, FolderWalker>, base: string): FolderWalker {
  const walker = walkers.get(base) ?? folderWalker(base);
  walkers.set(base, walker);
  return walker;
}

/** The absolute path of a folder that the user named; a symbolic link there is theirs. */
function realRoot(path: string): string {
  const full = resolve(path);
  return guarded("look at", full, () => (fs.existsSync(full) ? fs.realpathSync(full) : full));
}

/** Whether there is anything but folders below this folder. */
function hasFile(folder: string): boolean {
  const entries = guarded("list", folder, () => fs.readdirSync(folder, { withFileTypes: true }));
  return entries.some((entry) => !entry.isDirectory()) || entries.some((entry) => hasFile(joined(folder, entry.name)));
}
