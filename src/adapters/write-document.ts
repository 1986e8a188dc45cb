/** A document that a person asked for by name: never over another one unless told so, never half written. */
import { randomBytes } from "node:crypto";
import { link, rename, unlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { KubepkiError } from "../errors.ts";

/**
 * Write `text` to `file`. Without `force` an existing file stays and ERR_OUTPUT_EXISTS is thrown. `flag` is how the user
 * named the file.
 */
export async function writeDocument(file: string, text: string, force: boolean, flag = "-f"): Promise<void> {
  const beside = `${file}.${randomBytes(6).toString("hex")}`;
  try {
    await writeFile(beside, text, { flag: "wx", mode: 0o644 });
    // A link fails where a file exists, a rename does not.
    if (force) await rename(beside, file);
    else await link(beside, file);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === "EEXIST") {
      throw new KubepkiError("ERR_OUTPUT_EXISTS", `${file} exists already`, {
        remedy: `choose another name with ${flag}, or overwrite it with --force`,
        details: { file },
        cause,
      });
    }
    const remedy = code === "ENOENT" ? `make the folder ${dirname(file)} first` : `choose another place with ${flag}`;
    throw new KubepkiError("ERR_IO", `${file} cannot be written (${code})`, { remedy, details: { file }, cause });
  } finally {
    await unlink(beside).catch(() => undefined);
  }
}
