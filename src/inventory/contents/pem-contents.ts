/** PEM text as what is in it: each block by its label, and what Go would pass over as a note. */
import { parseCertificate } from "../../x509/certificate.ts";
import { DerError } from "../../x509/der-reader.ts";
import { decryptInfo } from "../../x509/encrypted-key.ts";
import { parsePrivateKey, publicKeyAlgorithm } from "../../x509/key-encoding.ts";
import { encodePem, type PemBlock, parsePem } from "../../x509/pem.ts";
import { parseRevocationList } from "../../x509/revocation-list.ts";
import { SecretText } from "../../x509/secret-text.ts";
import { parseSigningRequest } from "../../x509/signing-request.ts";
import { decryptTraditional } from "../../x509/traditional-encryption.ts";
import type { Content, Within } from "../actual.ts";
import { type Finding, type LocalNote, NOTHING } from "./finding.ts";
import { type Opener, whyClosed } from "./opener.ts";

/** A bundle of all roots of the world has some 150. */
const MOST_BLOCKS = 10_000;

type Parse = (block: PemBlock, within: Within) => Content | undefined;

const isEncrypted = ({ label, headers }: PemBlock): boolean =>
  label === "ENCRYPTED PRIVATE KEY" || headers.includes("ENCRYPTED");

const privateKey: Parse = (block, within) =>
  isEncrypted(block)
    ? { kind: "private-key", within, label: block.label, key: undefined, encrypted: true }
    : { kind: "private-key", within, label: block.label, key: parsePrivateKey(encodePem(block.label, block.bytes)) };

/** An encrypted key with what the passphrase opens; without it, and a note, where it does not. */
function opened(block: PemBlock, within: Within, { passphrase, budget }: Opener, notes: LocalNote[]): Content {
  const closed = { kind: "private-key", within, label: block.label, key: undefined, encrypted: true } as const;
  const secret = SecretText.reveal(passphrase);
  try {
    const key =
      block.label === "ENCRYPTED PRIVATE KEY"
        ? parsePrivateKey(encodePem(block.label, block.bytes), (bytes) => decryptInfo(bytes, secret, budget))
        : parsePrivateKey(encodePem(block.label, decryptTraditional(block, secret)));
    return { ...closed, key };
  } catch (error) {
    notes.push({ code: "not-opened", within, message: `the encrypted key stays closed: ${whyClosed(error)}` });
    return closed;
  }
}

const PARSERS: Readonly<Record<string, Parse>> = {
  CERTIFICATE: ({ bytes }, within) => ({ kind: "certificate", within, certificate: parseCertificate(bytes) }),
  "PRIVATE KEY": privateKey,
  "RSA PRIVATE KEY": privateKey,
  "EC PRIVATE KEY": privateKey,
  "ENCRYPTED PRIVATE KEY": privateKey,
  "PUBLIC KEY": ({ bytes }, within) => {
    publicKeyAlgorithm(bytes);
    return { kind: "public-key", within, publicKey: bytes };
  },
  "CERTIFICATE REQUEST": ({ bytes }, within) => ({ kind: "request", within, request: parseSigningRequest(bytes) }),
  "NEW CERTIFICATE REQUEST": ({ bytes }, within) => ({ kind: "request", within, request: parseSigningRequest(bytes) }),
  "X509 CRL": ({ bytes }, within) => ({ kind: "revocation-list", within, list: parseRevocationList(bytes) }),
  // openssl writes them before an EC key; everybody passes over them.
  "EC PARAMETERS": () => undefined,
};

/** Where nearly every certificate stands. */
const FIRST: Within = { field: "block 1", line: 1 };

/** Undefined for a text without PEM. */
export function readPemContents(text: string, opener?: Opener): Finding | undefined {
  if (!text.includes("-----BEGIN ")) return undefined;
  const contents: Content[] = [];
  const notes: LocalNote[] = [];
  const all = parsePem(text);
  const lineOf = lineCounter(text);
  all.slice(0, MOST_BLOCKS).forEach((block, i) => {
    const line = lineOf(block.offset);
    const within = i === 0 && line === 1 ? FIRST : { field: `block ${i + 1}`, line };
    const parse = PARSERS[block.label];
    const { label } = block;
    if (parse === undefined) {
      const message = `the label says ${label}, which no component reads`;
      notes.push({ code: "mislabelled", within, message });
      return;
    }
    try {
      const content =
        parse === privateKey && opener !== undefined && isEncrypted(block)
          ? opened(block, within, opener, notes)
          : parse(block, within);
      if (content !== undefined) contents.push(content);
    } catch (error) {
      if (!(error instanceof DerError)) throw error;
      contents.push({ kind: "damaged", within, label, reason: error.message });
      const other = whatElse(block);
      notes.push(
        other === undefined
          ? { code: "damaged-der", within, message: `the ${label} cannot be read: ${error.message}` }
          : { code: "mislabelled", within, message: `the label says ${label}, and what is in it is ${other}` },
      );
    }
  });
  if (all.length > MOST_BLOCKS) {
    const message = `${all.length} blocks, of which the first ${MOST_BLOCKS} are read`;
    notes.push({ code: "too-large", within: {}, message });
  }
  notes.push(...passedOver(text, all, lineOf));
  // As long as it is: a list that grew has room for sixteen more.
  return { contents: contents.slice(), notes: notes.length === 0 ? NOTHING.notes : notes };
}

/** Under which label a block would parse. */
const whatElse = (block: PemBlock): string | undefined =>
  ["CERTIFICATE", "PRIVATE KEY", "CERTIFICATE REQUEST", "X509 CRL", "EC PRIVATE KEY", "RSA PRIVATE KEY", "PUBLIC KEY"]
    .filter((label) => label !== block.label)
    .find((label) => {
      try {
        return PARSERS[label]?.({ ...block, label }, {}) !== undefined;
      } catch {
        return false;
      }
    });

/** Beginnings of blocks that Go does not take: cut off, damaged, with something before them on their line. */
function passedOver(text: string, blocks: readonly PemBlock[], lineOf: (offset: number) => number): LocalNote[] {
  const taken = new Set(blocks.map(({ offset }) => offset));
  const notes: LocalNote[] = [];
  for (let at = text.indexOf("-----BEGIN "); at >= 0 && notes.length < 10; at = text.indexOf("-----BEGIN ", at + 1)) {
    if (taken.has(at)) continue;
    const message = "the block is cut off or damaged: every component passes over it";
    notes.push({ code: "damaged-pem", within: { line: lineOf(at) }, message });
  }
  return notes;
}

/** Lines of offsets that only grow; begins anew for a smaller one. */
function lineCounter(text: string): (offset: number) => number {
  let line = 1;
  let at = 0;
  return (offset) => {
    if (offset < at) [line, at] = [1, 0];
    for (let next = text.indexOf("\n", at); next >= 0 && next < offset; next = text.indexOf("\n", at)) {
      line++;
      at = next + 1;
    }
    return line;
  };
}
