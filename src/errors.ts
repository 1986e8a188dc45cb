/**
 * Every error that kubepki raises on purpose: one table of stable codes, tested as data.
 *
 * An error has a code that never changes its meaning, a sentence for a person, structured details, the cause, and a
 * remedy where one is known. Expected negative results (an issue in a spec, a refused file in a plan) are data and
 * become an error only at the edge.
 *
 * Exit codes: 0 done, 1 findings at or over the threshold, 2 bad usage or input, 3 refused (we could but must not),
 * 4 the environment failed, 70 a bug.
 */
export const ERROR_TABLE = {
  ERR_USAGE: {
    exit: 2,
    meaning: "The command line names an unknown command or flag, or a value that a flag does not take.",
  },
  ERR_SPEC_INVALID: { exit: 2, meaning: "The specification does not parse, or a field in it is not allowed." },
  ERR_SPEC_NOT_FOUND: {
    exit: 2,
    meaning: "The specification file named on the command line does not exist or cannot be read.",
  },
  ERR_SPEC_TOO_LARGE: { exit: 2, meaning: "The specification is larger than kubepki reads." },
  ERR_AUTHORITY_INVALID: {
    exit: 2,
    meaning:
      "An authority supplied from outside cannot be used: unreadable, expired, not an authority, or with the wrong key.",
  },
  ERR_PASSPHRASE: {
    exit: 2,
    meaning: "A private key is encrypted, or is to be, and no passphrase was given, or another one.",
  },
  ERR_HOST_UNKNOWN: { exit: 2, meaning: "The host named on the command line is not in the specification." },
  ERR_NAME_UNKNOWN: {
    exit: 2,
    meaning:
      "What was asked about is no credential, connection, authority, trust slot or component, or not in this cluster.",
  },
  ERR_NOTHING_FOUND: {
    exit: 2,
    meaning: "What was given holds no connection of a cluster: unreadable, empty, or something else.",
  },
  ERR_INPUT_NOT_FOUND: { exit: 2, meaning: "A file to be looked into does not exist, cannot be read or is too large." },
  ERR_AUDIT_FILE_INVALID: { exit: 2, meaning: "The settings or the baseline of an audit do not parse." },
  ERR_NOT_SERVED: { exit: 4, meaning: "A server did not answer, or showed no certificate." },
  ERR_OUTPUT_EXISTS: { exit: 3, meaning: "The file to be written exists already." },
  ERR_WOULD_REPLACE: {
    exit: 3,
    meaning: "Files that kubepki did not make, or that were changed since, stand where its own would go.",
  },
  ERR_ROTATION_NEEDED: {
    exit: 3,
    meaning: "An authority that exists would have to be replaced, which takes a rotation and not one step.",
  },
  ERR_NAME_CONSTRAINTS: {
    exit: 2,
    meaning: "A certificate would carry a name or an address that its authority may not vouch for.",
  },
  ERR_FILES_MEET: {
    exit: 2,
    meaning: "Folders or names that the specification chose give two different files the same path.",
  },
  ERR_NOT_CONFIRMED: { exit: 3, meaning: "The change was not confirmed." },
  ERR_UNSAFE_PATH: {
    exit: 3,
    meaning: "A path under the output folder is a symbolic link or not of the kind expected.",
  },
  ERR_LOCKED: { exit: 4, meaning: "Another kubepki is at work in the same output folder." },
  ERR_IO: { exit: 4, meaning: "A file could not be read or written." },
  ERR_DISK_FULL: { exit: 4, meaning: "The disk or the quota is full; nothing was changed." },
  ERR_CRYPTO: { exit: 4, meaning: "The cryptographic library refused an operation." },
  ERR_BUG: { exit: 70, meaning: "A fault of kubepki itself; its stack is printed for the report." },
} as const satisfies Record<string, { exit: 2 | 3 | 4 | 70; meaning: string }>;

/** A stable error code; see `ERROR_TABLE`. */
export type ErrorCode = keyof typeof ERROR_TABLE;

/** What an error carries beside its code and sentence. Never key material. */
export interface ErrorOptions {
  /** What the user can do about it, one sentence. */
  readonly remedy?: string;
  /** Facts for programs; JSON values only. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An error with a stable code, a sentence, details, a cause and, where one is known, a remedy. */
export class KubepkiError extends Error {
  override readonly name = "KubepkiError";
  readonly code: ErrorCode;
  readonly remedy: string | undefined;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.remedy = options.remedy;
    this.details = options.details ?? {};
  }

  /** The process exit code that this error ends with. */
  get exitCode(): (typeof ERROR_TABLE)[ErrorCode]["exit"] {
    return ERROR_TABLE[this.code].exit;
  }
}
