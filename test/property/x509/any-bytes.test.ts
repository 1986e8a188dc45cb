/** Whatever comes in: what it says or a DerError, never another exception, and never for long. */
import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  encodeCertificatePem,
  fingerprint,
  isAuthority,
  isSelfIssued,
  parseCertificate,
  parseCertificates,
  serialText,
} from "../../../src/x509/certificate.ts";
import { DerError, DerReader, integerContents, oidText, readTime } from "../../../src/x509/der-reader.ts";
import * as der from "../../../src/x509/der-writer.ts";
import { parseExtensions } from "../../../src/x509/extensions.ts";
import { keyIdentifier } from "../../../src/x509/issue.ts";
import { encodePrivateKey, parsePrivateKey, publicKeyAlgorithm, rawPublicKey } from "../../../src/x509/key-encoding.ts";
import { nameText, parseName, subjectOf } from "../../../src/x509/name.ts";
import { readAsGo, validatePath } from "../../../src/x509/path/validate.ts";
import { encodePem, parsePem } from "../../../src/x509/pem.ts";
import { isSignedBy } from "../../../src/x509/signed-by.ts";

const fixtures = new URL("../../unit/x509/fixtures/", import.meta.url);
const blocksOf = (ending: string): { label: string; bytes: Uint8Array }[] =>
  readdirSync(fixtures)
    .filter((name) => name.endsWith(ending))
    .flatMap((name) => parsePem(readFileSync(new URL(name, fixtures), "latin1")));
const certificates = blocksOf(".crt");
const keys = blocksOf(".key").filter(({ label }) => label !== "EC PARAMETERS");

/** The result, or undefined for a DerError; anything else that is thrown fails the test. */
function resultOf<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof DerError) return undefined;
    throw thrown;
  }
}

/** Everything that is asked of a certificate after it was read. */
function useCertificate(bytes: Uint8Array): boolean {
  const certificate = resultOf(() => parseCertificate(bytes));
  if (certificate === undefined) return false;
  resultOf(() => publicKeyAlgorithm(certificate.publicKey));
  resultOf(() => rawPublicKey(certificate.publicKey));
  resultOf(() => keyIdentifier(certificate.publicKey));
  resultOf(() => nameText(parseName(certificate.rawIssuer)));
  nameText(certificate.subject);
  subjectOf(certificate.subject);
  serialText(certificate);
  isAuthority(certificate);
  isSelfIssued(certificate);
  isSignedBy(certificate, certificate);
  expect(fingerprint(certificate)).toMatch(/^[0-9a-f]{64}$/);
  expect(Buffer.compare(certificate.raw, bytes.subarray(0, certificate.raw.length))).toBe(0);
  expect(parseCertificates(encodeCertificatePem(certificate))).toHaveLength(1);
  expect([certificate.notBefore, certificate.notAfter].every((at) => !Number.isNaN(at.getTime()))).toBe(true);
  return true;
}

/** Go's parser and verifier: a certificate, or a text. Whatever the certificate says, the verifier has an answer. */
function useAsGo(bytes: Uint8Array): boolean {
  const certificate = readAsGo(bytes);
  if (typeof certificate === "string") {
    expect(certificate.length).toBeGreaterThan(5);
    return false;
  }
  for (const profile of ["go", "strict"] as const) {
    const others = { leaf: bytes, roots: [bytes], intermediates: [bytes], at: new Date("2026-11-25T00:00:00Z") };
    const { accepted, reason, chains } = validatePath({ ...others, name: "a.example.com", profile });
    expect(accepted).toBe(chains.length > 0);
    expect(accepted).toBe(reason === undefined);
    validatePath({ ...others, roots: [], keyUsages: ["any"], profile });
  }
  return true;
}

/** A key that is read can be written, and what is written is read as the same key. */
function useKey(label: string, bytes: Uint8Array): boolean {
  const key = resultOf(() => parsePrivateKey(encodePem(label, bytes)));
  if (key === undefined) return false;
  for (const encoding of ["pkcs8", "traditional"] as const) {
    const again = parsePrivateKey(encodePrivateKey(key, encoding));
    expect(Buffer.compare(again.publicKey, key.publicKey)).toBe(0);
    expect(again.algorithm).toBe(key.algorithm);
  }
  return true;
}

/** One edit of bytes: replaced, cut out, put in, doubled, cut off. */
const edit = fc.record({
  kind: fc.constantFrom("replace", "flip", "remove", "insert", "double", "cut"),
  at: fc.nat(),
  length: fc.integer({ min: 1, max: 40 }),
  bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
});
type Edit = typeof edit extends fc.Arbitrary<infer T> ? T : never;

function edited(bytes: Uint8Array, { kind, at, length, bytes: put }: Edit): Uint8Array {
  const from = at % (bytes.length + 1);
  const [before, after] = [bytes.subarray(0, from), bytes.subarray(from)];
  if (kind === "replace") return Buffer.concat([before, put, after.subarray(put.length)]);
  if (kind === "flip")
    return Buffer.concat([before, Uint8Array.of((after[0] ?? 0) ^ (1 << (length & 7))), after.subarray(1)]);
  if (kind === "remove") return Buffer.concat([before, after.subarray(length)]);
  if (kind === "insert") return Buffer.concat([before, put, after]);
  if (kind === "double") return Buffer.concat([before, after.subarray(0, length), after]);
  return before;
}

const edits = fc.array(edit, { minLength: 1, maxLength: 3 });
const mutated = (blocks: readonly { label: string; bytes: Uint8Array }[]) =>
  fc
    .tuple(fc.constantFrom(...blocks), edits)
    .map(([{ label, bytes }, list]) => ({ label, bytes: list.reduce(edited, bytes) }));

describe("damaged", () => {
  test("certificates", () => {
    let read = 0;
    fc.assert(
      fc.property(mutated(certificates), ({ bytes }) => {
        if (useCertificate(bytes)) read++;
      }),
      { numRuns: 4000 },
    );
    // Some edits hit a name or a signature and leave a certificate that reads: both ways were gone.
    expect(read).toBeGreaterThan(100);
  });

  test("certificates, as Go reads them", () => {
    let read = 0;
    fc.assert(
      fc.property(mutated(certificates), ({ bytes }) => {
        if (useAsGo(bytes)) read++;
      }),
      { numRuns: 1500 },
    );
    expect(read).toBeGreaterThan(50);
  });

  test("private keys", () => {
    let read = 0;
    fc.assert(
      fc.property(mutated(keys), ({ label, bytes }) => {
        if (useKey(label, bytes)) read++;
      }),
      { numRuns: 2000 },
    );
    expect(read).toBeGreaterThan(10);
  });

  test("an RSA key with any one bit of its numbers flipped: OpenSSL would sign with most of them", () => {
    const rsa = blocksOf("openssl-rsa-pkcs1.key")[0]?.bytes;
    if (rsa === undefined) throw new Error("no RSA key among the fixtures");
    expect(resultOf(() => parsePrivateKey(encodePem("RSA PRIVATE KEY", rsa)))).toBeDefined();
    // The sequence's head has four bytes, the version three.
    for (let at = 7; at < rsa.length; at++) {
      const damaged = Buffer.from(rsa);
      damaged[at] = (damaged[at] ?? 0) ^ (1 << (at & 7));
      expect(
        resultOf(() => parsePrivateKey(encodePem("RSA PRIVATE KEY", damaged))),
        `byte ${at}`,
      ).toBeUndefined();
    }
  });

  test("PEM texts", () => {
    const texts = [...certificates, ...keys].map(({ label, bytes }) => encodePem(label, bytes));
    const piece = fc.oneof(
      fc.string(),
      fc.constantFrom(
        "-----",
        "-----BEGIN ",
        "-----END ",
        "\n",
        "\r\n",
        "=",
        "CERTIFICATE",
        "Proc-Type: 4,ENCRYPTED\n\n",
      ),
    );
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(), fc.nat(80), piece, (text, at, length, put) => {
        const from = at % text.length;
        const damaged = text.slice(0, from) + put + text.slice(from + length);
        for (const { label, bytes, offset } of parsePem(damaged)) {
          expect(damaged.startsWith(`-----BEGIN ${label}-----`, offset)).toBe(true);
          expect(bytes.length).toBeLessThanOrEqual(damaged.length);
        }
        resultOf(() => parseCertificates(damaged));
        resultOf(() => parsePrivateKey(damaged));
      }),
      { numRuns: 3000 },
    );
  });
});

describe("made up", () => {
  /** DER that is well formed, of any shape. */
  const { value } = fc.letrec<{ value: Uint8Array; inner: Uint8Array }>((tie) => ({
    value: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      tie("inner"),
      fc
        .array(tie("value"), { maxLength: 4 })
        .chain((parts) => fc.constantFrom(0x30, 0x31, 0xa0, 0xa1, 0xa2, 0xa3).map((tag) => der.tlv(tag, ...parts))),
    ),
    inner: fc
      .tuple(
        fc.constantFrom(1, 2, 3, 4, 5, 6, 12, 19, 22, 23, 24, 0x80, 0x81, 0x82, 0x86, 0x87),
        fc.uint8Array({ maxLength: 20 }),
      )
      .map(([tag, bytes]) => der.tlv(tag, bytes)),
  }));

  test("bytes of any shape, to every reader", () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), value), (bytes) => {
        useCertificate(bytes);
        useAsGo(bytes);
        for (const label of ["PRIVATE KEY", "EC PRIVATE KEY", "RSA PRIVATE KEY"]) useKey(label, bytes);
        resultOf(() => parseName(bytes));
        resultOf(() => oidText(bytes));
        resultOf(() => publicKeyAlgorithm(bytes));
        resultOf(() => rawPublicKey(bytes));
        resultOf(() => parseExtensions(new DerReader(bytes)));
        resultOf(() => integerContents(new DerReader(bytes), "x"));
        resultOf(() => readTime(new DerReader(bytes), "x"));
      }),
      { numRuns: 3000 },
    );
  });

  test("any text", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary", maxLength: 200 })), (text) => {
        expect(parsePem(text).length).toBe(0);
        expect(resultOf(() => parseCertificates(text))).toBeUndefined();
        expect(resultOf(() => parsePrivateKey(text))).toBeUndefined();
      }),
    );
  });

  test("what is written is read again, whatever the bytes", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Z][A-Z0-9 ]{0,20}[A-Z]$/),
        fc.uint8Array({ maxLength: 400 }),
        (label, bytes) => {
          const [block, ...others] = parsePem(`noise\n${encodePem(label, bytes)}noise`);
          expect(others).toEqual([]);
          expect({ label: block?.label, bytes: Buffer.from(block?.bytes ?? []) }).toEqual({
            label,
            bytes: Buffer.from(bytes),
          });
        },
      ),
    );
  });
});

describe("large: the time goes with the length", () => {
  const MEGABYTE = 1 << 20;
  const nested = (): Uint8Array => {
    let bytes: Uint8Array = new Uint8Array();
    while (bytes.length < 20_000) bytes = der.tlv(0x30, bytes);
    return bytes;
  };
  const repeated = (bytes: Uint8Array): Uint8Array => Buffer.alloc(MEGABYTE, bytes);
  test.each<[string, () => unknown]>([
    ["sequences in sequences", () => parseCertificate(nested())],
    ["empty sequences side by side", () => parseCertificate(der.tlv(0x30, repeated(Uint8Array.of(0x30, 0))))],
    [
      "a name of many parts",
      () =>
        parseName(
          der.tlv(0x30, repeated(der.tlv(0x31, der.tlv(0x30, der.oid("2.5.4.3"), der.tlv(12, Buffer.from("x")))))),
        ),
    ],
    ["a long object identifier", () => oidText(repeated(Uint8Array.of(0x81, 0x01)))],
    [
      "a long integer in an RSA key",
      () =>
        parsePrivateKey(
          encodePem(
            "RSA PRIVATE KEY",
            der.tlv(
              0x30,
              ...Array.from({ length: 9 }, () => der.tlv(2, Uint8Array.of(1), new Uint8Array(MEGABYTE / 8))),
            ),
          ),
        ),
    ],
    ["BEGIN lines without end", () => parsePem("-----BEGIN CERTIFICATE-----\n".repeat(40_000))],
    ["boundaries of changing labels", () => parsePem("-----BEGIN A-----\n-----END B-----\n".repeat(40_000))],
    ["headers without end", () => parsePem(`-----BEGIN A-----\n${"a:".repeat(MEGABYTE / 2)}\n-----END A-----\n`)],
    ["dashes", () => parsePem("-".repeat(MEGABYTE))],
    ["spaces in the base64", () => parsePem(`-----BEGIN A-----\n${" ".repeat(MEGABYTE)}x\n-----END A-----\n`)],
    ["many certificates", () => parseCertificates(encodePem("CERTIFICATE", certificates[0]!.bytes).repeat(1000))],
  ])("%s", (_, read) => {
    const start = performance.now();
    resultOf(read);
    expect(performance.now() - start).toBeLessThan(2000);
  });
});
