import { request as httpsRequest } from "node:https";
import { type AddressInfo, createServer } from "node:net";
import type { Loopback, LoopbackAnswer, LoopbackRequest } from "../../ports.ts";
import { LOOPBACK, meet, refusalOf } from "./meet.ts";
import { prove } from "./prove.ts";

/** TLS by Node's own OpenSSL, on 127.0.0.1 and nowhere else. */
export const loopback: Loopback = { meet, prove, request, freePort };

const TIMEOUT_MS = 10_000;

function request({ port, path, authorities, identity, body }: LoopbackRequest): Promise<LoopbackAnswer> {
  return new Promise((resolve) => {
    const outgoing = httpsRequest(
      {
        host: LOOPBACK,
        port,
        path,
        method: body === undefined ? "GET" : "POST",
        agent: false,
        timeout: TIMEOUT_MS,
        headers: body === undefined ? {} : { "content-type": "application/json" },
        ...(authorities === undefined ? { rejectUnauthorized: false } : { ca: authorities }),
        ...(identity === undefined ? {} : { cert: identity.certificate, key: identity.key }),
      },
      (answer) => {
        let text = "";
        answer.setEncoding("utf8").on("data", (part: string) => {
          text += part;
        });
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, body: text }));
        answer.on("error", (error) => resolve({ refusal: refusalOf(error) }));
      },
    );
    outgoing.on("timeout", () => outgoing.destroy(new Error("no answer")));
    outgoing.on("error", (error) => resolve({ refusal: refusalOf(error) }));
    outgoing.end(body);
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK, resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
