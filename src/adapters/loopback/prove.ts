/**
 * A real handshake that proves who holds which key. Neither side verifies here: Node's OpenSSL judges otherwise than Go
 * does, and by the system's clock. What came over the wire is handed back, to be judged by Go's rules.
 */
import type { AddressInfo } from "node:net";
import { connect, createServer, type DetailedPeerCertificate, type TLSSocket } from "node:tls";
import type { Proof, ProofRequest } from "../../ports.ts";
import { LOOPBACK } from "./meet.ts";

const TIMEOUT_MS = 10_000;

export async function prove({ server, client, name }: ProofRequest): Promise<Proof> {
  const seen: { client?: Uint8Array; server?: Uint8Array; protocol?: string; failure?: string } = {};
  const fail = (error: Error): void => {
    seen.failure ??= error.message;
  };
  let listener: ReturnType<typeof createServer>;
  try {
    const { certificate: cert, key, asks } = server;
    listener = createServer({ cert, key, requestCert: asks, rejectUnauthorized: false }, (socket) => {
      const raw = leafOf(socket);
      if (raw !== undefined) seen.client = raw;
      socket.on("error", () => {});
      socket.end("seen\n");
    });
  } catch (error) {
    // The two do not go together, or cannot be read.
    return { failure: (error as Error).message };
  }
  listener.on("tlsClientError", fail);
  await new Promise<void>((resolve) => listener.listen(0, LOOPBACK, resolve));
  try {
    await new Promise<void>((resolve) => {
      const socket = connect({
        host: LOOPBACK,
        port: (listener.address() as AddressInfo).port,
        rejectUnauthorized: false,
        // Only names can be asked for; an address is looked at afterwards.
        ...(/^[\d.]+$|:/.test(name) ? {} : { servername: name }),
        ...(client === undefined ? {} : { cert: client.certificate, key: client.key }),
      });
      socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error("no answer")));
      socket.on("secureConnect", () => {
        const raw = leafOf(socket);
        if (raw !== undefined) seen.server = raw;
        seen.protocol = socket.getProtocol() ?? "";
      });
      socket.on("data", () => {});
      socket.on("error", fail);
      socket.on("close", () => resolve());
    });
  } catch (error) {
    fail(error as Error);
  } finally {
    await new Promise((resolve) => listener.close(resolve));
  }
  return seen;
}

/** Node gives an empty object for no certificate. */
function leafOf(socket: TLSSocket): Uint8Array | undefined {
  const { raw } = socket.getPeerCertificate(false) as Partial<DetailedPeerCertificate>;
  return raw;
}
