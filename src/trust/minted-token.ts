/** A service account's token that does not exist yet, as an API server will sign it for a pod: believed or not by another. */
import type { Place } from "../inventory/actual.ts";
import { INVALID_TOKEN, NO_SUCH_SIGNATURE, type TokenRules, type TokenVerdict, wrongAudience } from "./token.ts";

export interface MintedToken {
  /** The public half of --service-account-signing-key-file, SubjectPublicKeyInfo, DER. */
  readonly key: Uint8Array;
  /** The first --service-account-issuer. */
  readonly issuer: string;
  readonly audiences: readonly string[];
  /** The file that signs it. */
  readonly place: Place;
  readonly namespace: string;
  readonly name: string;
}

/** In the order of `judgeToken`. */
export function judgeMinted({ key, issuer, audiences, namespace, name }: MintedToken, rules: TokenRules): TokenVerdict {
  if (!rules.issuers.includes(issuer)) return { accepted: false, reason: "issuer", errors: [INVALID_TOKEN] };
  if (!rules.keys.some((one) => Buffer.compare(one, key) === 0))
    return { accepted: false, reason: "signature", errors: [INVALID_TOKEN, NO_SUCH_SIGNATURE] };
  if (!audiences.some((one) => rules.audiences.includes(one)))
    return { accepted: false, reason: "audience", errors: [INVALID_TOKEN, wrongAudience(audiences, rules.audiences)] };
  const user = `system:serviceaccount:${namespace}:${name}`;
  return { accepted: true, user, groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`] };
}
