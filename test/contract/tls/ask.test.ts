// Dialling as a client: what the server's answers, refusals and silences come to, and that nothing is sent to a stranger.
import { createServer as createHttps } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { createServer, type TLSSocket, type TlsOptions } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { type AskRequest, dialer } from "../../../src/index.ts";
import { SecretText } from "../../../src/x509/secret-text.ts";
import { writtenTree } from "../../unit/inventory/written.ts";

const { entries } = await writtenTree(
  "keys: ECDSA-P256\nhosts: [{ name: cp, roles: [control-plane], addresses: 127.0.0.1 }]\n",
);
const pem = (name: string): string => {
  const content = entries.find(({ path }) => path === `hosts/cp/etc/kubernetes/pki/${name}`)?.content;
  return content !== undefined && "bytes" in content ? Buffer.from(content.bytes).toString() : "";
};
const pair = { cert: pem("apiserver.crt"), key: pem("apiserver.key") };
const identity = { certificate: pem("apiserver-kubelet-client.crt"), key: pem("apiserver-kubelet-client.key") };

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => void server.close()));
const listen = async (server: Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
};
const ask = (port: number, more: Partial<AskRequest> = {}) =>
  dialer.ask({ host: "127.0.0.1", port, believes: () => true, patience: 1000, ...more });

describe("a server that answers", () => {
  it("sees the certificate and the token, and its answer comes whole", async () => {
    const heard: string[] = [];
    const server = createHttps({ ...pair, requestCert: true, rejectUnauthorized: false }, (request, response) => {
      const { CN } = (request.socket as TLSSocket).getPeerCertificate().subject;
      heard.push(`${request.method} ${request.url} ${request.headers.authorization} ${CN}`);
      response.writeHead(403);
      response.end("x".repeat(200_000));
    });
    const question = { method: "GET", path: "/pods", token: new SecretText("secret") } as const;
    const answer = await ask(await listen(server), { identity, question });
    expect(answer).toMatchObject({ kind: "answered", status: 403, protocol: "TLSv1.3" });
    expect(answer.kind === "answered" && answer.body.length).toBe(200_000);
    expect(heard).toEqual(["GET /pods Bearer secret kube-apiserver-kubelet-client"]);
  });

  it("without end is read as far as was asked for", async () => {
    const server = createHttps(pair, (_, response) => {
      const timer = setInterval(() => response.write("line\nwanted 1\n"), 5);
      response.on("close", () => clearInterval(timer));
    });
    const question = { method: "GET", path: "/metrics", until: /^wanted/m } as const;
    const answer = await ask(await listen(server), { question });
    expect(answer).toMatchObject({ kind: "answered", body: expect.stringContaining("wanted") as string });
    const silent = { method: "GET", path: "/metrics", until: /never/ } as const;
    expect(await ask(await listen(createHttps(pair, () => undefined)), { question: silent })).toMatchObject({
      kind: "unreachable",
      failure: { code: "ETIMEDOUT" },
    });
  });

  it("and is not believed is sent nothing", async () => {
    let heard = 0;
    const server = createServer(pair, (socket) => socket.on("error", () => undefined).on("data", () => heard++));
    const question = { method: "GET", path: "/", token: new SecretText("secret") } as const;
    const shown: number[] = [];
    const believes = (chain: readonly Uint8Array[]): boolean => shown.push(chain.length) === 0;
    expect(await ask(await listen(server), { believes, question })).toEqual({ kind: "disbelieved" });
    expect({ heard, shown }).toEqual({ heard: 0, shown: [1] });
  });

  it("without a question, stands", async () => {
    const server = createServer(pair, (socket) => socket.on("error", () => undefined));
    expect(await ask(await listen(server))).toMatchObject({ kind: "stands", protocol: "TLSv1.3" });
  });

  it("something that is no HTTP, stands too", async () => {
    const server = createServer(pair, (socket) =>
      socket.on("error", () => undefined).end("\0\0\x06\x04\0\0\0\0\0\0\x05"),
    );
    expect(await ask(await listen(server), { question: { method: "GET", path: "/" } })).toMatchObject({
      kind: "stands",
    });
  });
});

describe("a server that refuses", () => {
  const demanding = (options: TlsOptions): Server =>
    createServer({ ...pair, requestCert: true, rejectUnauthorized: true, ca: pem("etcd/ca.crt"), ...options }).on(
      "tlsClientError",
      () => undefined,
    );
  it("a certificate, before or after the handshake, has refused", async () => {
    for (const maxVersion of ["TLSv1.2", "TLSv1.3"] as const)
      for (const question of [undefined, { method: "GET", path: "/" } as const])
        for (const shown of [undefined, identity]) {
          const port = await listen(demanding({ maxVersion }));
          const answer = await ask(port, { ...(question && { question }), ...(shown && { identity: shown }) });
          expect({ maxVersion, question, shown: shown !== undefined, kind: answer.kind }).toMatchObject({
            kind: "refused",
          });
        }
  });

  it("to be there is unreachable: closed, silent, or of another language; a broken pair too", async () => {
    const silent = await listen(createTcpServer((socket) => socket.on("error", () => undefined)));
    expect(await ask(silent)).toMatchObject({ kind: "unreachable", failure: { code: "ETIMEDOUT" } });
    expect(await ask(1)).toMatchObject({ kind: "unreachable", failure: { message: "nobody listens there" } });
    const broken = { certificate: identity.certificate, key: pair.key };
    expect(await ask(1, { identity: broken })).toMatchObject({ kind: "unreachable" });
  });
});
