import * as crypto from "node:crypto";

const { createHash } = crypto;
/** Of one go, three times as quick for bytes that are few; Node 20.12 and later. */
const { hash } = crypto as { readonly hash?: typeof crypto.hash };

/** SHA-256, lower-case hexadecimal. */
export const sha256 = (bytes: Uint8Array): string =>
  hash === undefined ? createHash("sha256").update(bytes).digest("hex") : hash("sha256", bytes, "hex");
