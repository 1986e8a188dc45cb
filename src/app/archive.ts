/** One archive for each host, beside the folders: the same files, to be carried as one. */
import { planFile } from "../plan/file.ts";
import type { Step } from "../plan/step.ts";
import type { FileStore } from "../ports.ts";
import { type ArchivedFile, archiveTime, tarArchive } from "../render/tar.ts";
import type { DesiredFile, DesiredUnit } from "../spec/desired.ts";

export const ARCHIVES_UNIT = "archives";

const MODE = 0o600;

export const archiveOf = (unit: string): string | undefined =>
  unit.startsWith("hosts/") ? `${unit.slice("hosts/".length)}.tar` : undefined;

export interface ArchiveRun {
  readonly store: FileStore;
  readonly at: Date;
  /** Whether anything is staged, or only planned. */
  readonly making: boolean;
  readonly mayReplace: (unit: string, path: string) => boolean;
}

/**
 * `contents` are the bytes of the unit's files in their order: those that stand there when the run is over. Undefined for
 * one that cannot be made, which is left out, or that a plan does not know yet.
 */
export function archiveUnit(
  { store, at, making, mayReplace }: ArchiveRun,
  unit: DesiredUnit,
  contents: readonly (Uint8Array | undefined)[],
): Step[] {
  const path = archiveOf(unit.name);
  if (path === undefined) return [];
  const found = store.find(ARCHIVES_UNIT, path);
  const files = unit.files.flatMap((file, i) => archived(file, contents[i]));
  // The same files keep the archive that is there, with its time.
  const before = found && archiveTime(found.bytes);
  const same = before === undefined ? undefined : tarArchive(files, before);
  const keeps = found !== undefined && same !== undefined && Buffer.compare(found.bytes, same) === 0;
  const bytes = keeps ? found.bytes : tarArchive(files, at);
  const wanted = { role: `everything of ${unit.name}`, mode: MODE };
  const verdict = planFile(wanted, bytes, found, undefined, mayReplace(ARCHIVES_UNIT, path));
  if (making && (verdict.action === "create" || verdict.action === "update")) {
    store.stage(ARCHIVES_UNIT, { path, bytes, mode: MODE, owner: "root:root" });
  }
  return [{ unit: ARCHIVES_UNIT, kind: "file", id: path, ...verdict }];
}

const archived = ({ path, mode, owner }: DesiredFile, bytes: Uint8Array | undefined): ArchivedFile[] =>
  bytes === undefined ? [] : [{ path, bytes, mode, owner }];
