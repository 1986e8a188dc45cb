/** PEM armour (RFC 7468): one reader and one writer for certificates, keys and bundles. */

export interface PemBlock {
  /** `CERTIFICATE`, `EC PRIVATE KEY`, ... */
  readonly label: string;
  readonly bytes: Uint8Array;
  /** Lines before the base64, such as `Proc-Type: 4,ENCRYPTED` of an old encrypted key. */
  readonly headers: string;
  /** Where the block starts in the text. */
  readonly offset: number;
}

/** PEM text of DER bytes, 64 characters a line, with the final line end. */
export function encodePem(label: string, der: Uint8Array): string {
  const base64 = Buffer.from(der.buffer, der.byteOffset, der.byteLength).toString("base64");
  let out = `-----BEGIN ${label}-----\n`;
  for (let at = 0; at < base64.length; at += 64) out += base64.slice(at, at + 64) + "\n";
  return `${out}-----END ${label}-----\n`;
}

const BEGIN = "-----BEGIN ";
const DASHES = "-----";
const LABEL = /^[A-Z0-9 ]{1,64}$/;
/** What may follow a boundary on its line. */
const LINE_END = /[ \t\r]*(?:\n|$)/y;
const HEADERS = /^(?:[^\n:]*:[^\n]*\n)*/;

/**
 * All blocks of a text in order, by the rules of Go's `encoding/pem`, which every component reads with: boundaries stand
 * on lines of their own, text between blocks is ignored, a damaged block is passed over and what follows it is read.
 * Each search goes on where the last one ended, so that any text costs its length and no more.
 */
export function parsePem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let at = 0;
  for (;;) {
    const offset = text.indexOf(BEGIN, at);
    const labelEnd = offset < 0 ? -1 : text.indexOf(DASHES, offset + BEGIN.length);
    const end = labelEnd < 0 ? -1 : text.indexOf(DASHES, labelEnd + DASHES.length);
    if (end < 0) return blocks;
    const label = labelOf(text.slice(offset + BEGIN.length, labelEnd));
    const start = lineEnd(text, labelEnd + DASHES.length);
    const closing = `${DASHES}END ${label}${DASHES}`;
    const whole =
      startsLine(text, offset) &&
      LABEL.test(label) &&
      start !== undefined &&
      startsLine(text, end) &&
      text.startsWith(closing, end) &&
      lineEnd(text, end + closing.length) !== undefined;
    at = whole ? end + closing.length : text.startsWith(BEGIN, labelEnd) ? labelEnd : end;
    const block = whole ? decodeBody(text.slice(start, end)) : undefined;
    if (block !== undefined) blocks.push({ label, offset, ...block });
  }
}

/** Labels that are met everywhere. A piece of a text keeps the whole text, which a private key's label must not do. */
const LABELS = new Map(
  [
    "CERTIFICATE",
    "PRIVATE KEY",
    "EC PRIVATE KEY",
    "RSA PRIVATE KEY",
    "ENCRYPTED PRIVATE KEY",
    "PUBLIC KEY",
    "CERTIFICATE REQUEST",
  ].map((label) => [label, label] as const),
);

const labelOf = (label: string): string => LABELS.get(label) ?? label;

const startsLine = (text: string, at: number): boolean => at === 0 || text[at - 1] === "\n";

/** Where the next line begins when nothing but space is left on this one. */
function lineEnd(text: string, at: number): number | undefined {
  LINE_END.lastIndex = at;
  return LINE_END.test(text) ? LINE_END.lastIndex : undefined;
}

function decodeBody(body: string): Pick<PemBlock, "bytes" | "headers"> | undefined {
  const headers = HEADERS.exec(body)?.[0] ?? "";
  const base64 = body.slice(headers.length).replace(/[ \t\r\n]+/g, "");
  if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) return undefined;
  return { bytes: Buffer.from(base64, "base64"), headers };
}
