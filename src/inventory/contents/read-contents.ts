/** What the bytes of a file are, whatever it is called and wherever it stands. */
import { SecretText } from "../../x509/secret-text.ts";
import type { Content } from "../actual.ts";
import { readConfigDocument } from "../settings/config-document.ts";
import { readEnvironmentFile, readFlagFile } from "../settings/environment.ts";
import { readStaticPod } from "../settings/static-pod.ts";
import { isUnit, readUnit } from "../settings/systemd-unit.ts";
import { readDerContents } from "./der-contents.ts";
import { type Fields, isFields, readDocuments } from "./documents.ts";
import { type Finding, type LocalNote, NOTHING } from "./finding.ts";
import { isKubeconfig, readKubeconfig } from "./kubeconfig.ts";
import { readObject } from "./object.ts";
import type { Opener } from "./opener.ts";
import { readPemContents } from "./pem-contents.ts";

/** Mappings that begin like ours: a key of a configuration at a line's start, or a brace. */
const DOCUMENT = /^["']?[A-Za-z][\w.-]*["']?[ ]*:(?:\s|$)/m;
/** Characters of a unit, an environment file, a token. */
const MOST_TEXT = 1 << 20;
/** A signed token, or a bootstrap token. */
const TOKEN = /^(?:eyJ[\w-]+\.[\w-]+\.[\w-]+|[a-z0-9]{6}\.[a-z0-9]{16})\s*$/;

export function readContents(bytes: Uint8Array, opener?: Opener): Finding {
  const der = readDerContents(bytes, opener);
  if (der !== undefined) return der;
  const start = bytes.subarray(0, 4096);
  // Programs, images, databases: no text has a zero byte.
  if (start.includes(0)) return NOTHING;
  const written = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("utf8");
  const text = written.replace(/^\uFEFF/, "");
  // A script holds whatever it holds for its own use.
  if (text.startsWith("#!")) return NOTHING;
  const isJson = /^\s*\{/.test(text);
  const isMapping = isJson || /^(?:apiVersion|kind|"apiVersion")/m.test(text);
  if (!isMapping) {
    // To Go's PEM reader a byte order mark is text before the first boundary, which is then none.
    const pem = readPemContents(written, opener);
    if (pem !== undefined) return pem;
  }
  // Settings are short; whatever else is as large is a log.
  if (!isMapping && text.length > MOST_TEXT) return NOTHING;
  if (isUnit(text)) return { contents: [readUnit(text)], notes: [] };
  if (TOKEN.test(text))
    return { contents: [{ kind: "token", within: { line: 1 }, token: new SecretText(text.trim()) }], notes: [] };
  const lines = readFlagFile(text) ?? readEnvironmentFile(text);
  if (lines !== undefined) return { contents: [lines], notes: [] };
  return isJson || DOCUMENT.test(text) ? ofDocuments(text, opener) : NOTHING;
}

function ofDocuments(text: string, opener: Opener | undefined): Finding {
  const { documents, notes } = readDocuments(text);
  // Text that only looked like a mapping is nobody's fault.
  if (documents.length === 0) return /^["']?(?:apiVersion|kind)\b/m.test(text) ? { contents: [], notes } : NOTHING;
  const more: LocalNote[] = [];
  const contents = documents.flatMap((document): Content[] => {
    if (!isFields(document.value)) return [];
    const value: Fields = document.value;
    if (isKubeconfig(value)) return [readKubeconfig(document, more)];
    const settings = (value.kind === "Pod" ? readStaticPod(document) : undefined) ?? readConfigDocument(document);
    if (settings !== undefined) return [settings];
    return typeof value.kind === "string" ? [readObject(document, more, opener)] : [];
  });
  return { contents, notes: [...notes, ...more] };
}
