/** A folder to try things in: a temporary one that goes away, or one of the user's that stays. */
import { rmSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, realpath, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { KubepkiError } from "../../errors.ts";
import type { ScratchFolder } from "../../ports.ts";

/** `remove` also serves a signal handler, where there is no time to wait. */
export async function scratchFolder(keep: string | undefined): Promise<ScratchFolder & { remove(): void }> {
  const path = keep === undefined ? await temporary() : await kept(keep);
  return {
    path,
    async write(name, content, mode) {
      const file = join(path, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, content, { flag: "wx", mode });
    },
    read: (name) => readFile(join(path, name), "utf8"),
    modeOf: async (name) => (await stat(join(path, name))).mode & 0o777,
    remove: () => {
      if (keep === undefined) rmSync(path, { recursive: true, force: true });
    },
  };
}

const temporary = async (): Promise<string> => mkdtemp(join(await realpath(tmpdir()), "kubepki-learn-"));

async function kept(folder: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if ((await readdir(folder)).length === 0) return await realpath(folder);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw new KubepkiError("ERR_IO", `${folder} cannot be made (${code})`, {
      remedy: "choose another folder with --keep",
      details: { folder },
      cause,
    });
  }
  throw new KubepkiError("ERR_OUTPUT_EXISTS", `${folder} is not empty`, {
    remedy: "name a new folder with --keep",
    details: { folder },
  });
}
