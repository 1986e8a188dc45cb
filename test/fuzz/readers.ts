/**
 * Damaged input by the million, to every reader of bytes and texts. What comes is told by its number alone, so that an
 * input that was found can be made again: `npm run fuzz -- --from 123456 --inputs 1`.
 */
import { readDerContents } from "../../src/inventory/contents/der-contents.ts";
import { openerWith } from "../../src/inventory/contents/opener.ts";
import { readContents } from "../../src/inventory/contents/read-contents.ts";
import { parseSpec } from "../../src/spec/parse-spec.ts";
import { parseCertificate, parseCertificates } from "../../src/x509/certificate.ts";
import { DerError } from "../../src/x509/der-reader.ts";
import { DerivationBudget } from "../../src/x509/derivation-budget.ts";
import { parsePrivateKey } from "../../src/x509/key-encoding.ts";
import { readAsGo, validatePath } from "../../src/x509/path/validate.ts";
import { encodePem, parsePem } from "../../src/x509/pem.ts";
import { openPkcs12 } from "../../src/x509/pkcs12-reader.ts";
import { parseRevocationList } from "../../src/x509/revocation-list.ts";
import { parseSigningRequest } from "../../src/x509/signing-request.ts";
import { damaged, random } from "./damage.ts";

/** What is damaged: bytes of each kind. */
export interface Seeds {
  readonly der: readonly { readonly label: string; readonly bytes: Uint8Array }[];
  readonly pem: readonly Uint8Array[];
  readonly yaml: readonly Uint8Array[];
}

export interface FuzzResult {
  readonly inputs: number;
  /** Of those, how many some reader took. */
  readonly read: number;
  /** The input that took longest, and how long, in milliseconds. */
  readonly slowest: { readonly input: number; readonly milliseconds: number };
}

/** An input that a reader answered with something else than a result or a typed error. */
export class Crash extends Error {
  constructor(input: number, cause: unknown) {
    super(`input ${input}: ${cause instanceof Error ? cause.stack : String(cause)}`);
  }
}

export function fuzzReaders(seeds: Seeds, from: number, inputs: number, now: () => number): FuzzResult {
  let read = 0;
  let slowest = { input: from, milliseconds: 0 };
  for (let input = from; input < from + inputs; input++) {
    const start = now();
    try {
      if (one(seeds, input)) read++;
    } catch (error) {
      throw new Crash(input, error);
    }
    const milliseconds = now() - start;
    if (milliseconds > slowest.milliseconds) slowest = { input, milliseconds };
  }
  return { inputs, read, slowest };
}

/** True when something was read. */
function one(seeds: Seeds, input: number): boolean {
  const next = random(input);
  const kind = input % 10;
  if (kind < 4) {
    const seed = seeds.der[next(seeds.der.length)];
    if (seed === undefined) return false;
    return readDer(seed.label, damaged(seed.bytes, seeds.der[next(seeds.der.length)]?.bytes, "der", next), input);
  }
  const list = kind < 7 ? seeds.pem : seeds.yaml;
  const [seed, other] = [list[next(list.length)], list[next(list.length)]];
  if (seed === undefined) return false;
  return kind < 7
    ? readPem(damaged(seed, other, "pem", next), input)
    : readYaml(damaged(seed, other, "yaml", next), input);
}

const AT = new Date("2026-11-25T00:00:00Z");

function readDer(label: string, bytes: Uint8Array, input: number): boolean {
  const results = [
    resultOf(() => parseCertificate(bytes)),
    resultOf(() => parseSigningRequest(bytes)),
    resultOf(() => parseRevocationList(bytes)),
    resultOf(() => parsePrivateKey(encodePem(label.includes("KEY") ? label : "PRIVATE KEY", bytes))),
    // Opening takes as long as whoever encrypted it wanted: a sample.
    resultOf(() => openPkcs12(bytes, "passphrase", new DerivationBudget(input % 64 < 4 ? 8000 : 1))),
    readDerContents(bytes)?.contents[0],
  ];
  const certificate = readAsGo(bytes);
  if (typeof certificate !== "string" && input % 8 === 0)
    for (const profile of ["go", "strict"] as const)
      validatePath({ leaf: bytes, roots: [bytes], intermediates: [bytes], name: "a.example.com", at: AT, profile });
  return typeof certificate !== "string" || results.some((one) => one !== undefined);
}

function readPem(bytes: Uint8Array, input: number): boolean {
  const text = Buffer.from(bytes).toString("latin1");
  for (const { bytes: inside } of parsePem(text))
    if (inside.length > text.length) throw new Error("more bytes than the text has");
  const certificates = resultOf(() => parseCertificates(text));
  const key = resultOf(() => parsePrivateKey(text));
  const { contents } = readContents(bytes, input % 64 === 0 ? openerWith("passphrase") : undefined);
  return certificates !== undefined || key !== undefined || contents.length > 0;
}

function readYaml(bytes: Uint8Array, input: number): boolean {
  const { contents } = readContents(bytes);
  if (input % 4 !== 0) return contents.length > 0;
  const { spec, issues } = parseSpec([{ file: "f", text: Buffer.from(bytes).toString("utf8") }]);
  if (spec === undefined && issues.length === 0) throw new Error("neither a specification nor an issue");
  return contents.length > 0 || spec !== undefined;
}

function resultOf<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof DerError) return undefined;
    throw thrown;
  }
}
