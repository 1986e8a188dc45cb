// PKCS#12 files as openssl and Java's keytool read them.
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { nodeKeyMaker, nodeSigner } from "../../../src/index.ts";
import type { KeyAlgorithm } from "../../../src/x509/algorithm.ts";
import { issueSelfSigned } from "../../../src/x509/issue.ts";
import { encodePrivateKey } from "../../../src/x509/key-encoding.ts";
import { encodePem, parsePem } from "../../../src/x509/pem.ts";
import { encodePkcs12, type Pkcs12Contents, type Pkcs12Encryption } from "../../../src/x509/pkcs12.ts";
import { describeWith, judgePath } from "../../judges/judge.ts";
import { runProgram } from "../../lab/process.ts";

const PASSPHRASE = "Grüße, 1 passphrase";

async function contentsFor(algorithm: KeyAlgorithm): Promise<Pkcs12Contents> {
  const key = await nodeKeyMaker.make(algorithm);
  const request = {
    subject: { commonName: "alice", organizations: ["dev"] },
    names: { dns: [], addresses: [] },
    extendedKeyUsage: ["clientAuth"] as const,
    publicKey: key.publicKey,
    serialNumber: Uint8Array.of(1),
    notBefore: new Date("2026-01-01T00:00:00Z"),
    notAfter: new Date("2036-01-01T00:00:00Z"),
  };
  const raw = await issueSelfSigned(request, algorithm, (bytes) => nodeSigner(key).sign(bytes));
  return { friendlyName: "alice@lab", key, certificates: [raw] };
}

const ALGORITHMS: readonly KeyAlgorithm[] = ["RSA-2048", "ECDSA-P256", "ECDSA-P521", "Ed25519"];
const ENCRYPTIONS: readonly Pkcs12Encryption[] = ["modern", "legacy"];

describeWith(["openssl"], "PKCS#12 in openssl", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-pkcs12-"));
    writeFileSync(join(folder, "passphrase"), PASSPHRASE, { mode: 0o600 });
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const pkcs12 = (file: string, passphrase: string, ...args: string[]) =>
    runProgram([judgePath("openssl"), ...["pkcs12", "-in", file, "-passin", `file:${passphrase}`, "-nodes", ...args]]);

  for (const encryption of ENCRYPTIONS) {
    for (const algorithm of ALGORITHMS) {
      it(`${encryption}, ${algorithm}: the key and the certificate come out as they went in`, async () => {
        const contents = await contentsFor(algorithm);
        const file = join(folder, `${algorithm}-${encryption}.p12`);
        writeFileSync(file, encodePkcs12(contents, PASSPHRASE, encryption));
        const legacy = encryption === "legacy" ? ["-legacy"] : [];
        const { code, stdout, stderr } = await pkcs12(file, join(folder, "passphrase"), ...legacy);
        expect(`${code} ${stderr}`).toBe("0 ");
        const blocks = parsePem(stdout);
        expect(blocks.map(({ label }) => label).sort()).toEqual(["CERTIFICATE", "PRIVATE KEY"]);
        const key = blocks.find(({ label }) => label === "PRIVATE KEY");
        expect(encodePem("PRIVATE KEY", key?.bytes ?? new Uint8Array())).toBe(encodePrivateKey(contents.key, "pkcs8"));
        expect(stdout).toContain("friendlyName: alice@lab");
      });
    }
  }

  it("says how it is encrypted, and is not opened by another passphrase or without -legacy", async () => {
    const contents = await contentsFor("ECDSA-P256");
    const other = join(folder, "other");
    writeFileSync(other, "another");
    for (const [encryption, said] of [
      ["modern", "PBES2, PBKDF2, AES-256-CBC, Iteration 10000, PRF hmacWithSHA256"],
      ["legacy", "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048"],
    ] as const) {
      const file = join(folder, `said-${encryption}.p12`);
      writeFileSync(file, encodePkcs12(contents, PASSPHRASE, encryption));
      const legacy = encryption === "legacy" ? ["-legacy"] : [];
      const info = await pkcs12(file, join(folder, "passphrase"), "-info", "-noout", ...legacy);
      expect(info.stderr).toContain(said);
      const refused = await pkcs12(file, other, ...legacy);
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toContain("Mac verify error");
    }
  });

  it("is the same for the same contents, and shares no salt with another", async () => {
    const contents = await contentsFor("ECDSA-P256");
    const again = encodePkcs12(contents, PASSPHRASE, "modern");
    expect(Buffer.compare(again, encodePkcs12(contents, PASSPHRASE, "modern"))).toBe(0);
    const salts = new Set<string>();
    for (const one of [contents, { ...contents, friendlyName: "bob" }, await contentsFor("ECDSA-P256")]) {
      salts.add(
        Buffer.from(encodePkcs12(one, PASSPHRASE, "modern"))
          .subarray(-19, -4)
          .toString("hex"),
      );
    }
    expect(salts.size).toBe(3);
  });
});

describeWith(["keytool"], "PKCS#12 in Java", () => {
  for (const encryption of ENCRYPTIONS) {
    it(`${encryption}: keytool lists the key with its certificate`, { timeout: 60_000 }, async () => {
      const folder = mkdtempSync(join(tmpdir(), "kubepki-keytool-"));
      try {
        const contents = await contentsFor("ECDSA-P256");
        const file = join(folder, "alice.p12");
        // keytool reads passphrases of plain characters alone from a file.
        writeFileSync(file, encodePkcs12(contents, "passphrase 1", encryption));
        writeFileSync(join(folder, "passphrase"), "passphrase 1");
        const args = ["-list", "-rfc", "-keystore", file, "-storetype", "PKCS12"];
        const { code, stdout, stderr } = await runProgram([
          judgePath("keytool"),
          ...args,
          "-storepass:file",
          join(folder, "passphrase"),
        ]);
        expect(`${code} ${stderr}`).toBe("0 ");
        expect(stdout).toContain("Alias name: alice@lab");
        expect(stdout).toContain("Entry type: PrivateKeyEntry");
        const [block] = parsePem(stdout.replace(/\r/g, ""));
        expect(new X509Certificate(Buffer.from(block?.bytes ?? [])).subject).toContain("CN=alice");
        expect(readFileSync(file).length).toBeGreaterThan(500);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
  }
});
