/**
 * The record: which files kubepki wrote and with which contents, as one compact text. Units that have the same paths
 * share one line for them; the rest of a unit is its digests in a row. 35,000 files are about 1.6 MB.
 *
 *     kubepki record 1
 *     =etc/kubernetes/pki/ca.crt<TAB>etc/kubernetes/pki/apiserver.crt     a set of paths, numbered from 0
 *     hosts/cp-1<TAB>0<TAB><43 characters for each path>
 *     #<SHA-256 of all above>
 */
import * as fs from "node:fs";
import { DIGEST_LENGTH, digestOf } from "./digest.ts";
import { errnoOf, ioFailure } from "./failure.ts";

/** The files of one unit: paths, and their digests one after the other in the same order. */
export interface UnitDigests {
  readonly paths: readonly string[];
  readonly digests: string;
}

/** By unit. */
export type FileRecord = Map<string, UnitDigests>;

const HEAD = "kubepki record 1\n";

/** What the record says about a path; undefined when kubepki never wrote it. */
export function recordedDigest(record: FileRecord, unit: string, path: string): string | undefined {
  const files = record.get(unit);
  const at = files?.paths.indexOf(path) ?? -1;
  return at < 0 ? undefined : files?.digests.slice(at * DIGEST_LENGTH, (at + 1) * DIGEST_LENGTH);
}

export function encodeRecord(record: FileRecord): Uint8Array {
  const sets = new Map<string, number>();
  const known = new Map<readonly string[], number>();
  const lines: string[] = [HEAD];
  for (const [unit, { paths, digests }] of record) {
    let set = known.get(paths);
    if (set === undefined) {
      const line = paths.join("\t");
      set = sets.get(line);
      if (set === undefined) {
        set = sets.size;
        sets.set(line, set);
        lines.push("=", line, "\n");
      }
      known.set(paths, set);
    }
    lines.push(unit, "\t", String(set), "\t", digests, "\n");
  }
  const body = Buffer.from(lines.join(""), "utf8");
  return Buffer.concat([body, Buffer.from(`#${digestOf(body)}\n`)]);
}

/** The record in these bytes; undefined when they are damaged. */
export function parseRecord(given: Uint8Array): FileRecord | undefined {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.length);
  const seal = bytes.length - DIGEST_LENGTH - 2;
  if (seal < HEAD.length) return undefined;
  if (bytes.toString("latin1", seal) !== `#${digestOf(bytes.subarray(0, seal))}\n`) return undefined;
  const record: FileRecord = new Map();
  const sets: string[][] = [];
  for (const line of bytes.toString("utf8", HEAD.length, seal).split("\n")) {
    if (line === "") continue;
    if (line.startsWith("=")) {
      sets.push(line.slice(1).split("\t"));
      continue;
    }
    const [unit = "", set = "", digests = ""] = line.split("\t");
    const paths = sets[Number(set)];
    if (paths === undefined || digests.length !== paths.length * DIGEST_LENGTH) return undefined;
    record.set(unit, { paths, digests });
  }
  return record;
}

/**
 * Read a record. A missing or damaged one is an empty one: it only ever permits replacing files without asking, so
 * without it kubepki asks (`--replace`) more often and does nothing worse.
 */
export function readRecord(path: string): FileRecord {
  try {
    return parseRecord(fs.readFileSync(path)) ?? new Map();
  } catch (thrown) {
    if (errnoOf(thrown) === "ENOENT") return new Map();
    throw ioFailure(thrown, "read the record", path);
  }
}

/** The record after a transaction: `written` added or replaced, `removed` dropped. */
export function nextRecord(
  record: FileRecord,
  written: FileRecord,
  removed: ReadonlyMap<string, ReadonlySet<string>>,
): FileRecord {
  const next: FileRecord = new Map(record);
  for (const unit of new Set([...written.keys(), ...removed.keys()])) {
    const fresh = written.get(unit);
    const before = record.get(unit);
    if (before === undefined) {
      if (fresh !== undefined) next.set(unit, fresh);
      continue;
    }
    const files = new Map<string, string>();
    for (const [source, without] of [
      [before, removed.get(unit)],
      [fresh, undefined],
    ] as const) {
      source?.paths.forEach((path, at) => {
        if (!without?.has(path)) files.set(path, source.digests.slice(at * DIGEST_LENGTH, (at + 1) * DIGEST_LENGTH));
      });
    }
    if (files.size === 0) next.delete(unit);
    else next.set(unit, { paths: [...files.keys()], digests: [...files.values()].join("") });
  }
  return next;
}
