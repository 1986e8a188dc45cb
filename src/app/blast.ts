/** What hangs on a file: read by itself, or as the tree has it. */
import { posix } from "node:path";
import { type Blast, blast } from "../audit/blast/blast.ts";
import type { Catalog } from "../catalog/index.ts";
import { KubepkiError } from "../errors.ts";
import type { Actual, ActualFile } from "../inventory/actual.ts";
import { readContents } from "../inventory/contents/read-contents.ts";

export interface BlastRequest {
  /** A key, certificate, kubeconfig or token. */
  readonly file: string;
  readonly actual?: Actual;
  readonly catalog: Catalog;
  readonly at: Date;
}

export interface BlastAnswer {
  readonly file: string;
  readonly at: Date;
  readonly inTree: boolean;
  readonly things: readonly Blast[];
}

/** Rejects with ERR_NOTHING_FOUND when the file holds nothing that could be lost. */
export async function blastOf(
  { file, actual, catalog, at }: BlastRequest,
  { read }: { readonly read: (file: string) => Promise<Uint8Array> },
): Promise<BlastAnswer> {
  const own = actual?.hosts
    .flatMap((host) => host.files.map((one) => ({ host, one })))
    .find(({ one }) => posix.normalize(one.place.file) === posix.normalize(file));
  const loose = actual?.loose.find(({ place }) => posix.normalize(place.file) === posix.normalize(file));
  const found = own?.one ?? loose ?? (await fileOf(file, read));
  const things = blast({
    catalog,
    at,
    file: found,
    ...(actual === undefined ? {} : { actual }),
    ...(own === undefined ? {} : { host: own.host }),
  });
  if (things.length === 0)
    throw new KubepkiError(
      "ERR_NOTHING_FOUND",
      `${file} holds no key, certificate, kubeconfig or token that can be read`,
      {
        remedy: "name a key, a certificate, a kubeconfig or a file with a token",
        details: { file },
      },
    );
  return { file, at, inTree: actual !== undefined, things };
}

async function fileOf(file: string, read: (file: string) => Promise<Uint8Array>): Promise<ActualFile> {
  const bytes = await read(file);
  const { contents } = readContents(bytes);
  return { place: { file }, path: file, size: bytes.length, digest: "", contents, roles: [] };
}
