/** Whether a random text that is kept goes on, and how a new one is made. */
import { isKept, type KeptSecret, type SecretFinding } from "../inventory/secret.ts";
import type { DesiredSecret } from "../spec/desired.ts";
import { SecretText } from "../x509/secret-text.ts";
import type { Verdict } from "./credential.ts";

export function judgeSecret({ lifetime }: DesiredSecret, found: SecretFinding, at: Date): Verdict {
  if (!isKept(found)) {
    return found.fault === "absent"
      ? { action: "create", reasons: ["there is none yet"] }
      : { action: "reissue", reasons: ["its file cannot be read"] };
  }
  const { expiration } = found;
  if (expiration === undefined) {
    return lifetime === undefined ? KEEP : { action: "reissue", reasons: ["it would never expire"] };
  }
  const end = `${expiration.toISOString().slice(0, 16)}Z`;
  if (expiration <= at) return { action: "renew", reasons: [`it expired at ${end}`] };
  const wanted = lifetime === undefined ? undefined : endOf(lifetime, at);
  if (wanted === undefined) return { action: "reissue", reasons: [`it would expire at ${end}`] };
  return expiration > wanted ? { action: "reissue", reasons: [`it would live until ${end}`] } : KEEP;
}

const KEEP: Verdict = { action: "keep", reasons: [] };

const endOf = (lifetime: number, at: Date): Date => new Date((Math.floor(at.getTime() / 1000) + lifetime) * 1000);

/** Random bytes that one is made of. */
export const SECRET_BYTES = 32;

/** A new one. 32 random bytes give a token of 16 of 36 characters without any that is likelier than another. */
export function makeSecret({ form, lifetime }: DesiredSecret, random: Uint8Array, at: Date): KeptSecret {
  const hexadecimal = Buffer.from(random).toString("hex");
  const expiration = lifetime === undefined ? undefined : endOf(lifetime, at);
  if (form === "key") return { text: new SecretText(hexadecimal), expiration };
  let left = BigInt(`0x${hexadecimal}`);
  let token = "";
  for (; token.length < 16; left /= 36n) token += (left % 36n).toString(36);
  return { text: new SecretText(token), expiration };
}
