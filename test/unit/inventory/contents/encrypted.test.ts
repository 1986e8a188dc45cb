// Encrypted keys and PKCS#12 files of openssl and keytool, opened with their passphrase and with no other.
import { createHmac, pbkdf2Sync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Content } from "../../../../src/inventory/actual.ts";
import { openerWith } from "../../../../src/inventory/contents/opener.ts";
import { readContents } from "../../../../src/inventory/contents/read-contents.ts";
import * as der from "../../../../src/x509/der-writer.ts";
import { parsePrivateKey } from "../../../../src/x509/key-encoding.ts";
import { OID } from "../../../../src/x509/oid.ts";
import { parsePem } from "../../../../src/x509/pem.ts";
import { describeWith, judgePath } from "../../../judges/judge.ts";
import { runProgram } from "../../../lab/process.ts";

const PASSPHRASE = "Grüße, 1 passphrase";

const read = (bytes: Uint8Array, passphrase: string = PASSPHRASE) => readContents(bytes, openerWith(passphrase));

const flat = (contents: readonly Content[]): readonly Content[] =>
  contents.flatMap((content) => (content.kind === "pkcs12" ? (content.holds ?? []) : [content]));

/** The public halves of keys, the DER of certificates, in hexadecimal. */
const shown = (contents: readonly Content[]): string[] =>
  flat(contents).map((content) => {
    if (content.kind === "certificate") return `certificate ${Buffer.from(content.certificate.raw).toString("hex")}`;
    if (content.kind !== "private-key") return content.kind;
    return `key ${content.encrypted} ${content.key && Buffer.from(content.key.publicKey).toString("hex")}`;
  });

describeWith(["openssl"], "what openssl encrypts", () => {
  let folder: string;
  const at = (name: string): string => join(folder, name);
  const openssl = async (...args: string[]): Promise<void> => {
    const { code, stderr } = await runProgram([judgePath("openssl"), ...args]);
    if (code !== 0) throw new Error(`${args.join(" ")}: ${stderr}`);
  };
  const wanted = { certificate: "", key: "" };
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "kubepki-encrypted-"));
    writeFileSync(at("pass"), PASSPHRASE, { mode: 0o600 });
    await openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", at("ec.key"));
    await openssl("genrsa", "-out", at("rsa.key"), "2048");
    await openssl("req", "-x509", "-key", at("ec.key"), "-subj", "/CN=alice", "-days", "9", "-out", at("ec.crt"));
    const [block] = parsePem(readFileSync(at("ec.crt"), "utf8"));
    wanted.certificate = `certificate ${Buffer.from(block?.bytes ?? []).toString("hex")}`;
    wanted.key = publicOf("ec.key");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const publicOf = (file: string): string =>
    `key true ${Buffer.from(parsePrivateKey(readFileSync(at(file), "utf8")).publicKey).toString("hex")}`;

  const PKCS12: Readonly<Record<string, readonly string[]>> = {
    "as it is by default: PBES2, AES-256, HMAC-SHA-256": [],
    "as OpenSSL 1 wrote it: RC2 of 40 bits for the certificate": ["-legacy"],
    "3DES of three keys": ["-legacy", "-keypbe", "PBE-SHA1-3DES", "-certpbe", "PBE-SHA1-3DES"],
    "3DES of two keys, RC2 of 128 bits": ["-legacy", "-keypbe", "PBE-SHA1-2DES", "-certpbe", "PBE-SHA1-RC2-128"],
    "AES-128, HMAC-SHA-1": ["-keypbe", "AES-128-CBC", "-certpbe", "AES-192-CBC", "-macalg", "sha1"],
    "HMAC-SHA-384": ["-macalg", "sha384"],
    "HMAC-SHA-512": ["-macalg", "sha512", "-iter", "100000"],
    "nothing encrypted, only checked": ["-keypbe", "NONE", "-certpbe", "NONE"],
  };
  for (const [name, args] of Object.entries(PKCS12))
    it(`PKCS#12, ${name}`, async () => {
      const pair = ["-inkey", at("ec.key"), "-in", at("ec.crt"), "-passout", `file:${at("pass")}`];
      await openssl("pkcs12", "-export", ...pair, "-out", at("a.p12"), ...args);
      const bytes = readFileSync(at("a.p12"));
      const { contents, notes } = read(bytes);
      expect(notes).toEqual([]);
      expect(shown(contents).sort()).toEqual([wanted.certificate, wanted.key].sort());
      const closed = read(bytes, "another");
      expect(shown(closed.contents)).toEqual([]);
      expect(closed.notes.map(({ code, message }) => `${code}: ${message}`)).toEqual([
        "not-opened: the PKCS#12 file stays closed: the passphrase does not open it",
      ]);
      expect(readContents(bytes).contents).toEqual([{ kind: "pkcs12", within: {} }]);
    });

  it("PKCS#12 without a check is opened, and said to have none", async () => {
    const pair = ["-inkey", at("ec.key"), "-in", at("ec.crt"), "-passout", `file:${at("pass")}`];
    await openssl("pkcs12", "-export", ...pair, "-out", at("n.p12"), "-nomac");
    const { contents, notes } = read(readFileSync(at("n.p12")));
    expect(shown(contents).sort()).toEqual([wanted.certificate, wanted.key].sort());
    expect(notes.map(({ message }) => message)).toEqual(["of the PKCS#12 file: it has no check of its integrity"]);
    const closed = read(readFileSync(at("n.p12")), "another");
    // openssl leaves the certificate plain then.
    expect(shown(closed.contents)).toEqual([wanted.certificate]);
    expect(closed.notes.at(-1)?.message).toBe("of the PKCS#12 file: the passphrase does not open the private key");
  });

  const out = (name: string): string[] => ["-passout", `file:${at("pass")}`, "-out", at(name)];
  const KEYS: Readonly<Record<string, (file: string) => string[]>> = {
    "PKCS#8, PBKDF2 with SHA-1": (file) => [
      "pkcs8",
      "-topk8",
      "-v2",
      "aes-128-cbc",
      "-v2prf",
      "hmacWithSHA1",
      "-in",
      file,
    ],
    "PKCS#8, PBKDF2 with SHA-512": (file) => [
      "pkcs8",
      "-topk8",
      "-v2",
      "aes256",
      "-v2prf",
      "hmacWithSHA512",
      "-in",
      file,
    ],
    "PKCS#8, scrypt": (file) => ["pkcs8", "-topk8", "-scrypt", "-in", file],
    "PKCS#8, 3DES of PKCS#12": (file) => ["pkcs8", "-topk8", "-v1", "PBE-SHA1-3DES", "-in", file],
    "traditional, AES-256": (file) => ["pkey", "-traditional", "-aes256", "-in", file],
    "traditional, AES-128": (file) => ["pkey", "-traditional", "-aes128", "-in", file],
    "traditional, 3DES": (file) => ["pkey", "-traditional", "-des3", "-in", file],
  };
  for (const [name, command] of Object.entries(KEYS))
    it(`a key: ${name}`, async () => {
      for (const file of ["ec.key", "rsa.key"]) {
        await openssl(...command(at(file)), ...out("k.key"));
        const bytes = readFileSync(at("k.key"));
        const { contents, notes } = read(bytes);
        expect(notes).toEqual([]);
        expect(shown(contents)).toEqual([publicOf(file)]);
        const closed = read(bytes, "another");
        expect(shown(closed.contents)).toEqual(["key true undefined"]);
        expect(closed.notes.map(({ code, message }) => `${code}: ${message}`)).toEqual([
          "not-opened: the encrypted key stays closed: the passphrase does not open the private key",
        ]);
        expect(shown(readContents(bytes).contents)).toEqual(["key true undefined"]);
        expect(readContents(bytes).notes).toEqual([]);
      }
    });
});

describeWith(["keytool"], "what Java's keytool writes", () => {
  it("PKCS#12 of a key pair", async () => {
    const folder = mkdtempSync(join(tmpdir(), "kubepki-keytool-"));
    try {
      const store = join(folder, "store.p12");
      const make = ["-genkeypair", "-keystore", store, "-storetype", "PKCS12", "-storepass", "changeit"];
      const what = ["-alias", "a", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=java"];
      const { code, stdout } = await runProgram([judgePath("keytool"), ...make, ...what]);
      expect(`${code} ${stdout}`).toMatch(/^0 /);
      const { contents, notes } = read(readFileSync(store), "changeit");
      expect(notes).toEqual([]);
      const [key, certificate] = flat(contents);
      expect([key?.kind, certificate?.kind]).toEqual(["private-key", "certificate"]);
      const own = key?.kind === "private-key" ? key.key?.publicKey : undefined;
      expect(certificate?.kind === "certificate" && certificate.certificate.publicKey).toEqual(own);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("files made by hand", () => {
  const count = (number: number): Uint8Array => {
    const bytes = Buffer.alloc(5);
    bytes.writeUInt32BE(number, 1);
    return der.unsignedInteger(bytes);
  };
  const data = (contents: Uint8Array): Uint8Array =>
    der.sequence(der.oid(OID.pkcs7Data), der.contextConstructed(0, der.octetString(contents)));
  const pfx = (safe: Uint8Array, mac: Uint8Array): Uint8Array => der.sequence(der.smallInteger(3), data(safe), mac);
  const EMPTY = der.sequence();
  const salt = Buffer.from("salt and pepper!");

  /** RFC 9579 section 5, made by Node's own functions. OpenSSL writes these from 3.4 on. */
  const pbmac1 = (passphrase: string, iterations = 3): Uint8Array => {
    const value = createHmac("sha256", pbkdf2Sync(passphrase, salt, 3, 32, "sha512"))
      .update(EMPTY)
      .digest();
    const prf = der.sequence(der.oid(OID.hmacWithSHA512), der.NULL);
    const kdf = der.sequence(der.octetString(salt), count(iterations), der.smallInteger(32), prf);
    const scheme = der.sequence(der.oid(OID.hmacWithSHA256), der.NULL);
    const parameters = der.sequence(der.sequence(der.oid(OID.pbkdf2), kdf), scheme);
    const info = der.sequence(der.sequence(der.oid(OID.pbmac1), parameters), der.octetString(value));
    return pfx(EMPTY, der.sequence(info, der.octetString(Buffer.from("unused")), der.smallInteger(1)));
  };

  it("PBMAC1 is checked", () => {
    expect(read(pbmac1(PASSPHRASE))).toEqual({ contents: [{ kind: "pkcs12", within: {}, holds: [] }], notes: [] });
    expect(read(pbmac1("another")).notes.map(({ message }) => message)).toEqual([
      "the PKCS#12 file stays closed: the passphrase does not open it",
    ]);
  });

  it("a billion iterations are not begun", () => {
    const sha1 = der.sequence(der.sequence(der.oid(OID.sha1), der.NULL), der.octetString(Buffer.alloc(20)));
    for (const bytes of [
      pbmac1(PASSPHRASE, 1_000_000_000),
      pfx(EMPTY, der.sequence(sha1, der.octetString(salt), count(1_000_000_000))),
    ]) {
      const started = performance.now();
      expect(read(bytes).notes.map(({ message }) => message)).toEqual([
        "the PKCS#12 file stays closed: the key derivation asks for too much",
      ]);
      expect(performance.now() - started).toBeLessThan(200);
    }
  });

  it("many files together may not ask for more than one may", () => {
    const opener = openerWith(PASSPHRASE);
    const sha1 = der.sequence(der.sequence(der.oid(OID.sha1), der.NULL), der.octetString(Buffer.alloc(20)));
    const greedy = pfx(EMPTY, der.sequence(sha1, der.octetString(salt), count(200_000)));
    opener.budget.spend(40_000_000 - 300_000);
    const told = [1, 2].map(() => readContents(greedy, opener).notes[0]?.message);
    expect(told).toEqual([
      "the PKCS#12 file stays closed: the passphrase does not open it",
      "the PKCS#12 file stays closed: the key derivation asks for too much",
    ]);
  });
});
