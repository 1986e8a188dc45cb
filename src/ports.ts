/**
 * What the pure middle needs from the world, as small interfaces. The adapters implement them; tests and users of the
 * library may bring their own.
 */
import type { TreeEntry } from "./inventory/entries.ts";
import type { FoundAlgorithm, KeyAlgorithm } from "./x509/algorithm.ts";
import type { PrivateKey } from "./x509/private-key.ts";
import type { SecretText } from "./x509/secret-text.ts";

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
  readonly algorithm: FoundAlgorithm;
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

/** Something to be read: a folder, an archive or a file. */
export interface TreeInput {
  readonly path: string;
  /** Only these folders and files below it: the root of a machine that runs. */
  readonly folders?: readonly string[];
}

/**
 * Reads whatever it is given. Nothing in a tree makes it fail, wait or fill the memory: what cannot be read is an entry
 * that says why.
 */
export interface TreeReader {
  read(inputs: readonly TreeInput[]): AsyncIterable<TreeEntry>;
}

export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** The name to ask for (SNI), where that is not the host. */
  readonly serverName?: string;
}

export interface DialRequest extends ServerAddress {
  /** Milliseconds for the whole; 5000 when absent. */
  readonly patience?: number;
}

/** What a TLS server shows and asks for, believed or not. */
export interface SeenServer {
  /** `TLSv1.3`: the newest that both sides have. */
  readonly protocol: string;
  readonly cipher: string;
  /** `X25519`, where it is known. */
  readonly group: string | undefined;
  /** Certificates, DER, the leaf first: as sent, or as far as they lead to each other for a server of TLS 1.3 only. */
  readonly chain: readonly Uint8Array[];
  /** Names, DER, of the authorities whose certificates it asks clients for; undefined when it asks for none. */
  readonly clientAuthorities: readonly Uint8Array[] | undefined | "unknown";
}

/** Why there was no TLS with a server: Node's or OpenSSL's code, and its sentence. */
export interface DialFailure {
  readonly code: string;
  readonly message: string;
}

export type LookAnswer = { readonly server: SeenServer } | { readonly failure: DialFailure };

/** One HTTP request. */
export interface Question {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Sent as JSON. */
  readonly body?: string;
  /** Sent as a bearer token. */
  readonly token?: SecretText;
  /** Stop reading as soon as the answer holds this. */
  readonly until?: RegExp;
}

export interface AskRequest extends DialRequest {
  /** What the client shows. */
  readonly identity?: TlsIdentity;
  /** Whether the client believes what the server shows; nothing is asked of one that it does not. */
  readonly believes: (chain: readonly Uint8Array[]) => boolean;
  /** Without one, the connection is only held for a moment: whether it stands is the answer. */
  readonly question?: Question;
}

export type AskAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly body: string; readonly protocol: string }
  /** TLS stands; there was no question, or the server does not answer it. */
  | { readonly kind: "stands"; readonly protocol: string }
  | { readonly kind: "disbelieved" }
  /** The server broke off. */
  | { readonly kind: "refused"; readonly failure: DialFailure }
  | { readonly kind: "unreachable"; readonly failure: DialFailure };

/** Reaches servers. One that does not answer is an answer. */
export interface Dialer {
  /** Look closer at a server than a client does: nothing is verified, nothing is sent but the handshake. */
  look(request: DialRequest): Promise<LookAnswer>;
  /** Dial as a client does, and ask one question when the server is believed. */
  ask(request: AskRequest): Promise<AskAnswer>;
}

/** Where commentary goes; the answer goes to stdout by the command itself. */
export interface Terminal {
  /** One line of commentary. */
  note(line: string): void;
  /** Progress of long work; drawn only on a terminal. */
  progress(done: number, total: number, what: string): void;
}

/** A folder that is there for a while, with files of a person's to look at. */
export interface ScratchFolder {
  readonly path: string;
  /** Write a file that is not there yet; it has its permission bits from its first byte. Folders are made. */
  write(name: string, content: string | Uint8Array, mode: number): Promise<void>;
  read(name: string): Promise<string>;
  /** Permission bits of a file. */
  modeOf(name: string): Promise<number>;
}

/** One side of a TLS connection. Everything is PEM. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
}

/** A server of one connection on loopback. */
export interface TlsServer extends TlsIdentity {
  /** Whom it believes about clients; without, it asks none for a certificate. */
  readonly clientAuthorities?: string;
}

/** Who dials it. */
export interface TlsClient {
  /** The name that the server's certificate has to carry. */
  readonly name: string;
  /** Whom it believes about servers; without, it believes everybody. */
  readonly authorities?: string;
  readonly identity?: TlsIdentity;
  readonly says: string;
}

/** Why a side broke off: OpenSSL's or Node's code, and its sentence. */
export interface TlsRefusal {
  readonly by: "client" | "server";
  readonly code: string;
  readonly message: string;
}

/** What came of it. */
export interface TlsMeeting {
  readonly refusal?: TlsRefusal;
  /** What the server heard: undefined when nothing got through. */
  readonly heard?: string;
  /** The client's certificate as the server saw it, DER. */
  readonly clientCertificate?: Uint8Array;
}

/** An HTTPS request to a server on loopback. */
export interface LoopbackRequest extends Omit<TlsClient, "says" | "name"> {
  readonly port: number;
  readonly path: string;
  /** Sent as JSON, with POST. */
  readonly body?: string;
}

export type LoopbackAnswer = { readonly status: number; readonly body: string } | { readonly refusal: TlsRefusal };

/** Two sides with their keys, for a handshake in which neither verifies the other. */
export interface ProofRequest {
  readonly server: TlsIdentity & {
    /** Whether it asks for a client certificate. */
    readonly asks: boolean;
  };
  readonly client?: TlsIdentity;
  /** What is dialled. */
  readonly name: string;
}

/** What each side saw of the other, DER: whoever showed it holds its key. */
export interface Proof {
  readonly server?: Uint8Array;
  readonly client?: Uint8Array;
  readonly protocol?: string;
  readonly failure?: string;
}

/** TLS inside this machine. */
export interface Loopback {
  /** One real handshake, and one line of talk when it comes off. */
  meet(server: TlsServer, client: TlsClient): Promise<TlsMeeting>;
  /** One real handshake without any verification: it proves who holds which key. */
  prove(request: ProofRequest): Promise<Proof>;
  request(request: LoopbackRequest): Promise<LoopbackAnswer>;
  /** A TCP port that nobody listens on. */
  freePort(): Promise<number>;
}

/** Encryption to a public key, and checking what its private key signed. */
export interface PublicKeyCipher {
  encrypt(publicKey: Uint8Array, text: string): Uint8Array;
  /** Undefined when the key does not open it. */
  decrypt(key: PrivateKey, bytes: Uint8Array): string | undefined;
  verify(publicKey: Uint8Array, text: string, signature: Uint8Array): boolean;
}

/** A program that runs until it is stopped. */
export interface RunningProgram {
  /** The end of what it printed. */
  output(): string;
  /** Whether it still runs. */
  running(): boolean;
  stop(): Promise<void>;
}

/** Programs of this machine. */
export interface Programs {
  /** Its path, or undefined. */
  find(name: string): string | undefined;
  /** Run to its end: what it printed, undefined when it failed. */
  ask(path: string, args: readonly string[]): Promise<string | undefined>;
  start(path: string, args: readonly string[]): RunningProgram;
  wait(milliseconds: number): Promise<void>;
}
