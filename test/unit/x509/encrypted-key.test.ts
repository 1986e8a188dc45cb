import { execFileSync } from "node:child_process";
import { createPrivateKey, randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import { nodeKeyMaker } from "../../../src/adapters/keys/node-keys.ts";
import { KEY_ALGORITHMS } from "../../../src/x509/algorithm.ts";
import { decryptInfo, encryptPrivateKey } from "../../../src/x509/encrypted-key.ts";
import { encodePrivateKey, parsePrivateKey } from "../../../src/x509/key-encoding.ts";
import { parsePem } from "../../../src/x509/pem.ts";
import { describeWith, judgePath } from "../../judges/judge.ts";

const PASSPHRASE = "correct horse ümläut";
const random = () => ({ salt: randomBytes(16), iv: randomBytes(16) });
const open = (passphrase: string) => (bytes: Uint8Array) => decryptInfo(bytes, passphrase);

describe.each(KEY_ALGORITHMS.filter((one) => one !== "RSA-3072" && one !== "RSA-4096"))("%s", (algorithm) => {
  it.each(["scrypt", "pbkdf2"] as const)("%s: opens with its passphrase and with no other", async (derivation) => {
    const key = await nodeKeyMaker.make(algorithm);
    const pem = encryptPrivateKey(key, PASSPHRASE, derivation, random());
    expect(pem).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
    const plain = encodePrivateKey(key, "pkcs8");
    expect(encodePrivateKey(parsePrivateKey(pem, open(PASSPHRASE)), "pkcs8")).toBe(plain);
    expect(() => parsePrivateKey(pem, open("another"))).toThrow("the passphrase does not open the private key");
    expect(() => parsePrivateKey(pem)).toThrow("encrypted");
    // Node's own OpenSSL reads it too.
    const { type } = createPrivateKey({ key: pem, passphrase: PASSPHRASE });
    expect(type).toBe("private");
  });
});

describe("hostile parameters", () => {
  const key = nodeKeyMaker.make("ECDSA-P256");
  it("a cost beyond the bound is refused at once", async () => {
    const pem = encryptPrivateKey(await key, PASSPHRASE, "scrypt", random());
    const bytes = Uint8Array.from(parsePem(pem)[0]?.bytes ?? []);
    // N = 0x4000 stands as INTEGER 02 02 40 00; 0x4000 0000 asks for a terabyte.
    const at = Buffer.from(bytes).indexOf(Buffer.from([0x02, 0x02, 0x40, 0x00]));
    expect(at).toBeGreaterThan(0);
    bytes[at + 2] = 0x7f;
    expect(() => decryptInfo(bytes, PASSPHRASE)).toThrow("asks for too much");
  });
  it("cut off anywhere it is a DerError", async () => {
    const pem = encryptPrivateKey(await key, PASSPHRASE, "scrypt", random());
    const bytes = parsePem(pem)[0]?.bytes ?? new Uint8Array();
    for (let length = 0; length < bytes.length; length += 7) {
      expect(() => decryptInfo(bytes.subarray(0, length), PASSPHRASE)).toThrow(/at byte/);
    }
  });
});

describeWith(["openssl"], "openssl", () => {
  const openssl = (args: string[], input: string) =>
    execFileSync(judgePath("openssl"), args, { input, encoding: "utf8", stdio: ["pipe", "pipe", "ignore"] });

  it.each(["scrypt", "pbkdf2"] as const)("opens what we encrypted with %s", async (derivation) => {
    const key = await nodeKeyMaker.make("ECDSA-P384");
    const pem = encryptPrivateKey(key, "secret", derivation, random());
    expect(openssl(["pkey", "-passin", "pass:secret"], pem)).toBe(encodePrivateKey(key, "pkcs8"));
  });

  it.each([
    ["-scrypt"],
    ["-v2", "aes-256-cbc", "-v2prf", "hmacWithSHA512"],
    ["-v2", "aes-128-cbc", "-v2prf", "hmacWithSHA1", "-iter", "1000"],
    ["-v2", "des3"],
  ])("encrypted with %s %s: we open it", async (...options) => {
    const key = await nodeKeyMaker.make("Ed25519");
    const plain = encodePrivateKey(key, "pkcs8");
    const pem = openssl(["pkcs8", "-topk8", "-passout", "pass:secret", ...options], plain);
    expect(encodePrivateKey(parsePrivateKey(pem, open("secret")), "pkcs8")).toBe(plain);
  });
});
