/** Specification files from disk and standard input. */
import { readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import type { SourceReader } from "../app/load-spec.ts";
import { KubepkiError } from "../errors.ts";

/** Far above any real specification: 20,000 hosts in ranges are a few lines. */
const SIZE_LIMIT = 1024 * 1024;

export function fileReader(stdin: () => Promise<string>): SourceReader {
  return {
    async read(file) {
      if (file === "-") return stdin();
      try {
        const found = await stat(file);
        if (found.size > SIZE_LIMIT) throw tooLarge(file);
        if (found.isDirectory()) throw notFound(file, "is a folder");
        return await readFile(file, "utf8");
      } catch (cause) {
        if (cause instanceof KubepkiError) throw cause;
        const { code } = cause as NodeJS.ErrnoException;
        throw notFound(file, code === "ENOENT" ? "does not exist" : `cannot be read (${code})`, cause);
      }
    },
    beside: (document, path) => (isAbsolute(path) || document === "-" ? path : join(dirname(document), path)),
  };
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
