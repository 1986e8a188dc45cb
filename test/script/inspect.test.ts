// `kubepki inspect` as a process: files of all kinds, a server, words for 80 columns, documents by the schema, no secret.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { dialer } from "../../src/adapters/tls/dialer.ts";
import { inspectTarget } from "../../src/index.ts";
import { CHECKOUT, clusterShell, type Shell, shell } from "./command.ts";

const schema = JSON.parse(readFileSync(join(CHECKOUT, "schema", "inspect.v1.json"), "utf8")) as object;
const valid = new Ajv2020({ strict: true, allErrors: true }).compile(schema);

const PKI = "pki/hosts/cp-1/etc/kubernetes";

interface Documents {
  readonly targets: readonly {
    readonly contents: readonly Record<string, unknown>[];
    readonly notes: readonly string[];
  }[];
}

function inspected(here: Shell, targets: readonly string[], status = 0): Documents {
  const found = here.kubepki("inspect", "--output", "json", ...targets);
  expect({ status: found.status, stderr: found.stderr }).toEqual({ status, stderr: "" });
  const document = JSON.parse(found.stdout) as Documents;
  expect(valid(document), JSON.stringify(valid.errors)).toBe(true);
  return document;
}

describe("kubepki inspect", () => {
  test("certificates: OpenSSL's fields, and what Kubernetes makes of them", () => {
    const here = clusterShell("applied");
    const [client, server, authority] = inspected(here, [
      `${PKI}/pki/apiserver-kubelet-client.crt`,
      `${PKI}/pki/apiserver.crt`,
      `${PKI}/pki/ca.crt`,
    ]).targets.map(({ contents }) => contents[0]);
    expect(client).toMatchObject({
      kind: "certificate",
      subject: "CN = kube-apiserver-kubelet-client",
      kubernetes: { client: { user: "kube-apiserver-kubelet-client" }, remarks: [] },
    });
    expect(server).toMatchObject({ kubernetes: { server: { names: expect.arrayContaining(["kubernetes"]) } } });
    expect(authority).toMatchObject({ kubernetes: { authority: { root: true } } });
    const pin = here.run("sh", [
      "-c",
      `openssl x509 -pubkey -noout -in ${PKI}/pki/ca.crt | openssl pkey -pubin -outform der | openssl dgst -sha256`,
    ]);
    expect(authority?.publicKeyPin).toBe(`sha256:${pin.stdout.trim().split(" ").at(-1)}`);
  });

  test("no byte of a private key, in words or JSON, of whatever holds one", () => {
    const here = clusterShell("applied");
    const conf = here.read(`${PKI}/admin.conf`);
    const key = Buffer.from(/client-key-data: (\S+)/.exec(conf)?.[1] ?? "", "base64").toString();
    here.write("admin.key", key);
    here.write(
      "secret.json",
      JSON.stringify({
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "x" },
        type: "kubernetes.io/tls",
        data: { "tls.key": Buffer.from(key).toString("base64"), other: "c2VjcmV0" },
      }),
    );
    const token = [
      "eyJhbGciOiJSUzI1NiJ9",
      Buffer.from('{"iss":"a","exp":1800000000}').toString("base64url"),
      "c2lnbmF0dXJl",
    ].join(".");
    here.write("token", token);
    const scalar = /[A-Za-z0-9+/]{40,}/.exec(key)?.[0] ?? "";
    const hex = Buffer.from(key.replace(/-----.*-----|\s/g, ""), "base64")
      .toString("hex")
      .slice(20, 60);
    expect(scalar.length).toBeGreaterThan(30);
    for (const flags of [[], ["--output", "json"]]) {
      const { status, stdout } = here.kubepki(
        "inspect",
        ...flags,
        "admin.key",
        "secret.json",
        `${PKI}/admin.conf`,
        "token",
      );
      expect(status).toBe(0);
      for (const secret of [scalar, hex, "c2VjcmV0", "c2lnbmF0dXJl"])
        expect(stdout.toLowerCase().replaceAll(":", "")).not.toContain(secret.toLowerCase());
    }
    const [, , , told] = inspected(here, ["admin.key", "secret.json", `${PKI}/admin.conf`, "token"]).targets;
    expect(told?.contents[0]).toMatchObject({ kind: "token", claims: { iss: "a", exp: 1800000000 } });
  });

  test("requests, revocation lists, PKCS#12, DER, encrypted keys", () => {
    const here = shell();
    const openssl = (...args: string[]): void => {
      expect(spawnSync("openssl", args, { cwd: here.folder, encoding: "utf8" })).toMatchObject({ status: 0 });
    };
    openssl(
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-keyout",
      "a.key",
      "-out",
      "a.crt",
      "-subj",
      "/O=x/CN=ca",
      "-days",
      "9",
    );
    openssl("x509", "-in", "a.crt", "-outform", "der", "-out", "a.der");
    openssl(
      "req",
      "-new",
      "-key",
      "a.key",
      "-out",
      "a.csr",
      "-subj",
      "/CN=jane",
      "-addext",
      "subjectAltName=DNS:jane.example",
    );
    openssl("pkcs12", "-export", "-inkey", "a.key", "-in", "a.crt", "-out", "a.p12", "-passout", "pass:x");
    openssl("pkey", "-in", "a.key", "-aes256", "-out", "b.key", "-passout", "pass:abcd");
    here.write(
      "ca.cnf",
      "[ca]\ndefault_ca=d\n[d]\ndatabase=index\ncrlnumber=number\ndefault_md=sha256\ndefault_crl_days=5\n",
    );
    here.write("index", "R\t350101000000Z\t260101000000Z\t0A0B\tunknown\t/CN=gone\n");
    here.write("number", "01\n");
    openssl("ca", "-gencrl", "-config", "ca.cnf", "-keyfile", "a.key", "-cert", "a.crt", "-out", "a.crl");
    const kinds = inspected(here, ["a.crt", "a.der", "a.csr", "a.p12", "b.key", "a.crl"]).targets.map(
      ({ contents }) => contents[0],
    );
    expect(kinds).toMatchObject([
      { kind: "certificate", subject: "O = x, CN = ca" },
      { kind: "certificate" },
      { kind: "request", subject: "CN = jane", names: ["jane.example"] },
      { kind: "pkcs12", opened: false },
      { kind: "private-key", encrypted: true },
      { kind: "revocation-list", revoked: [{ serialNumber: "a0b" }] },
    ]);
    const { stdout } = here.kubepki("inspect", "a.crt", "a.csr", "a.p12", "b.key", "a.crl");
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);

    here.write("x", "x\n");
    here.write("abcd", "abcd\n");
    const [opened] = inspected(here, ["--passphrase-file", "x", "a.p12"]).targets;
    expect(opened?.contents).toMatchObject([
      { kind: "pkcs12", opened: true },
      { kind: "certificate", subject: "O = x, CN = ca" },
      { kind: "private-key", encrypted: true, fits: [1] },
    ]);
    const [key] = inspected(here, ["--passphrase-file", "abcd", "b.key"]).targets;
    expect(key?.contents).toMatchObject([{ kind: "private-key", encrypted: true, publicKey: { bits: 2048 } }]);
    const [closed] = inspected(here, ["--passphrase-file", "x", "b.key"]).targets;
    expect(closed?.contents).toEqual([{ kind: "private-key", within: expect.anything(), encrypted: true }]);
    expect(closed?.notes).toEqual([
      "line 1: the encrypted key stays closed: the passphrase does not open the private key",
    ]);
  });

  test("standard input; what is none of these; what is damaged; what is not there", () => {
    const here = clusterShell("applied");
    const { status, stdout } = here.kubepki("inspect", "-", { input: here.read(`${PKI}/pki/sa.pub`) });
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringContaining("  Public key (block 1, line 1)\n"),
    });
    here.write("notes.txt", "milk, bread\n");
    here.write("bad.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    expect(inspected(here, ["notes.txt"], 1).targets[0]?.contents).toEqual([]);
    expect(inspected(here, ["bad.crt"], 1).targets[0]?.contents).toMatchObject([{ kind: "damaged" }]);
    expect(here.kubepki("inspect", "no-such.crt")).toMatchObject({ status: 2, stdout: "" });
    expect(here.kubepki("inspect", ".")).toMatchObject({ status: 2, stderr: expect.stringContaining(". is a folder") });
    expect(here.kubepki("inspect", "/dev/zero")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("larger than"),
    });
  });
});

describe("a server", () => {
  const here = clusterShell("applied");
  const cert = here.read(`${PKI}/pki/apiserver.crt`);
  const key = here.read(`${PKI}/pki/apiserver.key`);
  const ca = here.read(`${PKI}/pki/ca.crt`);
  const server = createTlsServer({ cert: cert + ca, key, ca, requestCert: true, rejectUnauthorized: true });
  const plain = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
  const portOf = (one: typeof plain): number => (one.address() as { port: number }).port;
  beforeAll(async () => {
    server.on("tlsClientError", () => {});
    for (const one of [server, plain]) await new Promise<void>((resolve) => one.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => {
    server.close();
    plain.close();
  });

  test("shows its chain, though nobody trusts it and it wants a client certificate", async () => {
    const answer = await dialer.look({ host: "127.0.0.1", port: portOf(server) });
    const pem = (der: Uint8Array): string => Buffer.from(der).toString("base64");
    if (!("server" in answer)) throw new Error(answer.failure.message);
    expect(answer.server.protocol).toBe("TLSv1.3");
    expect(answer.server.chain.map(pem)).toEqual([cert, ca].map((text) => text.replace(/-----.*-----|\s/g, "")));
  });

  test("says how the handshake went, and of which authorities it wants client certificates", async () => {
    const ports = { dialer, clock: { now: () => new Date() }, exists: () => false, read: () => Promise.reject() };
    const { served, contents } = await inspectTarget(`127.0.0.1:${portOf(server)}`, ports);
    expect(served).toEqual({
      protocol: "TLSv1.3",
      cipher: "TLS_AES_256_GCM_SHA384",
      group: "X25519",
      clientCertificates: { asked: true, authorities: ["CN=kubernetes"] },
    });
    expect(contents.map((one) => one.kind === "certificate" && one.publicKeyPin)).toEqual([
      expect.stringMatching(/^sha256:/),
      expect.stringMatching(/^sha256:/),
    ]);
    const document = {
      apiVersion: "kubepki/v1",
      kind: "Inspected",
      targets: [{ target: "x", served, contents, notes: [] }],
    };
    expect(valid(JSON.parse(JSON.stringify(document))), JSON.stringify(valid.errors)).toBe(true);
  });

  test("that speaks no TLS, or is not there, is said to be so", async () => {
    const answer = await dialer.look({ host: "127.0.0.1", port: portOf(plain) });
    expect(answer).toMatchObject({ failure: { message: "wrong version number" } });
    const { status, stdout, stderr } = shell().kubepki("inspect", "127.0.0.1:1");
    expect({ status, stdout }).toEqual({ status: 4, stdout: "" });
    expect(stderr).toContain("127.0.0.1:1 showed no certificate: nobody listens there");
  });
});
