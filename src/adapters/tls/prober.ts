/** Looking at a TLS server from outside: nothing is verified, nothing is sent but the handshake. */
import { connect as connectTcp, isIP } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { ProbedServer, ProbeRequest, Prober } from "../../ports.ts";
import { clientHello, readFlight, type ServerFlight } from "./client-hello.ts";

const PATIENCE = 5000;

export const prober: Prober = {
  async probe(request) {
    let handshake: Handshake;
    try {
      handshake = await newestHandshake(request);
    } catch (error) {
      const { code = "ERR_TLS", message } = error as NodeJS.ErrnoException;
      return { failure: { code, message } };
    }
    // A server of TLS 1.3 alone has no such flight: then its leaf is known, and not whom it asks for.
    const flight = await plainFlight(request).catch(() => undefined);
    const server: ProbedServer = {
      protocol: handshake.protocol,
      group: handshake.group,
      chain: flight?.chain ?? [handshake.leaf],
      clientAuthorities: flight === undefined ? "unknown" : flight.clientAuthorities,
    };
    return { server };
  },
};

interface Handshake {
  readonly protocol: string;
  readonly group: string | undefined;
  readonly leaf: Uint8Array;
}

const nameOf = ({ host, serverName }: ProbeRequest): string | undefined => {
  const name = serverName ?? host;
  return isIP(name) === 0 ? name : undefined;
};

function newestHandshake(request: ProbeRequest): Promise<Handshake> {
  const { host, port, patience = PATIENCE } = request;
  const servername = nameOf(request);
  return new Promise((resolve, reject) => {
    const socket: TLSSocket = connectTls({
      host,
      port,
      rejectUnauthorized: false,
      ...(servername === undefined ? {} : { servername }),
    });
    socket.setTimeout(patience, () => socket.destroy(timeOut(patience)));
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      const leaf = socket.getPeerX509Certificate()?.raw;
      const key = socket.getEphemeralKeyInfo() as { name?: string; type?: string } | null;
      if (leaf === undefined) reject(new Error("the server shows no certificate"));
      else resolve({ protocol: socket.getProtocol() ?? "", group: key?.name ?? key?.type, leaf });
      socket.destroy();
    });
  });
}

function plainFlight(request: ProbeRequest): Promise<ServerFlight> {
  const { host, port, patience = PATIENCE } = request;
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port });
    let bytes = Buffer.alloc(0);
    // Whole, whatever trickles in.
    const clock = setTimeout(() => socket.destroy(timeOut(patience)), patience);
    const settle = (work: () => void): void => {
      clearTimeout(clock);
      work();
      socket.destroy();
    };
    socket.once("connect", () => socket.write(clientHello(nameOf(request))));
    socket.on("data", (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      try {
        const flight = readFlight(bytes);
        if (flight !== undefined) settle(() => resolve(flight));
      } catch (error) {
        settle(() => reject(error));
      }
    });
    socket.once("error", (error) => settle(() => reject(error)));
    socket.once("close", () => settle(() => reject(new Error("the server closed the connection"))));
  });
}

const timeOut = (patience: number): Error =>
  Object.assign(new Error(`no answer within ${patience} ms`), { code: "ETIMEDOUT" });
