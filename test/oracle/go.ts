import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { judgePath } from "../judges/judge.ts";

/** PEM text, one block or several. */
export type Pem = string;

export interface VerifyInput {
  readonly roots: Pem;
  readonly intermediates?: Pem;
  /** More certificates after the first count as intermediates. */
  readonly leaf: Pem;
  /** Go takes `server` when nothing is said. */
  readonly usages?: readonly ("server" | "client" | "any")[];
  /** DNS name or address; not checked when left out. */
  readonly name?: string;
  readonly time?: Date;
}

export interface VerifyVerdict {
  /** Go's text, or null when the chain is good. */
  readonly error: string | null;
  /** Go's type of the error, such as `x509.UnknownAuthorityError`. */
  readonly kind?: string;
  /** Subjects of each chain found, leaf first. */
  readonly chains?: readonly (readonly string[])[];
}

export interface ParsedCertificate {
  readonly version: number;
  /** Hexadecimal, without leading zeros. */
  readonly serialNumber: string;
  readonly subjectText: string;
  readonly issuerText: string;
  readonly commonName: string;
  readonly organizations: readonly string[];
  readonly dnsNames: readonly string[];
  readonly ipAddresses: readonly string[];
  readonly uris: readonly string[];
  readonly keyUsage: readonly string[];
  readonly extendedKeyUsage: readonly string[];
  readonly subjectKeyIdentifier: string;
  readonly authorityKeyIdentifier: string;
  readonly basicConstraints: boolean;
  readonly isAuthority: boolean;
  /** -1 when there is none. */
  readonly pathLength: number;
  readonly signatureAlgorithm: string;
  readonly publicKey: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly criticalExtensions: readonly string[];
}

export interface ConnectInput {
  readonly server: {
    readonly certificate: Pem;
    readonly key: Pem;
    readonly clientCAs?: Pem;
    /** `request`: as the API server and the kubelet, which look at the certificate afterwards; `require`: as etcd. */
    readonly clientAuth?: "none" | "request" | "require";
  };
  readonly client: {
    readonly certificate?: Pem;
    readonly key?: Pem;
    readonly roots?: Pem;
    readonly serverName: string;
    readonly insecure?: boolean;
  };
  readonly time?: Date;
  readonly maxVersion?: "1.2";
}

export interface ConnectVerdict {
  readonly serverError: string | null;
  readonly clientError: string | null;
  readonly version?: string;
  /** Of the certificate that the client presented. */
  readonly clientSubject?: string;
  /** What the API server's authenticator says of it (`request` only). */
  readonly authenticationError: string | null;
}

/** A chain with faults, and what Go says of it. Certificates in base64. */
export interface Mutant {
  readonly leaf: string;
  readonly intermediates: readonly string[] | null;
  readonly roots: readonly string[];
  readonly name: string;
  readonly usages: readonly ("server" | "client" | "any")[] | null;
  /** Milliseconds since 1970. */
  readonly time: number;
  /** Empty when accepted; `parse: ` before what the parser says. */
  readonly error: string;
  readonly chains: number;
}

interface Pending {
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

/** Go's crypto/x509 and crypto/tls as a process that is started once and asked many times. */
export class GoOracle {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #pending: Pending[] = [];

  constructor(program = judgePath("go-oracle")) {
    this.#process = spawn(program, { stdio: ["pipe", "pipe", "inherit"] });
    createInterface({ input: this.#process.stdout }).on("line", (line) => {
      const { result, failure } = JSON.parse(line) as { result?: unknown; failure?: string };
      const pending = this.#pending.shift();
      if (failure === undefined) pending?.resolve(result);
      else pending?.reject(new Error(`Go oracle: ${failure}`));
    });
    const end = (reason: string) => {
      for (const pending of this.#pending.splice(0)) pending.reject(new Error(`Go oracle: ${reason}`));
    };
    this.#process.on("error", (error) => end(error.message));
    this.#process.on("exit", (code, signal) => end(`ended with ${signal ?? code}`));
    this.#process.stdin.on("error", (error) => end(error.message));
  }

  version(): Promise<string> {
    return this.#ask("version", {});
  }

  verify(input: VerifyInput): Promise<VerifyVerdict> {
    return this.#ask("verify", { ...input, time: timeText(input.time) });
  }

  verifyAll(inputs: readonly VerifyInput[]): Promise<VerifyVerdict[]> {
    return Promise.all(inputs.map((input) => this.verify(input)));
  }

  /** Throws Go's error when one of the certificates cannot be parsed. */
  async parse(certificates: Pem): Promise<readonly ParsedCertificate[]> {
    const verdict = await this.#ask<{ error: string | null; certificates: ParsedCertificate[] }>("parse", {
      certificates,
    });
    if (verdict.error !== null) throw new Error(verdict.error);
    return verdict.certificates;
  }

  /** Go's error when certificate and key do not belong together, or null. */
  async pairError(certificate: Pem, key: Pem): Promise<string | null> {
    return (await this.#ask<{ error: string | null }>("pair", { certificate, key })).error;
  }

  /** Chains made from a seed, judged. */
  mutate(seed: number, count: number): Promise<Mutant[]> {
    return this.#ask("mutate", { seed, count });
  }

  /** Connects for real, over loopback, and sends a byte each way. */
  connect(input: ConnectInput): Promise<ConnectVerdict> {
    return this.#ask("tls", { ...input, time: timeText(input.time) });
  }

  close(): void {
    this.#process.stdin.end();
  }

  #ask<T>(operation: string, input: object): Promise<T> {
    if (this.#process.exitCode !== null) return Promise.reject(new Error("Go oracle: it has ended"));
    return new Promise<T>((resolve, reject) => {
      this.#pending.push({ resolve: (value) => resolve(value as T), reject });
      this.#process.stdin.write(`${JSON.stringify({ operation, input })}\n`);
    });
  }
}

const timeText = (time: Date | undefined): string => time?.toISOString() ?? "";
