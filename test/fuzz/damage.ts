/** Edits of bytes, by numbers that a seed gives. */

/** The next whole number below a bound. */
export type Next = (below: number) => number;

/** mulberry32: the same seed, the same numbers. */
export function random(seed: number): Next {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, below);
  };
}

const text = (...words: readonly string[]): Uint8Array[] => words.map((word) => Buffer.from(word, "latin1"));

/** What a reader may stumble over, put in as it is. */
const WORDS = {
  der: [
    Uint8Array.of(0x30, 0x80),
    Uint8Array.of(0x30, 0x84, 0xff, 0xff, 0xff, 0xff),
    Uint8Array.of(0x30, 0x88, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff),
    Uint8Array.of(0x02, 0x00),
    Uint8Array.of(0x02, 0x81, 0x01, 0x00),
    Uint8Array.of(0x03, 0x01, 0x08),
    Uint8Array.of(0x05, 0x00),
    Uint8Array.of(0x06, 0x01, 0x80),
    Uint8Array.of(0x1f, 0xff, 0xff, 0x7f),
    Uint8Array.of(0xa0, 0x03, 0x02, 0x01, 0x02),
    Uint8Array.of(0x00, 0x00),
  ],
  pem: text(
    "-----",
    "-----BEGIN ",
    "-----END ",
    "-----BEGIN CERTIFICATE-----\n",
    "-----END CERTIFICATE-----\n",
    "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\n",
    "\r\n",
    "\r",
    "\n\n",
    "=",
    "====",
    "\u0000",
    "\t",
    "\u00ef\u00bb\u00bf",
    "apiVersion: v1\n",
    "[Service]\nExecStart=",
  ),
  yaml: text(
    "&a ",
    "*a ",
    "<<: *a\n",
    "- ",
    "? ",
    ": ",
    "|\n",
    ">-\n",
    "{",
    "}",
    "[",
    "]",
    "!!binary ",
    "!t ",
    "!!js/function ",
    "\t",
    "%YAML 1.1\n",
    "---\n",
    "...\n",
    '"',
    "'",
    "#",
    "\\x",
    "\u0000",
    "\u00ef\u00bb\u00bf",
    "\u00ff\u00fe",
    "__proto__: ",
    "constructor: {prototype: {x: 1}}\n",
    "&a [*a, *a, *a]\n",
    "1e999",
    "0x",
    "kind: Secret\n",
    "data:\n  x: !!binary =\n",
    "-----BEGIN CERTIFICATE-----",
  ),
} as const;

/** One to four edits; `other`: a second input, of which a piece may come in. */
export function damaged(
  bytes: Uint8Array,
  other: Uint8Array | undefined,
  kind: keyof typeof WORDS,
  next: Next,
): Uint8Array {
  let out = Buffer.from(bytes);
  for (let edits = 1 + next(4); edits > 0; edits--) {
    const at = next(out.length + 1);
    const [before, after] = [out.subarray(0, at), out.subarray(at)];
    const length = 1 + next(next(8) === 0 ? 400 : 12);
    const edit = next(9);
    if (edit === 0 && after.length > 0) after[0] = (after[0] ?? 0) ^ (1 << next(8));
    else if (edit === 1 && after.length > 0) after[0] = next(256);
    else if (edit === 2) out = Buffer.concat([before, after.subarray(length)]);
    else if (edit === 3)
      out = Buffer.concat([before, Uint8Array.from({ length: Math.min(length, 16) }, () => next(256)), after]);
    else if (edit === 4) out = Buffer.concat([before, after.subarray(0, length), after]);
    else if (edit === 5) {
      const from = next(other?.length ?? 0);
      out = Buffer.concat([before, other?.subarray(from, from + length) ?? new Uint8Array(), after]);
    } else if (edit === 6 && next(4) === 0) out = Buffer.from(before);
    else {
      const word = WORDS[kind][next(WORDS[kind].length)] ?? new Uint8Array();
      out = Buffer.concat([before, word, next(2) === 0 ? after : after.subarray(word.length)]);
    }
  }
  return out;
}
