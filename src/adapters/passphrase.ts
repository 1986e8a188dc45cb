/** The passphrase of encrypted keys: from a file or a variable, never from an argument, which everybody can see. */
import { createReadStream } from "node:fs";
import { KubepkiError } from "../errors.ts";

const VARIABLE = "KUBEPKI_PASSPHRASE";

/** The first line of a file, or the variable; undefined when there is neither. */
export async function passphraseFrom(
  file: string | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  if (file === undefined) return env[VARIABLE] || undefined;
  const line = await firstLine(file).catch((cause: NodeJS.ErrnoException) => {
    const reason = cause.code === "ENOENT" ? "does not exist" : `cannot be read (${cause.code})`;
    throw new KubepkiError("ERR_PASSPHRASE", `${file}, named for the passphrase, ${reason}`, {
      remedy: "name a file whose first line is the passphrase",
      details: { file },
      cause,
    });
  });
  if (line === "") {
    throw new KubepkiError("ERR_PASSPHRASE", `${file}: the first line is empty`, {
      remedy: "write the passphrase on the first line",
      details: { file },
    });
  }
  return line;
}

/** Longer than any passphrase; some files never end. */
const MOST = 4096;

async function firstLine(file: string): Promise<string> {
  let text = "";
  for await (const chunk of createReadStream(file, { encoding: "utf8", highWaterMark: MOST })) {
    text += chunk as string;
    if (text.includes("\n") || text.length >= MOST) break;
  }
  return (text.split(/\r?\n/, 1)[0] ?? "").slice(0, MOST);
}
