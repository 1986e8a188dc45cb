/** Looking at a TLS server from outside: nothing is verified, nothing is sent but the handshake. */
import { connect as connectTcp } from "node:net";
import type { DialRequest, LookAnswer, SeenServer } from "../../ports.ts";
import { clientHello, readFlight, type ServerFlight } from "./client-hello.ts";
import { connectTo, failureOf, nameToAsk, PATIENCE, shownBy, timeOut } from "./connect.ts";

export async function look(request: DialRequest): Promise<LookAnswer> {
  let newest: Omit<SeenServer, "clientAuthorities">;
  try {
    newest = await newestHandshake(request);
  } catch (error) {
    return { failure: failureOf(error) };
  }
  // A server of TLS 1.3 alone has no such flight: then nobody sees whom it asks for.
  const flight = await plainFlight(request).catch(() => undefined);
  if (flight === undefined) return { server: { ...newest, clientAuthorities: "unknown" } };
  // A server may have another certificate for old clients: the newest handshake decides.
  const chain = sameLeaf(flight.chain, newest.chain) ? flight.chain : newest.chain;
  return { server: { ...newest, chain, clientAuthorities: flight.clientAuthorities } };
}

const sameLeaf = ([a]: readonly Uint8Array[], [b]: readonly Uint8Array[]): boolean =>
  a !== undefined && b !== undefined && Buffer.compare(a, b) === 0;

function newestHandshake(request: DialRequest): Promise<Omit<SeenServer, "clientAuthorities">> {
  const { patience = PATIENCE } = request;
  return new Promise((resolve, reject) => {
    const socket = connectTo(request, { ALPNProtocols: ["h2", "http/1.1"] });
    // The whole of it, whatever trickles in.
    const clock = setTimeout(() => socket.destroy(timeOut(patience)), patience);
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      const chain = shownBy(socket);
      const key = socket.getEphemeralKeyInfo() as { name?: string; type?: string } | null;
      const [protocol, cipher] = [socket.getProtocol() ?? "", socket.getCipher().name];
      if (chain.length === 0) reject(new Error("the handshake went without a certificate"));
      else resolve({ protocol, cipher, group: key?.name ?? key?.type, chain });
      socket.destroy();
    });
    socket.once("close", () => {
      clearTimeout(clock);
      reject(new Error("the connection was closed"));
    });
  });
}

function plainFlight(request: DialRequest): Promise<ServerFlight> {
  const { host, port, patience = PATIENCE } = request;
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port });
    let bytes = Buffer.alloc(0);
    const clock = setTimeout(() => socket.destroy(timeOut(patience)), patience);
    const settle = (work: () => void): void => {
      clearTimeout(clock);
      work();
      socket.destroy();
    };
    socket.once("connect", () => socket.write(clientHello(nameToAsk(request))));
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
