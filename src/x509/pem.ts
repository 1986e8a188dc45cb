/** PEM armour (RFC 7468): one reader and one writer for certificates, keys and bundles. */

export interface PemBlock {
  /** `CERTIFICATE`, `EC PRIVATE KEY`, ... */
  readonly label: string;
  readonly bytes: Uint8Array;
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

const BLOCK = /-----BEGIN ([A-Z0-9 ]{1,64})-----([\s\S]*?)-----END \1-----/g;

/**
 * All blocks of a text in order; text between them is ignored, as Go's `encoding/pem` does. A block whose base64 is
 * damaged is left out.
 */
export function parsePem(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  for (const match of text.matchAll(BLOCK)) {
    const [, label = "", body = ""] = match;
    const base64 = body.replace(/\s+/g, "");
    if (base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(base64)) continue;
    blocks.push({ label, bytes: Buffer.from(base64, "base64"), offset: match.index });
  }
  return blocks;
}
