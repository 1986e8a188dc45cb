/** Tokens that stand in Secrets: of service accounts, and those by which nodes join. */
import { SecretText } from "../../x509/secret-text.ts";
import type { Content, Within } from "../actual.ts";
import { type Fields, isFields, textOf } from "./documents.ts";

/** `value`: a Secret. What is in `stringData` goes before what is in `data`, as the API server has it. */
export function secretTokens({ type, data, stringData }: Fields, within: Within): Content[] {
  const field = (name: string): string | undefined => {
    const plain = isFields(stringData) ? textOf(stringData[name]) : undefined;
    const encoded = isFields(data) ? textOf(data[name]) : undefined;
    return plain ?? (encoded === undefined ? undefined : Buffer.from(encoded, "base64").toString("utf8"));
  };
  if (type === "kubernetes.io/service-account-token") {
    const token = field("token");
    return token === undefined ? [] : [{ kind: "token", within, token: new SecretText(token.trim()) }];
  }
  const [id, secret] = [field("token-id"), field("token-secret")];
  if (type !== "bootstrap.kubernetes.io/token" || id === undefined || secret === undefined) return [];
  const end = field("expiration");
  return [
    {
      kind: "bootstrap-token",
      within,
      id,
      secret: new SecretText(secret),
      // One that cannot be read has ended (cluster-bootstrap token/util `GetExpiration`).
      expiration: end === undefined || end === "" ? undefined : timeOf(end),
      authenticates: field("usage-bootstrap-authentication") === "true",
      groups: (field("auth-extra-groups") ?? "")
        .split(",")
        .map((group) => group.trim())
        .filter((group) => group !== ""),
    },
  ];
}

function timeOf(text: string): Date {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? new Date(0) : time;
}
