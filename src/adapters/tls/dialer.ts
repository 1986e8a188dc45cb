/** TLS servers by Node's own OpenSSL: what they show, unchecked. */
import { isIP } from "node:net";
import { connect, type TLSSocket } from "node:tls";
import { KubepkiError } from "../../errors.ts";
import type { Dialer, ServedChain, ServerAddress } from "../../ports.ts";

const TIMEOUT_MS = 10_000;

/** No real chain is near this; a server could send a circle. */
const MOST_CERTIFICATES = 20;

export const dialer: Dialer = { servedChain };

function servedChain({ host, port, serverName = host }: ServerAddress): Promise<ServedChain> {
  const where = `${host.includes(":") ? `[${host}]` : host}:${port}`;
  const refused = (why: string, cause?: unknown): KubepkiError =>
    new KubepkiError("ERR_NOT_SERVED", `${where} showed no certificate: ${why}`, { details: { host, port }, cause });
  return new Promise((resolve, reject) => {
    const socket = connect({
      host,
      port,
      // Nothing is sent, so nobody can be deceived; what is shown is what is asked about.
      rejectUnauthorized: false,
      // None: otherwise Node would complete the chain from its own store.
      ca: [],
      minVersion: "TLSv1",
      ciphers: "DEFAULT@SECLEVEL=0",
      ALPNProtocols: ["h2", "http/1.1"],
      ...(isIP(serverName) === 0 ? { servername: serverName } : {}),
    });
    const timer = setTimeout(() => socket.destroy(new Error(`no answer in ${TIMEOUT_MS / 1000} seconds`)), TIMEOUT_MS);
    socket.once("secureConnect", () => {
      const served = chainOf(socket);
      clearTimeout(timer);
      socket.destroy();
      if (served.certificates.length > 0) resolve(served);
      else reject(refused("the handshake went without one"));
    });
    socket.once("error", (error) => {
      clearTimeout(timer);
      reject(refused(reasonOf(error), error));
    });
    socket.once("close", () => {
      clearTimeout(timer);
      reject(refused("the connection was closed"));
    });
  });
}

function chainOf(socket: TLSSocket): ServedChain {
  const certificates: Uint8Array[] = [];
  const seen = new Set<string>();
  let next = socket.getPeerX509Certificate();
  while (next !== undefined && certificates.length < MOST_CERTIFICATES && !seen.has(next.fingerprint256)) {
    seen.add(next.fingerprint256);
    certificates.push(next.raw);
    next = next.issuerCertificate;
  }
  return { certificates, protocol: socket.getProtocol() ?? "", cipher: socket.getCipher().name };
}

/** `wrong version number` out of OpenSSL's line. */
const reasonOf = (error: Error & { code?: string; reason?: string }): string =>
  error.reason ??
  (error.code === "ECONNREFUSED"
    ? "nobody listens there"
    : error.code === "ENOTFOUND"
      ? "there is no such host"
      : error.message);
