/**
 * Whether a point is on its curve, by the curve's equation y² = x³ - 3x + b (NIST SP 800-186 section 3.2.1): what Go checks of
 * every key that it parses. OpenSSL's own check is part of opening a key, and takes a hundred times as long.
 */

interface Curve {
  readonly p: bigint;
  readonly b: bigint;
}

/** By the bytes of a coordinate. */
const CURVES: ReadonlyMap<number, Curve> = new Map([
  [28, { p: 2n ** 224n - 2n ** 96n + 1n, b: 0xb4050a850c04b3abf54132565044b0b7d7bfd8ba270b39432355ffb4n }],
  [
    32,
    {
      p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
      b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    },
  ],
  [
    48,
    {
      p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
      b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    },
  ],
  [
    66,
    {
      p: 2n ** 521n - 1n,
      b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    },
  ],
]);

/** `point`: 4, then both coordinates with `bytes` bytes each; false too for a curve that is none of Go's. */
export function isOnCurve(point: Uint8Array, bytes: number): boolean {
  const curve = CURVES.get(bytes);
  if (curve === undefined || point.length !== 1 + 2 * bytes || point[0] !== 4) return false;
  const { p, b } = curve;
  const hex = Buffer.from(point.buffer, point.byteOffset, point.length).toString("hex");
  const x = BigInt(`0x${hex.slice(2, 2 + 2 * bytes)}`);
  const y = BigInt(`0x${hex.slice(2 + 2 * bytes)}`);
  if (x >= p || y >= p) return false;
  return (y * y - (x * x - 3n) * x - b) % p === 0n;
}
