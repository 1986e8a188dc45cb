// Points that OpenSSL makes are on their curves, and their neighbours are on none.
import { createECDH } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isOnCurve } from "../../../../src/x509/path/curve-point.ts";

const CURVES = [
  ["secp224r1", 28],
  ["prime256v1", 32],
  ["secp384r1", 48],
  ["secp521r1", 66],
] as const;

describe("a point", () => {
  for (const [name, bytes] of CURVES)
    it(`of ${name} is on it, and not when a bit of it differs`, () => {
      for (let i = 0; i < 50; i++) {
        const point = createECDH(name).generateKeys();
        expect(isOnCurve(point, bytes)).toBe(true);
        const other = Buffer.from(point);
        other[2 * bytes] = (other[2 * bytes] ?? 0) ^ 1;
        expect(isOnCurve(other, bytes)).toBe(false);
      }
    });

  it("is refused where a coordinate is not below the curve's prime, the point being the same", () => {
    // P-521 alone has room for a coordinate and the prime in the same bytes.
    const point = createECDH("secp521r1").generateKeys();
    const x = BigInt(`0x${point.subarray(1, 67).toString("hex")}`) + 2n ** 521n - 1n;
    const moved = Buffer.concat([
      Buffer.of(4),
      Buffer.from(x.toString(16).padStart(132, "0"), "hex"),
      point.subarray(67),
    ]);
    expect(isOnCurve(moved, 66)).toBe(false);
  });

  it("is refused in another form, with another length, of another curve", () => {
    const point = createECDH("prime256v1").generateKeys();
    const infinity = Buffer.alloc(65);
    expect(isOnCurve(infinity, 32)).toBe(false);
    expect(isOnCurve(point.subarray(0, 64), 32)).toBe(false);
    expect(isOnCurve(Buffer.concat([Buffer.of(2), point.subarray(1)]), 32)).toBe(false);
    expect(isOnCurve(Buffer.concat([point, Buffer.alloc(32)]), 48)).toBe(false);
    expect(isOnCurve(point, 33)).toBe(false);
  });
});
