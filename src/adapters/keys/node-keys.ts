/** Key pairs and signatures by Node's own OpenSSL. */
import { createPrivateKey, generateKeyPair, generateKeyPairSync, sign } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Entropy, KeyMaker, Signer } from "../../ports.ts";
import {
  type Curve,
  curveOf,
  ecFromScalar,
  ed25519FromSeed,
  privateKeyDer,
  rsaFromPkcs1,
} from "../../x509/key-encoding.ts";
import { PrivateKey } from "../../x509/private-key.ts";
import { signatureAlgorithmFor } from "../../x509/signature.ts";
import { systemEntropy } from "../system.ts";

/**
 * An EC key from random bytes: a scalar is drawn until it lies between 1 and the group's order (FIPS 186-5 appendix
 * A.2.2), and the point computed from it. Faster than OpenSSL's own generation, whose encoders cost more than the key
 * (docs/decisions/0004-x509-by-hand.md), and the same code serves a seeded source.
 */
function makeEcKey(curve: Curve, entropy: Entropy): PrivateKey {
  for (;;) {
    const scalar = entropy.bytes(curve.bytes);
    scalar[0] = (scalar[0] ?? 0) & curve.topMask;
    try {
      return ecFromScalar(curve, scalar);
    } catch (error) {
      // Zero, or not below the order: once in 2^32 draws at the most on the curves here.
      if ((error as NodeJS.ErrnoException).code !== "ERR_CRYPTO_INVALID_KEYTYPE") throw error;
    }
  }
}

function makeEd25519Key(): PrivateKey {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519", {
    publicKeyEncoding: { type: "spki", format: "der" },
    privateKeyEncoding: { type: "pkcs8", format: "der" },
  });
  return new PrivateKey("Ed25519", publicKey, privateKey.subarray(privateKey.length - 32));
}

/** RSA in the thread pool, as many at a time as there are cores: more only take each other's time. */
function makeRsaKey(bits: number): Promise<PrivateKey> {
  return rsaQueue(
    () =>
      new Promise((resolve, reject) => {
        const encodings = {
          modulusLength: bits,
          publicKeyEncoding: { type: "pkcs1", format: "der" },
          privateKeyEncoding: { type: "pkcs1", format: "der" },
        } as const;
        generateKeyPair("rsa", encodings, (error, _publicKey, privateKey) => {
          if (error) reject(error);
          else resolve(rsaFromPkcs1(privateKey));
        });
      }),
  );
}

const waiting: (() => void)[] = [];
let running = 0;

async function rsaQueue<T>(work: () => Promise<T>): Promise<T> {
  if (running >= availableParallelism()) await new Promise<void>((resume) => waiting.push(resume));
  running++;
  try {
    return await work();
  } finally {
    running--;
    waiting.shift()?.();
  }
}

const systemRandom = systemEntropy();

/** Fresh keys of every algorithm. RSA keys come later, the others at once. */
export const nodeKeyMaker: KeyMaker = {
  make(algorithm) {
    const curve = curveOf(algorithm);
    if (curve !== undefined) return makeEcKey(curve, systemRandom);
    return algorithm === "Ed25519" ? makeEd25519Key() : makeRsaKey(Number(algorithm.slice(4)));
  },
};

/**
 * Keys from an entropy source, for tests that want the same keys each time: EC scalars and Ed25519 seeds. RSA primes
 * cannot be had from OpenSSL this way; `rsa` supplies those keys.
 */
export function seededKeyMaker(entropy: Entropy, rsa: KeyMaker = nodeKeyMaker): KeyMaker {
  return {
    make(algorithm) {
      const curve = curveOf(algorithm);
      if (curve !== undefined) return makeEcKey(curve, entropy);
      return algorithm === "Ed25519" ? ed25519FromSeed(entropy.bytes(32)) : rsa.make(algorithm);
    },
  };
}

/** A signer over a key in memory; the key is opened once. */
export function nodeSigner(key: PrivateKey): Signer {
  const { digest } = signatureAlgorithmFor(key.algorithm);
  const opened = createPrivateKey({ key: Buffer.from(privateKeyDer(key)), format: "der", type: "pkcs8" });
  return { publicKey: key.publicKey, algorithm: key.algorithm, sign: (bytes) => sign(digest, bytes, opened) };
}
