/** PEM blocks in a text, replaced wherever they stand: by themselves, indented in YAML, as base64 in a field. */

/** What a block becomes; undefined: it stays. */
export type ReplaceBlock = (label: string, bytes: Uint8Array) => string | undefined;

const BLOCK = /-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\s]*)-----END \1-----/g;
/** Base64 of `-----BEGIN `. */
const ENCODED = /LS0tLS1CRUdJTi[A-Za-z0-9+/=]+/g;

export function replaceBlocks(text: string, replace: ReplaceBlock): string {
  const plain = text.replace(BLOCK, (whole, label: string, body: string, offset: number) => {
    const pem = replace(label, Buffer.from(body, "base64"));
    if (pem === undefined) return whole;
    const lineStart = text.lastIndexOf("\n", offset) + 1;
    const before = text.slice(lineStart, offset);
    const indent = /^\s*$/.test(before) ? before : "";
    return pem.trimEnd().replaceAll("\n", `\n${indent}`);
  });
  return plain.replace(ENCODED, (whole) => {
    const inside = Buffer.from(whole, "base64").toString("latin1");
    const other = replaceBlocks(inside, replace);
    return other === inside ? whole : Buffer.from(other, "latin1").toString("base64");
  });
}
