/** Whole files of any kind, with a bound. */
import { createReadStream, statSync } from "node:fs";
import { KubepkiError } from "../errors.ts";

/** 10,000 certificates are about 15 MiB. */
const MOST_BYTES = 32 << 20;

interface ReadOptions {
  /** Read instead of the file, under its name. */
  readonly stream?: AsyncIterable<Buffer | string>;
  /** What to do when it is not there. */
  readonly remedy?: string;
}

/** What a command takes as a file: `-` is standard input. */
export const readNamed = (file: string, remedy = "name a file, or - for standard input"): Promise<Uint8Array> =>
  file === "-" ? readBytes("standard input", { stream: process.stdin, remedy }) : readBytes(file, { remedy });

/** A file, a pipe of the shell, or a stream of that name. Rejects with ERR_INPUT_NOT_FOUND. */
export async function readBytes(
  file: string,
  { stream, remedy = "name a file that is there" }: ReadOptions = {},
): Promise<Uint8Array> {
  const failed = (what: string, cause?: unknown): KubepkiError =>
    new KubepkiError("ERR_INPUT_NOT_FOUND", `${file} ${what}`, {
      remedy,
      details: { file },
      cause,
    });
  try {
    if (stream === undefined && statSync(file).isDirectory()) throw failed("is a folder");
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of stream ?? createReadStream(file)) {
      chunks.push(Buffer.from(chunk));
      size += chunk.length;
      if (size > MOST_BYTES) throw failed(`is larger than ${MOST_BYTES >> 20} MiB`);
    }
    return Buffer.concat(chunks);
  } catch (cause) {
    if (cause instanceof KubepkiError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    throw failed(code === "ENOENT" ? "does not exist" : `cannot be read (${code})`, cause);
  }
}
