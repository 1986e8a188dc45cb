/**
 * RC2 in CBC mode (RFC 2268), decryption only: what programs before OpenSSL 3 and Windows encrypted the certificates of a
 * PKCS#12 file with. Node's OpenSSL has it no more.
 */
import { DerError } from "./der-reader.ts";

/** RFC 2268 section 2: a permutation from the digits of pi. */
const PI_TABLE = Buffer.from(
  "d978f9c419ddb5ed28e9fd794aa0d89dc67e37832b76538e624c6488448bfba2179a59f587b34f1361456d8d09817d32" +
    "bd8f40eb86b77b0bf09521225c6b4e8254d66593ce60b21c7356c014a78cf1dc1275ca1f3bbee4d1423dd430a33cb626" +
    "6fbf0eda4669075727f21d9bbc944303f811c7f690ef3ee706c3d52fc8661ed708e8eade8052eef784aa72ac354d6a2a" +
    "961ad2715a1549744b9fd05e0418a4ecc2e0416e0f51cbcc2491af50a1f47039997c3a8523b8b47afc02365b25559731" +
    "2d5dfa98e38a92ae05df2910676cbac9d300e6cfe19ea82c6316013f58e289a90d38341bab33ffb0bb480c5fb9b1cd2e" +
    "c5f3db47e5a59c770aa62068fe7fc1ad",
  "hex",
);

/** Section 2; the effective length is the whole key's, as in PKCS#12. */
function expand(key: Uint8Array): Uint16Array {
  const bytes = new Uint8Array(128);
  bytes.set(key);
  const { length } = key;
  const pi = (index: number): number => PI_TABLE[index & 0xff] ?? 0;
  const at = (index: number): number => bytes[index] ?? 0;
  for (let i = length; i < 128; i++) bytes[i] = pi(at(i - 1) + at(i - length));
  bytes[128 - length] = pi(at(128 - length));
  for (let i = 127 - length; i >= 0; i--) bytes[i] = pi(at(i + 1) ^ at(i + length));
  return Uint16Array.from({ length: 64 }, (_, i) => at(2 * i) | (at(2 * i + 1) << 8));
}

const SHIFTS = [1, 2, 3, 5] as const;
/** Rounds between which the words are mashed. */
const ROUNDS = [5, 6, 5] as const;

/** Section 4: one block of four words, in place. */
function decryptBlock(words: Uint16Array, keys: Uint16Array): void {
  const word = (index: number): number => words[index & 3] ?? 0;
  let next = 63;
  for (const [i, rounds] of ROUNDS.entries()) {
    if (i > 0) for (let w = 3; w >= 0; w--) words[w] = word(w) - (keys[word(w + 3) & 63] ?? 0);
    for (let round = 0; round < rounds; round++) {
      for (let w = 3; w >= 0; w--) {
        const shift = SHIFTS[w] ?? 0;
        const turned = (word(w) >> shift) | (word(w) << (16 - shift));
        const [before, second, third] = [word(w + 3), word(w + 2), word(w + 1)];
        words[w] = turned - (keys[next--] ?? 0) - (before & second) - (~before & third);
      }
    }
  }
}

/** Plain bytes without their padding. Throws DerError where that does not fit. */
export function decryptRc2(encrypted: Uint8Array, key: Uint8Array, iv: Uint8Array): Uint8Array {
  if (encrypted.length === 0 || encrypted.length % 8 !== 0 || iv.length !== 8)
    throw new DerError("not whole blocks", 0);
  const keys = expand(key);
  const plain = Buffer.alloc(encrypted.length);
  const source = Buffer.from(encrypted.buffer, encrypted.byteOffset, encrypted.length);
  let before = Buffer.from(iv.buffer, iv.byteOffset, 8);
  const words = new Uint16Array(4);
  for (let at = 0; at < source.length; at += 8) {
    for (let w = 0; w < 4; w++) words[w] = source.readUInt16LE(at + 2 * w);
    decryptBlock(words, keys);
    for (let w = 0; w < 4; w++) plain.writeUInt16LE((words[w] ?? 0) ^ before.readUInt16LE(2 * w), at + 2 * w);
    before = source.subarray(at, at + 8);
  }
  const padding = plain.at(-1) ?? 0;
  const isPadded = padding >= 1 && padding <= 8 && plain.subarray(-padding).every((byte) => byte === padding);
  if (!isPadded) throw new DerError("the padding does not fit", 0);
  return plain.subarray(0, -padding);
}
