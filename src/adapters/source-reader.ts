/** Specification files from disk and standard input. */
import { createReadStream, readFileSync, statSync } from "node:fs";
import { dirname, isAbsolute, join } from "node:path";
import type { SourceReader } from "../app/load-spec.ts";
import { KubepkiError } from "../errors.ts";

/** Far above any real specification: 20,000 hosts in ranges are a few lines. */
const SIZE_LIMIT = 1024 * 1024;

export function fileReader(stdin: () => Promise<Buffer | string>): SourceReader {
  return {
    async read(file) {
      if (file === "-") return textOf(STDIN, Buffer.from(await stdin()));
      try {
        const found = statSync(file);
        if (found.size > SIZE_LIMIT) throw tooLarge(file);
        if (found.isDirectory()) throw notFound(file, "is a folder");
        if (found.isFile()) return textOf(file, readFileSync(file));
        // What has no size: a pipe of the shell, `<(...)`.
        return textOf(file, await readBounded(file, createReadStream(file)));
      } catch (cause) {
        if (cause instanceof KubepkiError) throw cause;
        const { code } = cause as NodeJS.ErrnoException;
        throw notFound(file, code === "ENOENT" ? "does not exist" : `cannot be read (${code})`, cause);
      }
    },
    beside: (document, path) => (isAbsolute(path) || document === "-" ? path : join(dirname(document), path)),
  };
}

/** What `-` is called. */
export const STDIN = "standard input";

/** All of a stream, or ERR_SPEC_TOO_LARGE: some never end. */
export async function readBounded(file: string, stream: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    chunks.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > SIZE_LIMIT) throw tooLarge(file);
  }
  return Buffer.concat(chunks);
}

function textOf(file: string, bytes: Buffer): string {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    if (!text.includes("\0")) return text;
  } catch {
    // Said below.
  }
  throw new KubepkiError("ERR_SPEC_INVALID", `${file} is not text in UTF-8`, {
    remedy: "save it as UTF-8 (UTF-16 is what some editors and shells of Windows write)",
    details: { file, issues: [] },
  });
}

const notFound = (file: string, what: string, cause?: unknown): KubepkiError =>
  new KubepkiError("ERR_SPEC_NOT_FOUND", `${file} ${what}`, {
    remedy: "name the file with -f; `kubepki init` writes one to begin with",
    details: { file },
    cause,
  });

const tooLarge = (file: string): KubepkiError =>
  new KubepkiError("ERR_SPEC_TOO_LARGE", `${file} is larger than ${SIZE_LIMIT / 1024} KiB`, {
    remedy: "write many hosts as a range: worker-[0001-5000]",
    details: { file, limit: SIZE_LIMIT },
  });
