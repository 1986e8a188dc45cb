import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { compareServed, dialer, parseCertificates, readActual } from "../../../src/index.ts";
import { nameText, parseName } from "../../../src/x509/name.ts";
import { entry, writtenTree } from "../../unit/inventory/written.ts";

const SPEC =
  "keys: ECDSA-P256\nauthorities: { topology: kubeadm, roots: shared }\nhosts: [{ name: cp, roles: [control-plane], addresses: 127.0.0.1 }]\n";
const tree = await writtenTree(SPEC);
const later = await writtenTree(SPEC, "2026-11-26");
const pem = (path: string, { entries } = tree): string => {
  const content = entries.find((one) => one.path.endsWith(path))?.content;
  return content !== undefined && "bytes" in content ? Buffer.from(content.bytes).toString() : "";
};
const PKI = "hosts/cp/etc/kubernetes/pki";
const pair = { cert: pem(`${PKI}/apiserver.crt`), key: pem(`${PKI}/apiserver.key`) };
const chain = parseCertificates(pair.cert).map(({ raw }) => Buffer.from(raw).toString("base64"));

const servers: Server[] = [];
afterEach(() => servers.splice(0).forEach((server) => void server.close()));
const listen = async (server: Server): Promise<number> => {
  servers.push(server);
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return (server.address() as AddressInfo).port;
};
const serve = (options: TlsOptions): Promise<number> =>
  listen(createServer({ ...pair, ...options }, (socket) => socket.on("error", () => undefined)));
const dial = async (port: number) => {
  const answer = await dialer.look({ host: "127.0.0.1", port, patience: 1000 });
  return "server" in answer
    ? { ...answer.server, chain: answer.server.chain.map((der) => Buffer.from(der).toString("base64")) }
    : answer.failure;
};

describe("a server of OpenSSL", () => {
  it("shows its protocol, its group, its chain as sent, and that it asks for nothing", async () => {
    expect(chain).toHaveLength(2);
    expect(await dial(await serve({}))).toMatchObject({ protocol: "TLSv1.3", chain, clientAuthorities: undefined });
    expect(await dial(await serve({ maxVersion: "TLSv1.2", ecdhCurve: "P-384" }))).toMatchObject({
      protocol: "TLSv1.2",
      group: "secp384r1",
      chain,
    });
  });

  it("asks for the certificates of its authorities, whether or not it insists", async () => {
    const ca = [pem(`${PKI}/ca.crt`), pem(`${PKI}/front-proxy-ca.crt`)];
    const wanted = ca
      .map((text) => parseCertificates(text)[0]?.rawSubject)
      .map((name) => nameText(parseName(name ?? Buffer.alloc(0))));
    for (const rejectUnauthorized of [true, false]) {
      const answer = await dial(await serve({ requestCert: true, rejectUnauthorized, ca }));
      if (!("chain" in answer) || !Array.isArray(answer.clientAuthorities)) throw new Error(JSON.stringify(answer));
      expect(answer.clientAuthorities.map((name) => nameText(parseName(name)))).toEqual(wanted);
    }
  });

  it("of TLS 1.3 alone shows its chain as far as it leads, and nobody sees whom it asks for", async () => {
    const answer = await dial(await serve({ minVersion: "TLSv1.3", requestCert: true, rejectUnauthorized: false }));
    expect(answer).toMatchObject({ chain, clientAuthorities: "unknown" });
  });
});

describe("what is no such server", () => {
  it("is an answer: closed, silent, or speaking something else", async () => {
    const port = await listen(createTcpServer((socket) => socket.end("220 smtp\r\n")));
    expect(await dial(port)).toMatchObject({ code: expect.stringMatching(/^E/) as string });
    const silent = await listen(createTcpServer((socket) => socket.on("error", () => undefined)));
    expect(await dial(silent)).toEqual({ code: "ETIMEDOUT", message: "no answer within 1000 ms" });
    const closed = await listen(createTcpServer());
    await new Promise((done) => servers.pop()?.close(done));
    expect(await dial(closed)).toMatchObject({ code: "ECONNREFUSED" });
  });
});

describe("what is served, beside the files", () => {
  it("is loaded, renewed and not loaded, or another", async () => {
    const component = async (certificate: string) => {
      const entries = tree.entries.map((one) =>
        one.path === `${PKI}/apiserver.crt` ? entry(one.path, certificate) : one,
      );
      const found = (await readActual(entries)).hosts[0]?.components.find((one) => one.component === "kube-apiserver");
      if (found === undefined) throw new Error("no API server");
      return found;
    };
    const leaf = parseCertificates(pair.cert)[0]?.raw ?? Buffer.alloc(0);
    expect(compareServed(await component(pair.cert), leaf)).toMatchObject({
      state: "loaded",
      setting: { name: "tls-cert-file" },
    });
    const other = parseCertificates(pem(`${PKI}/etcd/server.crt`))[0]?.raw ?? Buffer.alloc(0);
    expect(compareServed(await component(pair.cert), other)).toMatchObject({ state: "other" });
    // The same names by an authority of the same name, a day younger.
    const young = pem(`${PKI}/apiserver.crt`, later);
    expect(compareServed(await component(young), leaf)).toMatchObject({
      state: "renewed-not-loaded",
      component: "kube-apiserver",
      reload: expect.any(String) as string,
    });
  });
});
