/** Who a file makes somebody: by its content, and to each server of a tree. */
import { posix } from "node:path";
import type { Catalog } from "../catalog/index.ts";
import type { ComponentId } from "../catalog/types.ts";
import { KubepkiError } from "../errors.ts";
import type { Actual, ActualFile, ActualHost } from "../inventory/actual.ts";
import { type Opener, openerWith } from "../inventory/contents/opener.ts";
import { readContents } from "../inventory/contents/read-contents.ts";
import { rememberingJudge } from "../trust/chain.ts";
import { type Bearer, bearersIn } from "../trust/whoami/bearer.ts";
import { type Claimed, claimedBy } from "../trust/whoami/claimed.ts";
import { type Standing, standingsOf } from "../trust/whoami/standing.ts";

export interface WhoamiRequest {
  /** A certificate, token or kubeconfig. */
  readonly file: string;
  /** Whose servers are asked; without one nothing is verified. */
  readonly actual?: Actual;
  /** Only this server. */
  readonly to?: ComponentId;
  readonly catalog: Catalog;
  readonly at: Date;
  /** Opens PKCS#12 files. */
  readonly passphrase?: string;
}

export interface WhoamiPorts {
  readonly read: (file: string) => Promise<Uint8Array>;
}

export interface WhoamiAnswer {
  readonly file: string;
  readonly at: Date;
  /** Whether servers were there to be asked. */
  readonly verified: boolean;
  readonly bearers: readonly {
    readonly title: string;
    readonly claimed: Claimed;
    readonly standings: readonly Standing[];
  }[];
}

/** Rejects with ERR_NAME_UNKNOWN when nothing in the file makes anybody somebody, or the tree has no such server. */
export async function whoami(
  { file, actual, to, catalog, at, passphrase }: WhoamiRequest,
  ports: WhoamiPorts,
): Promise<WhoamiAnswer> {
  const bearers = await bearersOf(file, actual, ports, passphrase === undefined ? undefined : openerWith(passphrase));
  if (bearers.length === 0)
    throw new KubepkiError("ERR_NOTHING_FOUND", `${file} holds no certificate, token or kubeconfig`, {
      remedy: "name a client certificate, a kubeconfig, or a file with a token",
      details: { file },
    });
  const judge = rememberingJudge();
  const answers = bearers.map((bearer) => ({
    title: bearer.title,
    claimed: claimedBy(bearer, at),
    standings:
      actual === undefined
        ? []
        : standingsOf({ bearer, actual, catalog, at, judge, ...(to === undefined ? {} : { to }) }),
  }));
  if (actual !== undefined && answers.every(({ standings }) => standings.length === 0))
    throw new KubepkiError("ERR_NOTHING_FOUND", `there is no ${to ?? "server"} among the files`, {
      remedy: "give a whole host: the manifests, units or configuration files of its components",
    });
  return { file, at, verified: actual !== undefined, bearers: answers };
}

/** A file of the tree is read as its host has it: what it names is there, and not on this machine. */
async function bearersOf(
  file: string,
  actual: Actual | undefined,
  { read }: WhoamiPorts,
  opener: Opener | undefined,
): Promise<Bearer[]> {
  for (const host of actual?.hosts ?? []) {
    const own = host.files.find(({ place }) => posix.normalize(place.file) === posix.normalize(file));
    if (own !== undefined) return bearersIn(own, host);
  }
  const beside = new Map<string, ActualFile>();
  const top = await fileAt(file, read, opener);
  for (const path of namedBy(top)) {
    const full = posix.isAbsolute(path) ? path : posix.join(posix.dirname(file), path);
    const found = await fileAt(full, read, opener).catch(() => undefined);
    if (found !== undefined) beside.set(full, found);
  }
  const host: Pick<ActualHost, "fileAt"> = {
    fileAt: (path) => beside.get(posix.normalize(path)) ?? beside.get(path),
  };
  return bearersIn(top, host);
}

async function fileAt(file: string, read: WhoamiPorts["read"], opener: Opener | undefined): Promise<ActualFile> {
  const bytes = await read(file);
  const { contents } = readContents(bytes, opener);
  return { place: { file }, path: file, size: bytes.length, digest: "", contents, roles: [] };
}

const namedBy = ({ contents }: ActualFile): string[] =>
  contents.flatMap((content) =>
    content.kind === "kubeconfig"
      ? content.users.flatMap(({ certificate, key, token }) =>
          [certificate, key, token].flatMap((one) => (one?.by === "file" ? [one.path] : [])),
        )
      : [],
  );
