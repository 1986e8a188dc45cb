/**
 * What the pure middle needs from the world, as small interfaces. The adapters implement them; tests and users of the
 * library may bring their own.
 */
import type { KeyAlgorithm } from "./x509/algorithm.ts";
import type { PrivateKey } from "./x509/private-key.ts";

/** The time. Nothing else in kubepki looks at the wall clock. */
export interface Clock {
  now(): Date;
}

/** Random bytes for serial numbers. With a seeded one the same input gives the same serials. */
export interface Entropy {
  bytes(length: number): Uint8Array;
}

/** Makes key pairs. May answer at once or later: RSA keys come from a thread pool. */
export interface KeyMaker {
  make(algorithm: KeyAlgorithm): PrivateKey | Promise<PrivateKey>;
}

/** Signs with one authority's key: a key in memory, a hardware slot, a remote service. */
export interface Signer {
  /** SubjectPublicKeyInfo, DER, of the signing key. */
  readonly publicKey: Uint8Array;
  readonly algorithm: KeyAlgorithm;
  /** The signature over the bytes, as X.509 carries it (ECDSA: DER SEQUENCE of r and s). */
  sign(bytes: Uint8Array): Uint8Array | Promise<Uint8Array>;
}

/** Opens a private key for signing. */
export type SignerFor = (key: PrivateKey) => Signer;

/** A file to be written. */
export interface StagedFile {
  /** Path inside its unit, with `/`, never absolute: `etc/kubernetes/pki/ca.crt`. */
  readonly path: string;
  readonly bytes: Uint8Array;
  /** Permission bits, 0o600 for keys; the file has them from its first byte. */
  readonly mode: number;
  /** `root:root`; applied when the process may, ignored otherwise. */
  readonly owner: string;
}

/** A file found under a unit. */
export interface FoundFile {
  readonly bytes: Uint8Array;
  /** Whether its bytes are exactly what kubepki last wrote there. */
  readonly ours: boolean;
  /** Permission bits. */
  readonly mode: number;
}

/**
 * A folder of units (`authorities`, `hosts/cp-1`, `users/admin`), changed all or nothing.
 *
 * Life: `open` (lock, recover what an interrupted run left), `find`, `stage` as often as needed, then one `commit` or
 * `abandon`, then `close`. Nothing under the target changes before `commit`; a run that dies leaves each unit as it was
 * or as it should be, and the next `open` finishes or clears it.
 */
export interface FileStore {
  /** Take the lock and finish or clear what an interrupted run left. `readOnly` takes no lock and changes nothing. */
  open(options: { readonly readOnly: boolean }): Promise<void>;
  /** What stands at a path of a unit; undefined when there is nothing. Refuses symbolic links. */
  find(unit: string, path: string): FoundFile | undefined;
  /** Whether a unit has any file at all: saves `find` calls for new units. */
  has(unit: string): boolean;
  /** Put one file into the staging area of its unit. */
  stage(unit: string, file: StagedFile): void;
  /** Mark a file that kubepki made earlier and that is no longer wanted for removal at commit. */
  remove(unit: string, path: string): void;
  /** Paths of a unit that kubepki wrote in earlier runs. */
  recorded(unit: string): readonly string[];
  /** Units that kubepki wrote in earlier runs. */
  recordedUnits(): readonly string[];
  /** Sync everything staged, then move each unit into place in one step. */
  commit(): Promise<void>;
  /** Drop everything staged. */
  abandon(): Promise<void>;
  /** Give the lock back. */
  close(): Promise<void>;
}

/** Where commentary goes; the answer goes to stdout by the command itself. */
export interface Terminal {
  /** One line of commentary. */
  note(line: string): void;
  /** Progress of long work; drawn only on a terminal. */
  progress(done: number, total: number, what: string): void;
}
