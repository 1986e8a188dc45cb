/** Kubernetes objects: whatever of PEM and PKCS#12 stands in their fields, as it is or in base64. */
import { fieldText, type Path, type SourceDocument } from "../../source/source-document.ts";
import type { Content, ObjectContent } from "../actual.ts";
import { readDerContents } from "./der-contents.ts";
import { type Fields, isFields, readDocuments, textOf } from "./documents.ts";
import { type Finding, inside, type LocalNote } from "./finding.ts";
import { isKubeconfig, readKubeconfig } from "./kubeconfig.ts";
import type { Opener } from "./opener.ts";
import { readPemContents } from "./pem-contents.ts";
import { secretTokens } from "./secret-tokens.ts";

/** Of `-----BEGIN `. */
const BASE64_BEGIN = "LS0tLS1CRUdJTi";

export function readObject(document: SourceDocument, notes: LocalNote[], opener?: Opener): ObjectContent {
  const value = document.value as Fields;
  const metadata = isFields(value.metadata) ? value.metadata : {};
  const holds: Content[] = [];
  eachText(value, [], (path, text) => {
    const found = pemIn(text) ?? kubeconfigIn(text) ?? keystoreIn(text, opener);
    if (found === undefined) return;
    const placed = inside(found, { field: fieldText(path), line: document.position(path, "key").line });
    holds.push(...placed.contents);
    notes.push(...placed.notes);
  });
  if (value.kind === "Secret") holds.push(...secretTokens(value, { line: document.position([], "value").line }));
  return {
    kind: "object",
    within: { line: document.position([], "value").line },
    apiVersion: textOf(value.apiVersion) ?? "",
    objectKind: textOf(value.kind) ?? "",
    namespace: textOf(metadata.namespace),
    name: textOf(metadata.name),
    value: value.kind === "Secret" ? { ...value, data: undefined, stringData: undefined } : value,
    holds,
  };
}

function pemIn(text: string): Finding | undefined {
  if (text.includes("-----BEGIN ")) return readPemContents(text);
  const start = text.slice(0, 200).trimStart();
  if (!start.startsWith(BASE64_BEGIN)) return undefined;
  return readPemContents(Buffer.from(text, "base64").toString("latin1"));
}

/** Of DER's long sequences; a PKCS#12 file is never short. */
const BASE64_SEQUENCE = /^MI[A-Za-z0-9+/]{100,}[A-Za-z0-9+/=\s]*$/;

/** PKCS#12 in base64, as cert-manager keeps `keystore.p12` in a Secret. */
function keystoreIn(text: string, opener: Opener | undefined): Finding | undefined {
  if (!BASE64_SEQUENCE.test(text)) return undefined;
  const found = readDerContents(Buffer.from(text, "base64"), opener);
  return found?.contents[0]?.kind === "pkcs12" ? found : undefined;
}

/** A kubeconfig as a text, as ConfigMap cluster-info has one. */
function kubeconfigIn(text: string): Finding | undefined {
  if (!/^kind: Config$/m.test(text) || !/^clusters:/m.test(text)) return undefined;
  const notes: LocalNote[] = [];
  const contents = readDocuments(text).documents.flatMap((document) =>
    isFields(document.value) && isKubeconfig(document.value) ? [readKubeconfig(document, notes)] : [],
  );
  return contents.length === 0 ? undefined : { contents, notes };
}

function eachText(value: unknown, path: Path, take: (path: Path, text: string) => void): void {
  if (typeof value === "string") take(path, value);
  else if (Array.isArray(value)) for (const [i, one] of value.entries()) eachText(one, [...path, i], take);
  else if (isFields(value)) for (const [key, one] of Object.entries(value)) eachText(one, [...path, key], take);
}
