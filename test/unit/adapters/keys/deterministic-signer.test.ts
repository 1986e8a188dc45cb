import { createPublicKey, randomBytes, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import { deterministicSigner } from "../../../../src/adapters/keys/deterministic-signer.ts";
import { nodeKeyMaker, nodeSigner } from "../../../../src/adapters/keys/node-keys.ts";
import { CURVES, curveOf, ecFromScalar } from "../../../../src/x509/key-encoding.ts";
import type { PrivateKey } from "../../../../src/x509/private-key.ts";
import { signatureAlgorithmFor } from "../../../../src/x509/signature.ts";

/** r and s of a DER signature, without leading zeros. */
function numbersOf(signature: Uint8Array): string[] {
  const bytes = Buffer.from(signature);
  const start = bytes[1] === 0x81 ? 3 : 2;
  const length = bytes[start + 1] ?? 0;
  const r = bytes.subarray(start + 2, start + 2 + length);
  return [r, bytes.subarray(start + 4 + length)].map((n) => n.toString("hex").replace(/^0+/, ""));
}

// RFC 6979 appendix A.2.5.
const SCALAR = Buffer.from("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", "hex");

describe("signatures that follow from key and message", () => {
  test.each([
    [
      "sample",
      "EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716",
      "F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
    ],
    [
      "test",
      "F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367",
      "019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083",
    ],
  ])("are those of RFC 6979 for %s", (message, r, s) => {
    const curve = curveOf("ECDSA-P256");
    if (curve === undefined) throw new Error("no curve");
    const signature = deterministicSigner(ecFromScalar(curve, SCALAR)).sign(Buffer.from(message)) as Uint8Array;
    expect(numbersOf(signature)).toEqual([r, s].map((n) => n.toLowerCase().replace(/^0+/, "")));
  });

  test.each(CURVES.map(({ algorithm }) => algorithm))(
    "of %s are the same twice, and OpenSSL takes them",
    (algorithm) => {
      const { digest } = signatureAlgorithmFor(algorithm);
      for (let i = 0; i < 20; i++) {
        const key = nodeKeyMaker.make(algorithm) as PrivateKey;
        const publicKey = createPublicKey({ key: Buffer.from(key.publicKey), format: "der", type: "spki" });
        const message = randomBytes(i * 7);
        const signature = deterministicSigner(key).sign(message) as Uint8Array;
        expect(verify(digest, message, publicKey, signature)).toBe(true);
        expect(Buffer.compare(deterministicSigner(key).sign(message) as Uint8Array, signature)).toBe(0);
        expect(Buffer.compare(nodeSigner(key).sign(message) as Uint8Array, signature)).not.toBe(0);
      }
    },
  );

  test("of Ed25519 are Node's", () => {
    const key = nodeKeyMaker.make("Ed25519") as PrivateKey;
    expect(deterministicSigner(key).sign(SCALAR)).toEqual(nodeSigner(key).sign(SCALAR));
  });
});
