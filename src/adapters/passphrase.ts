/** The passphrase of encrypted keys: from a file or a variable, never from an argument, which everybody can see. */
import { readFile } from "node:fs/promises";
import { KubepkiError } from "../errors.ts";

const VARIABLE = "KUBEPKI_PASSPHRASE";

/** The first line of a file, or the variable; undefined when there is neither. */
export async function passphraseFrom(
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (file === undefined) return env[VARIABLE] || undefined;
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw new KubepkiError("ERR_PASSPHRASE", `${file}: the passphrase cannot be read`, {
      remedy: "name a file whose first line is the passphrase",
      details: { file },
      cause,
    });
  });
  const [line = ""] = text.split(/\r?\n/, 1);
  if (line === "") {
    throw new KubepkiError("ERR_PASSPHRASE", `${file}: the first line is empty`, {
      remedy: "write the passphrase on the first line",
      details: { file },
    });
  }
  return line;
}
