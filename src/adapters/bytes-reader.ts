/** Whole files of any kind, with a bound. */
import { createReadStream, statSync } from "node:fs";
import { KubepkiError } from "../errors.ts";

/** 10,000 certificates are about 15 MiB. */
const MOST_BYTES = 32 << 20;

/** A file, a pipe of the shell, or a stream of that name. Rejects with ERR_INPUT_NOT_FOUND. */
export async function readBytes(file: string, stream?: AsyncIterable<Buffer | string>): Promise<Uint8Array> {
  const failed = (what: string, cause?: unknown): KubepkiError =>
    new KubepkiError("ERR_INPUT_NOT_FOUND", `${file} ${what}`, {
      remedy: "name a file, - for standard input, or a server as host:port",
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
