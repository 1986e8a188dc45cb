// Proves the judges themselves, on material of openssl: what fails here is a judge, not kubepki.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWith, judgePath } from "../judges/judge.ts";
import { runProgram } from "../lab/process.ts";
import { GoOracle } from "./go.ts";
import { opensslKeyMatches, opensslText, opensslVerify } from "./openssl.ts";
import { zlint } from "./zlint.ts";

interface Pair {
  readonly certificate: string;
  readonly key: string;
}

describeWith(["openssl", "go-oracle", "zlint"], "the oracles, on material of openssl", () => {
  let folder: string;
  let go: GoOracle;
  let authority: Pair;
  let server: Pair;
  let client: Pair;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-oracle-"));
    go = new GoOracle();
    authority = await make(
      "ca",
      "/CN=lab-ca",
      "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign",
    );
    server = await make(
      "server",
      "/CN=server",
      `${LEAF}\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:api.example.com,IP:10.0.0.1`,
      "ca",
    );
    client = await make("client", "/O=group one/O=two/CN=jane", `${LEAF}\nextendedKeyUsage=clientAuth`, "ca");
  });
  afterAll(() => {
    go.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const LEAF = "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nauthorityKeyIdentifier=keyid";

  async function make(name: string, subject: string, extensions: string, issuer?: string): Promise<Pair> {
    const file = (suffix: string, of = name) => join(folder, `${of}.${suffix}`);
    const openssl = async (...args: string[]) => {
      const { code, stderr } = await runProgram([judgePath("openssl"), ...args]);
      if (code !== 0) throw new Error(stderr);
    };
    const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", file("key")];
    await openssl("req", "-new", ...key, "-subj", subject, "-out", file("csr"));
    writeFileSync(file("cnf"), `${extensions}\nsubjectKeyIdentifier=hash\n`);
    const signer =
      issuer === undefined ? ["-signkey", file("key")] : ["-CA", file("crt", issuer), "-CAkey", file("key", issuer)];
    await openssl(
      "x509",
      "-req",
      "-days",
      "30",
      "-in",
      file("csr"),
      ...signer,
      "-extfile",
      file("cnf"),
      "-out",
      file("crt"),
    );
    return { certificate: readFileSync(file("crt"), "utf8"), key: readFileSync(file("key"), "utf8") };
  }

  it("Go verifies chains, names, usages and times", async () => {
    const base = { roots: authority.certificate, leaf: server.certificate };
    const verdicts = await go.verifyAll([
      { ...base, name: "api.example.com", usages: ["server"] },
      { ...base, name: "10.0.0.1" },
      { ...base, name: "10.0.0.2" },
      { ...base, usages: ["client"] },
      { ...base, time: new Date("2001-01-01T00:00:00Z") },
      { ...base, roots: client.certificate },
    ]);
    expect(verdicts[0]).toEqual({ error: null, chains: [["CN=server", "CN=lab-ca"]] });
    expect(verdicts[1]?.error).toBeNull();
    expect(verdicts.slice(2).map(({ kind }) => kind)).toEqual([
      "x509.HostnameError",
      "x509.CertificateInvalidError",
      "x509.CertificateInvalidError",
      "x509.UnknownAuthorityError",
    ]);
    expect(verdicts[2]?.error).toBe("x509: certificate is valid for 10.0.0.1, not 10.0.0.2");
  });

  it("Go reads certificates and pairs", async () => {
    const [parsed] = await go.parse(client.certificate);
    expect(parsed).toMatchObject({
      commonName: "jane",
      organizations: ["group one", "two"],
      extendedKeyUsage: ["clientAuth"],
      keyUsage: ["digitalSignature"],
      publicKey: "ECDSA-P-256",
      isAuthority: false,
      version: 3,
    });
    await expect(go.parse("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")).rejects.toThrow(/x509/);
    expect(await go.pairError(client.certificate, client.key)).toBeNull();
    expect(await go.pairError(client.certificate, server.key)).toBe("tls: private key does not match public key");
  });

  it("Go connects, as the API server does and as etcd does", async () => {
    const roots = authority.certificate;
    const ask = { ...client, roots, serverName: "api.example.com" };
    const api = { ...server, clientCAs: roots, clientAuth: "request" } as const;
    const good = await go.connect({ server: api, client: ask });
    expect(good).toEqual({
      serverError: null,
      clientError: null,
      authenticationError: null,
      version: "TLS 1.3",
      clientSubject: "CN=jane,O=group one+O=two",
    });
    const stranger = await go.connect({ server: { ...api, clientCAs: server.certificate }, client: ask });
    expect(stranger).toMatchObject({
      serverError: null,
      clientError: null,
      authenticationError: "no client certificate",
    });
    const etcd = await go.connect({ server: { ...api, clientAuth: "require" }, client: { ...ask, ...server } });
    expect(etcd.serverError).toContain("incompatible key usage");
    expect(etcd.clientError).toContain("bad certificate");
    const misnamed = await go.connect({ server: api, client: { ...ask, serverName: "other.example.com" } });
    expect(misnamed.clientError).toContain("not other.example.com");
  });

  it("openssl verifies strictly and compares keys", async () => {
    const base = { roots: authority.certificate, leaf: server.certificate, purpose: "sslserver" } as const;
    expect(await opensslVerify({ ...base, hostname: "api.example.com" })).toBeNull();
    expect(await opensslVerify({ ...base, ip: "10.0.0.1" })).toBeNull();
    expect(await opensslVerify({ ...base, ip: "10.0.0.2" })).toContain("IP address mismatch");
    expect(await opensslVerify({ ...base, purpose: "sslclient" })).toContain("unsuitable certificate purpose");
    expect(await opensslText(server.certificate, ["-subject"])).toBe("subject=CN=server\n");
    expect(await opensslKeyMatches(server.certificate, server.key)).toBe(true);
    expect(await opensslKeyMatches(server.certificate, client.key)).toBe(false);
  });

  it("zlint remarks on what is wrong only", async () => {
    const wrong = await make("wrong", "/CN=wrong", LEAF.replace("digitalSignature", "keyEncipherment"), "ca");
    const [clean, remarks] = await zlint(client.certificate + wrong.certificate);
    expect(clean).toEqual([]);
    expect(remarks).toContainEqual(expect.objectContaining({ lint: "e_ecdsa_allowed_ku", result: "error" }));
  });
});
