/** A service-account token before the API server (kubernetes pkg/serviceaccount/jwt.go, claims.go). */
import { parseJws, verifyJws } from "../x509/jws.ts";

/** What an API server is told about tokens. */
export interface TokenRules {
  /** Public keys of --service-account-key-file, SubjectPublicKeyInfo, DER. */
  readonly keys: readonly Uint8Array[];
  /** --service-account-issuer, each. */
  readonly issuers: readonly string[];
  /** --api-audiences; the first issuer where it is not set. */
  readonly audiences: readonly string[];
}

export type TokenVerdict =
  | { readonly accepted: true; readonly user: string; readonly groups: readonly string[]; readonly until?: Date }
  | {
      readonly accepted: false;
      readonly reason: "malformed" | "issuer" | "signature" | "expired" | "not-yet-valid" | "audience" | "claims";
      /** The errors that the API server logs. */
      readonly errors: readonly string[];
    };

/** Of every token that nobody knows (k8s.io/apiserver pkg/authentication/request/bearertoken). */
export const INVALID_TOKEN = "invalid bearer token";
export const NO_SUCH_SIGNATURE = "go-jose/go-jose: error in cryptographic primitive";
export const wrongAudience = (audiences: readonly string[], wanted: readonly string[]): string =>
  `token audiences ${goQuoted(audiences)} is invalid for the target audiences ${goQuoted(wanted)}`;
const LEGACY_ISSUER = "kubernetes/serviceaccount";

/** Whether the account still exists is not to be seen here: the API server looks it up in the store. */
export function judgeToken(text: string, rules: TokenRules, at: Date): TokenVerdict {
  const token = parseJws(text);
  const refuse = (reason: Exclude<TokenVerdict, { accepted: true }>["reason"], ...errors: string[]): TokenVerdict => ({
    accepted: false,
    reason,
    errors: [INVALID_TOKEN, ...errors],
  });
  if (token === undefined) return refuse("malformed");
  const { claims } = token;
  // A foreign issuer is no error of this authenticator: the next one is asked, and there is none.
  if (typeof claims.iss !== "string" || ![...rules.issuers, LEGACY_ISSUER].includes(claims.iss))
    return refuse("issuer");
  if (!rules.keys.some((key) => verifyJws(token, key))) return refuse("signature", NO_SUCH_SIGNATURE);
  const seconds = Math.floor(at.getTime() / 1000);
  if (typeof claims.exp === "number" && seconds > claims.exp)
    return refuse("expired", "service account token has expired");
  if (typeof claims.nbf === "number" && seconds < claims.nbf)
    return refuse("not-yet-valid", "service account token is not valid yet");
  const audiences = [claims.aud ?? []].flat().filter((one) => typeof one === "string");
  const wanted = audiences.length === 0 && claims.iss === LEGACY_ISSUER ? rules.audiences : audiences;
  if (!wanted.some((one) => rules.audiences.includes(one)))
    return refuse("audience", wrongAudience(audiences, rules.audiences));
  const account = accountOf(claims);
  if (account === undefined) return refuse("claims");
  const until = typeof claims.exp === "number" ? { until: new Date(claims.exp * 1000) } : {};
  return { accepted: true, ...account, ...until };
}

/** A list as Go's %q writes it. */
const goQuoted = (list: readonly string[]): string => `[${list.map((one) => JSON.stringify(one)).join(" ")}]`;

function accountOf(claims: Readonly<Record<string, unknown>>): { user: string; groups: string[] } | undefined {
  const bound = claims["kubernetes.io"] as { namespace?: unknown; serviceaccount?: { name?: unknown } } | undefined;
  const namespace = bound?.namespace ?? claims["kubernetes.io/serviceaccount/namespace"];
  const name = bound?.serviceaccount?.name ?? claims["kubernetes.io/serviceaccount/service-account.name"];
  if (typeof namespace !== "string" || typeof name !== "string" || namespace === "" || name === "") return undefined;
  const subject = `system:serviceaccount:${namespace}:${name}`;
  if (claims.sub !== subject) return undefined;
  return { user: subject, groups: ["system:serviceaccounts", `system:serviceaccounts:${namespace}`] };
}
