/** Texts as Go's fmt and net print them. */
import { formatAddress } from "../ip-address.ts";

/** Go's %q: a quoted string of printable characters, the others escaped. */
export function quoted(text: string): string {
  let out = '"';
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    if (character === '"' || character === "\\") out += `\\${character}`;
    else if (code >= 0x20 && code < 0x7f) out += character;
    else if (SHORT[code] !== undefined) out += SHORT[code];
    else if (code < 0x20 || code === 0x7f) out += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (/\p{C}|\p{Z}/u.test(character)) out += `\\u${code.toString(16).padStart(4, "0")}`;
    else out += character;
  }
  return `${out}"`;
}

/** The same of bytes, a character each: what is not UTF-8 is escaped byte by byte. */
export function quotedBytes(latin: string): string {
  try {
    return quoted(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(latin, "latin1")));
  } catch {
    const parts = latin.split(/([\u0080-\u00ff])/);
    const escaped = parts.map((part, i) =>
      i % 2 === 1 ? `\\x${part.charCodeAt(0).toString(16)}` : quoted(part).slice(1, -1),
    );
    return `"${escaped.join("")}"`;
  }
}

const SHORT: Readonly<Record<number, string>> = {
  7: "\\a",
  8: "\\b",
  9: "\\t",
  10: "\\n",
  11: "\\v",
  12: "\\f",
  13: "\\r",
};

/** net.IP.String: an IPv4 address in IPv6's clothes is printed as IPv4. */
export const addressText = (bytes: Uint8Array): string => formatAddress(toFour(bytes) ?? bytes);

/** The four bytes of an IPv4 address, also of one mapped into IPv6; undefined for others. */
export function toFour(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length === 4) return bytes;
  const mapped = bytes.length === 16 && bytes.subarray(0, 10).every((byte) => byte === 0);
  return mapped && bytes[10] === 0xff && bytes[11] === 0xff ? bytes.subarray(12) : undefined;
}

/** Lower case of ASCII letters only. */
export const lowerAscii = (text: string): string => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
