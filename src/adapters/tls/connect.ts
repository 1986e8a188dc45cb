/** How every connection of ours begins: whatever a server shows is taken, and judged elsewhere. */
import { isIP } from "node:net";
import { type ConnectionOptions, connect, type TLSSocket } from "node:tls";
import type { DialFailure, ServerAddress } from "../../ports.ts";

export const PATIENCE = 5000;

/** No real chain is near this; a server could send a circle. */
const MOST_CERTIFICATES = 20;

export function connectTo({ host, port, serverName }: ServerAddress, options: ConnectionOptions = {}): TLSSocket {
  const name = nameToAsk({ host, port, ...(serverName === undefined ? {} : { serverName }) });
  return connect({
    host,
    port,
    // OpenSSL's rules are not Go's: what is shown is judged by who asked.
    rejectUnauthorized: false,
    // None: otherwise Node would complete the chain from its own store.
    ca: [],
    minVersion: "TLSv1",
    ciphers: "DEFAULT@SECLEVEL=0",
    ...(name === undefined ? {} : { servername: name }),
    ...options,
  });
}

/** Undefined for an address (RFC 6066 section 3). */
export const nameToAsk = ({ host, serverName = host }: ServerAddress): string | undefined =>
  isIP(serverName) === 0 ? serverName : undefined;

/** As far as each leads to the next. */
export function shownBy(socket: TLSSocket): Uint8Array[] {
  const certificates: Uint8Array[] = [];
  const seen = new Set<string>();
  let next = socket.getPeerX509Certificate();
  while (next !== undefined && certificates.length < MOST_CERTIFICATES && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    certificates.push(next.raw);
    next = next.issuerCertificate;
  }
  return certificates;
}

export const timeOut = (patience: number): Error =>
  Object.assign(new Error(`no answer within ${patience} ms`), { code: "ETIMEDOUT" });

/** `wrong version number` out of OpenSSL's line. */
export function failureOf(error: unknown): DialFailure {
  const { code = "ERR_TLS", message, reason } = error as Error & { code?: string; reason?: string };
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: "nobody listens there",
    ENOTFOUND: "there is no such host",
    EHOSTUNREACH: "no way leads to that host",
    ENETUNREACH: "no way leads to that network",
  };
  return { code, message: reason ?? known[code] ?? message };
}
