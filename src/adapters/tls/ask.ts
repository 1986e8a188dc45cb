/** Dialling as a client does: its certificate, its name for the server, one request. */
import { request as requestHttp } from "node:http";
import type { TLSSocket } from "node:tls";
import type { AskAnswer, AskRequest, Question } from "../../ports.ts";
import { SecretText } from "../../x509/secret-text.ts";
import { connectTo, failureOf, PATIENCE, shownBy, timeOut } from "./connect.ts";

/** A server of TLS 1.3 refuses a certificate after the client has finished (RFC 8446 section 4.4): its word is waited for. */
const MOMENT = 300;

/** The metrics of a large API server are some 10 MiB. */
const MOST_BYTES = 32 << 20;

export function ask(request: AskRequest): Promise<AskAnswer> {
  const { identity, believes, question, patience = PATIENCE } = request;
  return new Promise((resolve) => {
    let socket: TLSSocket;
    try {
      const pair = identity === undefined ? {} : { cert: identity.certificate, key: identity.key };
      socket = connectTo(request, { ...pair, ALPNProtocols: ["http/1.1"] });
    } catch (error) {
      // OpenSSL takes no key that is not its certificate's.
      return resolve({ kind: "unreachable", failure: failureOf(error) });
    }
    let [connected, patient] = [false, true];
    const clock = setTimeout(() => {
      patient = false;
      socket.destroy(timeOut(patience));
    }, patience);
    const settle = (answer: AskAnswer): void => {
      clearTimeout(clock);
      resolve(answer);
      socket.destroy();
    };
    const broken = (error: unknown): void =>
      settle({ kind: connected && patient ? "refused" : "unreachable", failure: failureOf(error) });
    socket.once("connect", () => {
      connected = true;
    });
    socket.on("error", broken);
    socket.once("close", () => broken(Object.assign(new Error("the server closed the connection"), { code: "EOF" })));
    socket.once("secureConnect", () => {
      const protocol = socket.getProtocol() ?? "";
      if (!believes(shownBy(socket))) return settle({ kind: "disbelieved" });
      if (question !== undefined) return put(question, request, socket, broken, settle);
      setTimeout(() => settle({ kind: "stands", protocol }), MOMENT);
      socket.resume();
    });
  });
}

function put(
  { method, path, body, token, until }: Question,
  { host, port, serverName = host }: AskRequest,
  socket: TLSSocket,
  broken: (error: unknown) => void,
  settle: (answer: AskAnswer) => void,
): void {
  const protocol = socket.getProtocol() ?? "";
  const headers = {
    host: `${serverName.includes(":") ? `[${serverName}]` : serverName}:${port}`,
    accept: "application/json, text/plain, */*",
    "user-agent": "kubepki",
    ...(token === undefined ? {} : { authorization: `Bearer ${SecretText.reveal(token)}` }),
    ...(body === undefined ? {} : { "content-type": "application/json", "content-length": Buffer.byteLength(body) }),
  };
  const sent = requestHttp({ method, path, headers, createConnection: () => socket });
  sent.on("error", (error: NodeJS.ErrnoException) =>
    // It speaks, and not HTTP of this version: gRPC.
    error.code?.startsWith("HPE_") ? settle({ kind: "stands", protocol }) : broken(error),
  );
  sent.on("response", (response) => {
    const { statusCode: status = 0 } = response;
    let text = "";
    const finish = (): void => settle({ kind: "answered", status, body: text, protocol });
    response.setEncoding("utf8");
    response.on("data", (chunk: string) => {
      const before = Math.max(0, text.length - 200);
      text += chunk;
      if (text.length > MOST_BYTES || until?.test(text.slice(before))) finish();
    });
    response.on("error", broken);
    response.once("end", finish);
  });
  sent.end(body);
}
