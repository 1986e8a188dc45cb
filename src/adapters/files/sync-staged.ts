/** Everything staged onto the disk: file by file when it is little, by one sync of the file system when it is much. */
import * as fs from "node:fs";
import { guarded, ioFailure } from "./failure.ts";
import { syncFile, syncFolder } from "./folder.ts";
import type { FileRecord } from "./record.ts";
import { joined } from "./relative-path.ts";

/** From here on one `sync -f` is cheaper: it costs a process, a single fsync up to some milliseconds. */
const MANY = 64;

/** Kinds of file systems (statfs(2)) that have no disk below them: tmpfs and ramfs. fsync does nothing there. */
const IN_MEMORY = new Set([0x01021994, 0x858458f6]);

export async function syncStaged(staging: string, staged: FileRecord): Promise<void> {
  if (IN_MEMORY.has(guarded("look at", staging, () => fs.statfsSync(staging).type))) return;
  let count = 0;
  for (const { paths } of staged.values()) count += paths.length;
  if (count > MANY) {
    if (await syncFileSystem(staging)) return;
    await syncMany(staged, staging);
  } else {
    for (const path of stagedFiles(staging, staged)) guarded("sync", path, () => syncFile(path));
  }
  syncFolders(staging);
}

/** coreutils' `sync -f`: Node has no syncfs. False where there is no such program. */
async function syncFileSystem(folder: string): Promise<boolean> {
  const { execFile } = await import("node:child_process");
  return new Promise((resolve) => execFile("sync", ["-f", folder], (error) => resolve(error === null)));
}

async function syncMany(staged: FileRecord, staging: string): Promise<void> {
  const files = stagedFiles(staging, staged);
  const worker = async (): Promise<void> => {
    for (const path of files) {
      try {
        const file = await fs.promises.open(path, "r");
        await file.sync().finally(() => file.close());
      } catch (thrown) {
        throw ioFailure(thrown, "sync", path);
      }
    }
  };
  await Promise.all(Array.from({ length: MANY }, worker));
}

/** Those that are still in the staging folder; files laid beside their targets were synced there. */
function* stagedFiles(staging: string, staged: FileRecord): Generator<string> {
  for (const [unit, { paths }] of staged) {
    const base = `${staging}/tree/${unit}`;
    if (!fs.existsSync(base)) continue;
    for (const path of paths) yield joined(base, path);
  }
}

function syncFolders(folder: string): void {
  for (const entry of guarded("list", folder, () => fs.readdirSync(folder, { withFileTypes: true }))) {
    if (entry.isDirectory()) syncFolders(`${folder}/${entry.name}`);
  }
  syncFolder(folder);
}
