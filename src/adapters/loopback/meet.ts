/** One TLS connection on loopback, both sides in this process. */
import type { AddressInfo } from "node:net";
import { connect, createServer, type DetailedPeerCertificate, type TLSSocket } from "node:tls";
import type { TlsClient, TlsMeeting, TlsRefusal, TlsServer } from "../../ports.ts";

export const LOOPBACK = "127.0.0.1";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * Client and server talk one line, so that it is known whether the server let the client in: with TLS 1.3 the client's
 * own handshake is over before the server has looked at its certificate.
 */
export async function meet(server: TlsServer, client: TlsClient): Promise<TlsMeeting> {
  const meeting: Mutable<TlsMeeting> = {};
  const refuse = (refusal: TlsRefusal): void => {
    meeting.refusal ??= refusal;
  };
  const { certificate: cert, key, clientAuthorities: ca } = server;
  const asks = ca === undefined ? {} : { ca, requestCert: true, rejectUnauthorized: false };
  const listener = createServer({ cert, key, ...asks }, (socket) => serve(socket, ca !== undefined, meeting, refuse));
  // What goes wrong before that is told by the client, in clearer words.
  listener.on("tlsClientError", () => {});
  await new Promise<void>((resolve) => listener.listen(0, LOOPBACK, resolve));
  try {
    await dial((listener.address() as AddressInfo).port, client, refuse);
  } finally {
    await new Promise((resolve) => listener.close(resolve));
  }
  return meeting;
}

function serve(
  socket: TLSSocket,
  asks: boolean,
  meeting: Mutable<TlsMeeting>,
  refuse: (refusal: TlsRefusal) => void,
): void {
  socket.on("error", () => {});
  if (asks) {
    // Node gives an empty object for no certificate.
    const { raw } = socket.getPeerCertificate(true) as Partial<DetailedPeerCertificate>;
    if (raw !== undefined) meeting.clientCertificate = raw;
    if (!socket.authorized) {
      const error = String(socket.authorizationError ?? "");
      refuse(
        raw === undefined
          ? { by: "server", code: "CERTIFICATE_REQUIRED", message: "the client showed no certificate" }
          : { by: "server", code: error, message: WORDS[error] ?? "the client's certificate does not verify" },
      );
      socket.destroy();
      return;
    }
  }
  let heard = "";
  socket.setEncoding("utf8").on("data", (text: string) => {
    heard += text;
    if (!heard.endsWith("\n")) return;
    meeting.heard = heard.trimEnd();
    socket.end("heard\n");
  });
}

/** OpenSSL's sentence for its codes (openssl-verification-options(1)); Node gives servers the code alone. */
const WORDS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "self-signed certificate",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unable to get local issuer certificate",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unable to verify the first certificate",
  INVALID_PURPOSE: "unsuitable certificate purpose",
  CERT_SIGNATURE_FAILURE: "certificate signature failure",
};

/** How long a handshake inside one process may take. */
const TIMEOUT_MS = 10_000;

function dial(port: number, client: TlsClient, refuse: (refusal: TlsRefusal) => void): Promise<void> {
  const { name, authorities, identity, says } = client;
  return new Promise((resolve) => {
    const socket = connect({
      host: LOOPBACK,
      port,
      servername: name,
      ...(authorities === undefined ? { rejectUnauthorized: false } : { ca: authorities }),
      ...(identity === undefined ? {} : { cert: identity.certificate, key: identity.key }),
    });
    socket.setTimeout(TIMEOUT_MS, () => socket.destroy(new Error("no answer")));
    socket.on("secureConnect", () => socket.write(`${says}\n`));
    socket.on("error", (error) => refuse(refusalOf(error)));
    socket.on("data", () => socket.end());
    socket.on("close", () => resolve());
  });
}

/** The client's own refusal. Those of the server come by an alert, or by a connection that is closed. */
export function refusalOf(error: Error): TlsRefusal {
  const { code = "ERROR" } = error as NodeJS.ErrnoException;
  const byServer = /alert|ECONNRESET|EPIPE/i.test(`${code} ${error.message}`);
  // OpenSSL's errors are `error:0A00045C:SSL routines:function:reason`, with where they arose.
  const reason = /^.*?:error:[^:]*:[^:]*:[^:]*:([^:]*):/.exec(error.message)?.[1];
  return { by: byServer ? "server" : "client", code, message: reason ?? error.message };
}
