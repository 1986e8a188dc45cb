/** What the file system refused, as an error of kubepki: a code, the path, and what the user can do. Never contents. */
import { KubepkiError } from "../../errors.ts";

const FULL = new Set(["ENOSPC", "EDQUOT", "EFBIG"]);

const REMEDIES: Readonly<Record<string, string>> = {
  EACCES: "Run as a user who may write there, or change the folder's permissions.",
  EPERM: "Run as a user who may write there, or change the folder's permissions and attributes.",
  EROFS: "The file system is mounted read-only; mount it writable or choose another output folder.",
  ENOTDIR: "Something on the way to this path is not a folder; move it away or choose another output folder.",
  EMFILE: "Raise the limit of open files (ulimit -n).",
  ENFILE: "Raise the system's limit of open files.",
  EIO: "The storage reported a fault; check the disk.",
  ENAMETOOLONG: "Choose an output folder with a shorter path.",
};

/** The errno name of what was thrown: `ENOENT`, `EACCES`, ... */
export function errnoOf(thrown: unknown): string | undefined {
  const code = (thrown as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : undefined;
}

/** A thrown file system error as a KubepkiError; errors of kubepki and bugs pass through unchanged. */
export function ioFailure(thrown: unknown, doing: string, path: string): unknown {
  const code = errnoOf(thrown);
  if (thrown instanceof KubepkiError || code === undefined || !/^E[A-Z0-9]+$/.test(code)) return thrown;
  if (code === "ELOOP") return unsafePath(path, "is a symbolic link", thrown);
  if (FULL.has(code)) {
    return new KubepkiError("ERR_DISK_FULL", `The disk or the quota is full: cannot ${doing} ${path}.`, {
      remedy: "Free some space, or choose an output folder on another disk; nothing was changed.",
      details: { path, errno: code },
      cause: thrown,
    });
  }
  return new KubepkiError("ERR_IO", `Cannot ${doing} ${path} (${code}).`, {
    remedy: REMEDIES[code] ?? "Check that the path is there and that this user may use it.",
    details: { path, errno: code },
    cause: thrown,
  });
}

/** The refusal of a path that is not what it should be. */
export function unsafePath(path: string, what: string, cause?: unknown): KubepkiError {
  return new KubepkiError("ERR_UNSAFE_PATH", `${path} ${what}; kubepki neither reads nor writes through it.`, {
    remedy: "Put a real file or folder in its place, or move it away, and run again.",
    details: { path },
    cause,
  });
}

/** Run `act`; what the file system throws becomes a KubepkiError that names `path`. */
export function guarded<T>(doing: string, path: string, act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    throw ioFailure(thrown, doing, path);
  }
}
