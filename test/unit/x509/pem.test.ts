import fc from "fast-check";
import { expect, test } from "vitest";
import { encodePem, parsePem } from "../../../src/x509/pem.ts";

const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);
const parsed = (text: string) => parsePem(text).map((block) => [block.label, Buffer.from(block.bytes).toString("hex")]);
const A = encodePem("CERTIFICATE", bytes(100));
const KEY = encodePem("EC PRIVATE KEY", bytes(3));
const ONE = ["CERTIFICATE", Buffer.from(bytes(100)).toString("hex")];
const TWO = ["EC PRIVATE KEY", "000102"];

test("lines of 64 characters, and back", () => {
  expect(A.split("\n").map((line) => line.length)).toEqual([27, 64, 64, 8, 25, 0]);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (der) => {
      const [block, more] = parsePem(encodePem("PRIVATE KEY", der));
      expect(more).toBeUndefined();
      expect(Buffer.from(block?.bytes ?? []).equals(der)).toBe(true);
    }),
  );
});

test("blocks stand among other text, with their places", () => {
  const text = `subject=CN=a\n${A}between\n${KEY}after`;
  expect(parsed(text)).toEqual([ONE, TWO]);
  for (const { offset, label } of parsePem(text)) expect(text.slice(offset)).toMatch(`-----BEGIN ${label}-----`);
});

test.each([
  ["CRLF", A.replaceAll("\n", "\r\n")],
  ["no last line end", A.trimEnd()],
  ["space behind the boundaries", A.replaceAll("-----\n", "----- \t\r\n")],
  [
    "lines of another length",
    A.replace(/\n(?=[^-])/g, "")
      .replace("-----EN", "\n-----EN")
      .replace("TE-----", "TE-----\n"),
  ],
  ["spaces and empty lines inside", A.replace(/\n(?!-|$)/g, " \n\n\t")],
  ["headers", A.replace("TE-----\n", "TE-----\nX-Made-By: us\nX-Other: a:b\n\n")],
])("%s", (_, text) => {
  expect(parsed(text)).toEqual([ONE]);
});

test("headers are kept beside the bytes", () => {
  const [block] = parsePem(KEY.replace("KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"));
  expect(block?.headers).toBe("Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n");
});

test.each([
  ["no end", A.slice(0, -26)],
  ["no begin", A.slice(28)],
  ["another label at the end", A.replace("END CERTIFICATE", "END EC PRIVATE KEY")],
  ["a character that is not base64", A.replace("AAEC", "AA*C")],
  ["a character too few", A.replace("AAEC", "AEC")],
  ["padding in the middle", A.replace("AAEC", "AA==")],
  ["an indented boundary", ` ${A.replace("\n-----END", "\n -----END")}`],
  ["text behind the boundary", A.replace("TE-----\n", "TE----- x\n")],
  ["text behind the last boundary", A.replace(/\n$/, " x\n")],
  ["six dashes", A.replace("TE-----\n", "TE------\n")],
  ["an end on the line of the bytes", A.replace("\n-----END", "-----END")],
  ["a begin inside", A.replace("AAEC", "\n-----BEGIN X-----\n")],
])("a damaged block is passed over and the next one read: %s", (_, damaged) => {
  expect(parsed(damaged)).toEqual([]);
  expect(parsed(`${damaged}\n${KEY}`)).toEqual([TWO]);
});

test("a text costs its length: a million boundaries that never close take no time", () => {
  const texts = [
    "-----BEGIN A-----\n",
    "-----BEGIN A",
    "-----",
    "-----BEGIN A-----\n-----END B-----\n",
    "-----BEGIN A-----\n \n",
  ];
  for (const part of texts) {
    const started = performance.now();
    expect(parsePem(part.repeat(200_000))).toEqual([]);
    // Quadratic work would take minutes.
    expect(performance.now() - started).toBeLessThan(5000);
  }
});
