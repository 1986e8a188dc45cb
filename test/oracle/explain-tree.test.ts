// Faults that only openssl makes, in a tree: the cause that is true there, with its file.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { catalog, explainHere, explainLine, factsIn, readActual, type TreeEntry } from "../../src/index.ts";
import { describeWith } from "../judges/judge.ts";
import { AT, CLUSTER, Tree } from "../unit/audit/explain/faulty-trees.ts";
import { type WrittenTree, writtenTree } from "../unit/inventory/written.ts";

const SERVER = "hosts/cp-1/etc/kubernetes/pki/apiserver.crt";
const ADMIN = "hosts/cp-1/etc/kubernetes/admin.conf";
const NAMES = "subjectAltName=DNS:api.example.com,DNS:kubernetes,IP:10.0.0.11,IP:10.96.0.1,IP:127.0.0.1";
const LINES: Readonly<Record<string, string>> = {
  "ca-cert-sign-missing":
    'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "x509: invalid signature: parent certificate cannot sign this kind of certificate" while trying to verify candidate authority certificate "kubernetes")',
  "unhandled-critical-extension":
    "Unable to connect to the server: tls: failed to verify certificate: x509: unhandled critical extension",
  "weak-signature":
    'Unable to connect to the server: tls: failed to verify certificate: x509: certificate signed by unknown authority (possibly because of "x509: cannot verify signature: insecure algorithm SHA1-RSA" while trying to verify candidate authority certificate "kubernetes")',
  "weak-key":
    "Unable to connect to the server: tls: invalid signature by the server certificate: crypto/rsa: 512-bit keys are insecure (see https://go.dev/pkg/crypto/rsa#hdr-Minimum_key_size)",
  "rsa-key-too-large": "tls: server sent certificate containing RSA key larger than 8192 bits",
};

describeWith(["openssl"], "a fault that openssl made in a tree", () => {
  let folder: string;
  let tree: WrittenTree;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-explain-"));
    tree = await writtenTree(CLUSTER);
    const files = new Tree(tree.entries);
    for (const name of ["ca.crt", "ca.key"]) writeFileSync(join(folder, name), files.text(`authorities/${name}`));
    writeFileSync(join(folder, "apiserver.key"), files.text(SERVER.replace(".crt", ".key")));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const openssl = (...args: readonly string[]): string =>
    execFileSync("openssl", args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

  /** A server's certificate by the cluster's authority. */
  function server(key: string, extensions: readonly string[], digest = "sha256"): string {
    openssl("req", "-new", "-key", key, "-subj", "/CN=kube-apiserver", "-out", "server.csr");
    writeFileSync(join(folder, "server.ext"), [NAMES, "extendedKeyUsage=serverAuth", ...extensions].join("\n"));
    const by = ["-CA", "ca.crt", "-CAkey", "ca.key", "-set_serial", "4711", `-${digest}`, "-days", "300"];
    openssl("x509", "-req", "-in", "server.csr", ...by, "-extfile", "server.ext", "-out", "server.crt");
    return readFileSync(join(folder, "server.crt"), "utf8");
  }

  async function told(cause: string, change: (files: Tree) => void): Promise<[string?, string?]> {
    const files = new Tree(tree.entries);
    change(files);
    const walk = async function* (): AsyncGenerator<TreeEntry> {
      yield* files.entries();
    };
    const facts = factsIn(await readActual(walk(), catalog), catalog, new Date(Math.max(AT.getTime(), Date.now())));
    const explanation = explainLine(LINES[cause] ?? "", catalog);
    if (explanation === undefined) throw new Error(`${cause} is not explained`);
    const { here } = explainHere(explanation, facts);
    return here === undefined ? [] : [here.fact.cause, here.fact.place.file.replace(/^out\//, "")];
  }

  test("an authority that may not sign certificates", async () => {
    const extension = ["-addext", "keyUsage=critical,digitalSignature", "-addext", "basicConstraints=critical,CA:TRUE"];
    // PrintableString, as the authority's own name is written: names are compared byte by byte.
    writeFileSync(join(folder, "req.cnf"), "[req]\nstring_mask=default\ndistinguished_name=dn\n[dn]\n");
    extension.push("-config", "req.cnf");
    const pem = openssl("req", "-x509", "-key", "ca.key", "-subj", "/CN=kubernetes", "-days", "300", ...extension);
    const done = await told("ca-cert-sign-missing", (files) => files.put(ADMIN, pem, "certificate-authority-data"));
    expect(done).toEqual(["ca-cert-sign-missing", ADMIN]);
  });

  test("a critical extension that nobody knows", async () => {
    const pem = server("apiserver.key", ["1.2.3.4.5=critical,ASN1:UTF8String:x"]);
    const done = await told("unhandled-critical-extension", (files) => files.write(SERVER, pem));
    expect(done).toEqual(["unhandled-critical-extension", SERVER]);
  });

  test("a signature over SHA-1", async () => {
    const pem = server("apiserver.key", [], "sha1");
    expect(await told("weak-signature", (files) => files.write(SERVER, pem))).toEqual(["weak-signature", SERVER]);
  });

  test.each([
    ["weak-key", "512"],
    ["rsa-key-too-large", "8200"],
  ])("%s: a key of %s bits", async (cause, bits) => {
    // A key of more than 8192 bits takes long to make: openssl certifies a public key that nobody has the private one of.
    const modulus = (1n << BigInt(bits)) - 159n;
    const asn = `asn1=SEQUENCE:pub\n[pub]\na=SEQUENCE:alg\nk=BITWRAP,SEQUENCE:key\n[alg]\no=OID:rsaEncryption\nn=NULL\n[key]\nm=INTEGER:0x${modulus.toString(16)}\ne=INTEGER:0x10001\n`;
    writeFileSync(join(folder, "public.cnf"), asn);
    openssl("asn1parse", "-genconf", "public.cnf", "-noout", "-out", "public.der");
    openssl("pkey", "-pubin", "-inform", "DER", "-in", "public.der", "-out", "public.pem");
    openssl("req", "-new", "-key", "apiserver.key", "-subj", "/CN=kube-apiserver", "-out", "server.csr");
    writeFileSync(join(folder, "server.ext"), `${NAMES}\nextendedKeyUsage=serverAuth`);
    const by = [
      "-CA",
      "ca.crt",
      "-CAkey",
      "ca.key",
      "-set_serial",
      "4712",
      "-days",
      "300",
      "-force_pubkey",
      "public.pem",
    ];
    openssl("x509", "-req", "-in", "server.csr", ...by, "-extfile", "server.ext", "-out", "server.crt");
    const pem = readFileSync(join(folder, "server.crt"), "utf8");
    expect(await told(cause, (files) => files.write(SERVER, pem))).toEqual([cause, SERVER]);
  });
});
