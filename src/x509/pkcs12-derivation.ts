/** The key derivation of PKCS#12 (RFC 7292 appendix B.2), which its integrity check and its old encryptions use. */
import { createHash } from "node:crypto";

/** What the derived bytes are for: the ID byte. */
export const KEY_PURPOSE = { encryption: 1, iv: 2, mac: 3 } as const;

export interface Pkcs12Derivation {
  readonly purpose: number;
  readonly digest: "sha1" | "sha256" | "sha384" | "sha512";
  readonly iterations: number;
  /** Bytes wanted. */
  readonly length: number;
}

/** Bytes that a digest works on at once. */
const BLOCKS = { sha1: 64, sha256: 64, sha384: 128, sha512: 128 } as const;

export function pkcs12Derive(passphrase: string, salt: Uint8Array, derivation: Pkcs12Derivation): Uint8Array {
  const { purpose, digest, iterations, length } = derivation;
  const block = BLOCKS[digest];
  // UTF-16, the high byte first, with the two zeros at its end.
  const password = Buffer.from(`${passphrase}\0`, "utf16le").swap16();
  const diversifier = Buffer.alloc(block, purpose);
  const input = Buffer.concat([repeated(salt, block), repeated(password, block)]);
  const out: Buffer[] = [];
  for (let made = 0; made < length; ) {
    let hash = createHash(digest).update(diversifier).update(input).digest();
    for (let i = 1; i < iterations; i++) hash = createHash(digest).update(hash).digest();
    out.push(hash);
    made += hash.length;
    addOne(input, repeated(hash, block).subarray(0, block));
  }
  return Buffer.concat(out).subarray(0, length);
}

/** Over and over until whole blocks are full. */
function repeated(bytes: Uint8Array, block: number): Buffer {
  const out = Buffer.alloc(Math.ceil(bytes.length / block) * block);
  for (let i = 0; i < out.length; i++) out[i] = bytes[i % bytes.length] ?? 0;
  return out;
}

/** Each block of the input plus the hash plus one, without what overflows. */
function addOne(input: Buffer, added: Uint8Array): void {
  for (let start = 0; start < input.length; start += added.length) {
    let carry = 1;
    for (let i = added.length - 1; i >= 0; i--) {
      carry += (input[start + i] ?? 0) + (added[i] ?? 0);
      input[start + i] = carry & 0xff;
      carry >>= 8;
    }
  }
}
