/** Reading back a random text that was made in an earlier run. */
import { SecretText } from "../x509/secret-text.ts";

/** A random text and its end; undefined for one that does not end. */
export interface KeptSecret {
  readonly text: SecretText;
  readonly expiration: Date | undefined;
}

export type SecretFinding = KeptSecret | { readonly fault: "absent" | "unreadable" };

export const isKept = (finding: SecretFinding): finding is KeptSecret => "text" in finding;

/** Of a token its Secret is read by two fields alone: whatever else differs is found when the file is compared. */
export function readSecret({ form }: { readonly form: "token" | "key" }, text: string | undefined): SecretFinding {
  if (text === undefined) return { fault: "absent" };
  if (form === "key") {
    const key = text.trim();
    return /^[0-9a-f]{64}$/.test(key) ? { text: new SecretText(key), expiration: undefined } : { fault: "unreadable" };
  }
  const secret = field(text, "token-secret");
  if (secret === undefined || !/^[a-z0-9]{16}$/.test(secret)) return { fault: "unreadable" };
  const end = field(text, "expiration");
  const expiration = end === undefined ? undefined : new Date(end);
  if (expiration !== undefined && Number.isNaN(expiration.getTime())) return { fault: "unreadable" };
  return { text: new SecretText(secret), expiration };
}

const field = (text: string, name: string): string | undefined =>
  new RegExp(`^ *${name}: *"?([A-Za-z0-9:.-]+)"? *$`, "m").exec(text)?.[1];
