/** JSON Web Tokens (RFC 7519), read and not believed. The signature, which makes it a secret, is not shown. */

export interface TokenText {
  /** Empty where the token cannot be read. */
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

export function tokenText(token: string): TokenText {
  const [header = "", claims = ""] = token.split(".");
  return { header: fieldsOf(header), claims: fieldsOf(claims) };
}

/** No token of Kubernetes is near this. */
const MOST_CHARACTERS = 100_000;

function fieldsOf(part: string): Readonly<Record<string, unknown>> {
  if (part.length > MOST_CHARACTERS) return {};
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : {};
  } catch {
    return {};
  }
}
