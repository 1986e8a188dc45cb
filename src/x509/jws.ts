/** Signed tokens (RFC 7515 compact form, RFC 7519): read without belief, and the signature checked by itself. */
import { createPublicKey, verify } from "node:crypto";

export interface Jws {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** What is signed. */
  readonly input: string;
  readonly signature: Uint8Array;
}

/** Longer ones are no tokens: the API server's own are about 1 KiB, and it takes no header over 1 MiB. */
const MOST_CHARACTERS = 1 << 20;

/** Undefined when the text is no such token. */
export function parseJws(text: string): Jws | undefined {
  const parts = text.length > MOST_CHARACTERS ? [] : text.trim().split(".");
  const [head = "", body = "", tail = ""] = parts;
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]*$/.test(part))) return undefined;
  const [header, claims] = [record(head), record(body)];
  if (header === undefined || claims === undefined) return undefined;
  return { header, claims, input: `${head}.${body}`, signature: Buffer.from(tail, "base64url") };
}

function record(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Algorithms by the kind of key (RFC 7518 section 3.1); a key of another kind verifies nothing. */
const ALGORITHMS: Readonly<Record<string, { readonly digest: string; readonly key: "rsa" | "ec" }>> = {
  RS256: { digest: "sha256", key: "rsa" },
  RS384: { digest: "sha384", key: "rsa" },
  RS512: { digest: "sha512", key: "rsa" },
  ES256: { digest: "sha256", key: "ec" },
  ES384: { digest: "sha384", key: "ec" },
  ES512: { digest: "sha512", key: "ec" },
};

/** Whether a public key (SubjectPublicKeyInfo, DER) made the signature, by the algorithm that the header names. */
export function verifyJws({ header, input, signature }: Jws, publicKey: Uint8Array): boolean {
  const { alg } = header;
  const algorithm = typeof alg === "string" && Object.hasOwn(ALGORITHMS, alg) ? ALGORITHMS[alg] : undefined;
  if (algorithm === undefined) return false;
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey), format: "der", type: "spki" });
    if (key.asymmetricKeyType !== algorithm.key) return false;
    return verify(algorithm.digest, Buffer.from(input), { key, dsaEncoding: "ieee-p1363" }, signature);
  } catch {
    return false;
  }
}
