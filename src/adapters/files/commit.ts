/** A transaction from staged files to files in place. */
import { KubepkiError } from "../../errors.ts";
import { errnoOf, ioFailure } from "./failure.ts";
import { ownFolder, type Place, stagingFolder, writeJournal } from "./journal.ts";
import { prepare } from "./prepare.ts";
import { encodeRecord, type FileRecord, nextRecord, type UnitDigests } from "./record.ts";
import { rollForward } from "./roll-forward.ts";
import { syncStaged } from "./sync-staged.ts";
import { writeSynced } from "./write-new.ts";

export interface Transaction {
  readonly place: Place;
  readonly record: FileRecord;
  readonly written: readonly (readonly [string, UnitDigests])[];
  readonly removals: ReadonlyMap<string, ReadonlySet<string>>;
  /** Part of the names of temporary files. */
  readonly id: string;
  step(name: string): void;
  /** Whether this run may still decide. */
  stillOurs(): boolean;
  /** Told when there is no way back. */
  decided(): void;
}

/**
 * Until `decided` an error leaves everything as it was. There is one wait, for the disk; from then on nothing yields, so
 * that a signal handler finds the transaction either undecided or done. Returns the record as it is then.
 */
export async function commitStaged(transaction: Transaction): Promise<FileRecord> {
  const { place, record, id, step } = transaction;
  const staging = stagingFolder(place);
  const written = unite(transaction.written);
  const removals = withoutWritten(transaction.removals, written);
  if (written.size === 0 && removals.size === 0) return record;
  const journal = prepare(place, written, removals, id, step);
  const next = nextRecord(record, written, removals);
  step("prepared");
  writeSynced(`${staging}/record`, encodeRecord(next));
  step("record-staged");
  await syncStaged(staging, written);
  step("synced");
  if (!transaction.stillOurs()) {
    throw new KubepkiError("ERR_LOCKED", "The lock was lost while files were being made; nothing was changed.", {
      remedy: `Run again, one kubepki at a time; the lock is ${ownFolder(place)}/lock.`,
    });
  }
  let decided = false;
  try {
    writeJournal(place, journal, () => {
      decided = true;
      transaction.decided();
    });
    step("decided");
    rollForward(place, journal, step);
  } catch (thrown) {
    throw decided ? unfinished(place, thrown) : thrown;
  }
  return next;
}

/** After the decision a failure does not undo anything: the next run goes on. */
function unfinished(place: Place, thrown: unknown): unknown {
  const cause = ioFailure(thrown, "move files into place in", place.out);
  if (!(cause instanceof KubepkiError)) return thrown;
  return new KubepkiError("ERR_IO", `The change is decided but not finished. ${cause.message}`, {
    remedy: "Remove the obstacle and run again: the next run finishes the change first.",
    details: { ...cause.details, errno: errnoOf(thrown) ?? cause.details.errno ?? null },
    cause,
  });
}

/** Several writers may have staged for one unit. */
function unite(parts: Transaction["written"]): FileRecord {
  const all: FileRecord = new Map();
  for (const [unit, { paths, digests }] of parts) {
    const before = all.get(unit);
    const united = before && { paths: [...before.paths, ...paths], digests: before.digests + digests };
    all.set(unit, united ?? { paths, digests });
  }
  return all;
}

/** What is written anew is not removed. */
function withoutWritten(removals: Transaction["removals"], written: FileRecord): Map<string, Set<string>> {
  const left = new Map<string, Set<string>>();
  for (const [unit, paths] of removals) {
    const fresh = new Set(written.get(unit)?.paths);
    const kept = [...paths].filter((path) => !fresh.has(path));
    if (kept.length > 0) left.set(unit, new Set(kept));
  }
  return left;
}
