// What kubepki says of a certificate, field by field, against what OpenSSL says of it: 500 of all kinds.
import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { parseCertificate } from "../../src/x509/certificate.ts";
import { parsePem } from "../../src/x509/pem.ts";
import { type CertificateText, certificateText } from "../../src/x509/text/certificate-text.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { randomCertificates } from "./random-certificates.ts";

const COUNT = 500;

describeWith(["openssl"], "500 random certificates", () => {
  test("are described in OpenSSL's words", () => {
    const openssl = judgePath("openssl");
    const differing: object[] = [];
    let extensions = 0;
    for (const pem of randomCertificates(openssl, COUNT, 20261125)) {
      const { bytes } = parsePem(pem)[0] ?? { bytes: new Uint8Array() };
      const ours = certificateText(parseCertificate(bytes));
      const theirs = saidBy(openssl, pem);
      extensions += ours.extensions.length;
      for (const field of Object.keys(theirs) as (keyof typeof theirs)[]) {
        const said = comparable(ours)[field];
        if (JSON.stringify(said) !== JSON.stringify(theirs[field]))
          differing.push({ field, ours: JSON.stringify(said), openssl: JSON.stringify(theirs[field]) });
      }
    }
    expect(differing).toEqual([]);
    // None of them came out empty.
    expect(extensions).toBeGreaterThan(COUNT * 3);
  }, 300_000);
});

/** In the form that OpenSSL's text is read in here. */
const comparable = (text: CertificateText) => ({
  version: String(text.version),
  serialNumber: text.serialNumber,
  signatureAlgorithm: text.signatureAlgorithm,
  issuer: text.issuer,
  subject: text.subject,
  notBefore: text.notBefore,
  notAfter: text.notAfter,
  keyAlgorithm: text.publicKey.algorithm,
  keyBits: text.publicKey.bits === undefined ? undefined : String(text.publicKey.bits),
  curve: text.publicKey.curve,
  nistCurve: text.publicKey.nistCurve,
  exponent: text.publicKey.exponent,
  key: (text.publicKey.modulus ?? text.publicKey.value ?? "").toLowerCase(),
  extensions: text.extensions
    // OpenSSL prints the bytes of what it does not know as text with dots.
    .map(({ id, name, critical, lines }) =>
      [`${name}:${critical ? " critical" : ""}`, ...(name === id ? [] : lines)].map((line) => line.trim()),
    ),
  signature: text.signature.toLowerCase(),
  sha256: text.fingerprints.sha256,
});

function saidBy(openssl: string, pem: string): ReturnType<typeof comparable> {
  const run = (...args: string[]): string =>
    spawnSync(openssl, ["x509", "-noout", ...args], { input: pem, encoding: "utf8" }).stdout;
  const text = run("-text");
  const [serial = "", sha256 = ""] = run("-serial", "-fingerprint", "-sha256").split("\n");
  const field = (pattern: RegExp): string | undefined => pattern.exec(text)?.[1]?.trim();
  const bytes = (after: RegExp): string => (after.exec(text)?.[1] ?? "").replace(/\s/g, "");
  const time = (name: string): string =>
    new Date(field(new RegExp(`${name} ?: (.*)`)) ?? "").toISOString().replace(".000Z", "Z");
  const block = /X509v3 extensions:\n([\s\S]*?)\n {4}Signature Algorithm/.exec(text)?.[1] ?? "";
  const extensions: string[][] = [];
  for (const line of block.split("\n")) {
    if (/^ {12}\S/.test(line)) extensions.push([line.trim()]);
    else if (!/^[\d.]+:/.test(extensions.at(-1)?.[0] ?? "")) extensions.at(-1)?.push(line.trim());
  }
  return {
    version: field(/Version: (\d)/) ?? "",
    serialNumber: serial.split("=")[1] ?? "",
    signatureAlgorithm: field(/Signature Algorithm: (.*)/) ?? "",
    issuer: field(/Issuer: (.*)/) ?? "",
    subject: field(/Subject: (.*)/) ?? "",
    notBefore: time("Not Before"),
    notAfter: time("Not After"),
    keyAlgorithm: field(/Public Key Algorithm: (.*)/) ?? "",
    keyBits: field(/Public-Key: \((\d+) bit\)/),
    curve: field(/ASN1 OID: (.*)/),
    nistCurve: field(/NIST CURVE: (.*)/),
    exponent: field(/Exponent: (\d+)/),
    key: bytes(/(?:pub|Modulus):\n((?: {20}[\da-f:]+\n)+)/),
    extensions,
    signature: bytes(/Signature Value:\n([\s\S]*)$/),
    sha256: sha256.split("=")[1] ?? "",
  };
}
