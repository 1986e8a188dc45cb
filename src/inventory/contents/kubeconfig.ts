/** Kubeconfigs (client-go tools/clientcmd/api/v1): what they hold, and what they name. */
import { fieldText, type Path, type SourceDocument } from "../../source/source-document.ts";
import { SecretText } from "../../x509/secret-text.ts";
import type { KubeconfigContent, KubeconfigMaterial, TokenContent, Within } from "../actual.ts";
import { type Fields, isFields, listOf, textOf } from "./documents.ts";
import type { LocalNote } from "./finding.ts";
import { readPemContents } from "./pem-contents.ts";

export const isKubeconfig = ({ kind, clusters, users }: Fields): boolean =>
  kind === "Config" && (clusters !== undefined || users !== undefined);

export function readKubeconfig(document: SourceDocument, notes: LocalNote[]): KubeconfigContent {
  const value = document.value as Fields;
  const within = (...path: Path): Within => ({
    field: fieldText(path),
    line: document.position(path, "key").line,
  });
  /** Data wins over a file (client-go tools/clientcmd `getServerIdentificationPartialConfig`). */
  const material = (fields: Fields, name: string, path: Path): KubeconfigMaterial | undefined => {
    const data = textOf(fields[`${name}-data`]);
    const file = textOf(fields[name]);
    if (data !== undefined && data !== "") {
      const at = within(...path, `${name}-data`);
      const found = readPemContents(Buffer.from(data, "base64").toString("latin1"));
      notes.push(...(found?.notes ?? [{ code: "damaged-pem", message: `no PEM in ${name}-data`, within: at }]));
      const passedOver = file === undefined || file === "" ? {} : { passedOver: file };
      return { by: "value", within: at, contents: found?.contents ?? [], ...passedOver };
    }
    return file === undefined || file === "" ? undefined : { by: "file", within: within(...path, name), path: file };
  };
  const named = (list: string, part: string) =>
    listOf(value[list]).flatMap((entry, i) => {
      if (!isFields(entry)) return [];
      const fields = isFields(entry[part]) ? entry[part] : {};
      return [{ name: textOf(entry.name) ?? "", fields, path: [list, i, part] as const }];
    });
  return {
    kind: "kubeconfig",
    within: { line: document.position([], "value").line },
    currentContext: textOf(value["current-context"]),
    clusters: named("clusters", "cluster").map(({ name, fields, path }) => ({
      name,
      within: within(...path),
      server: textOf(fields.server),
      serverName: textOf(fields["tls-server-name"]),
      skipsVerification: fields["insecure-skip-tls-verify"] === true,
      authorities: material(fields, "certificate-authority", path),
    })),
    users: named("users", "user").map(({ name, fields, path }) => ({
      name,
      within: within(...path),
      certificate: material(fields, "client-certificate", path),
      key: material(fields, "client-key", path),
      token: token(fields, within, path),
      exec: isFields(fields.exec) ? (textOf(fields.exec.command) ?? "") : undefined,
    })),
    contexts: named("contexts", "context").map(({ name, fields, path }) => ({
      name,
      within: within(...path),
      cluster: textOf(fields.cluster) ?? "",
      user: textOf(fields.user) ?? "",
    })),
  };
}

/** A file wins over the token written there (client-go rest/config.go). */
function token(fields: Fields, within: (...path: Path) => Within, path: Path): KubeconfigMaterial | undefined {
  const file = textOf(fields.tokenFile);
  const text = textOf(fields.token);
  if (file !== undefined && file !== "") return { by: "file", within: within(...path, "tokenFile"), path: file };
  if (text === undefined || text === "") return undefined;
  const at = within(...path, "token");
  const content: TokenContent = { kind: "token", within: at, token: new SecretText(text) };
  return { by: "value", within: at, contents: [content] };
}
