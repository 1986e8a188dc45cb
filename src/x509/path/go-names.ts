/** What Go takes for a domain, a mailbox and a host name (crypto/x509 parser.go and verify.go). */
import { parseAddress } from "../ip-address.ts";
import { lowerAscii, toFour } from "./go-text.ts";

/** Whether a text may be a domain in a subject alternative name or, with a leading dot, in a constraint. */
export function isDomain(text: string, constraint: boolean): boolean {
  if (text === "") return true;
  if (text.endsWith(".")) return false;
  const rest = constraint && text.startsWith(".") ? text.slice(1) : text;
  if (/[^!-~]/.test(rest)) return false;
  // Of a label that is the first one the length is counted from the beginning; an empty first one is refused.
  return !rest.split(".").includes("");
}

export interface Mailbox {
  readonly local: string;
  readonly domain: string;
}

export const mailboxText = ({ local, domain }: Mailbox): string => `${local}@${domain}`;

/** RFC 2821's mailbox, with Go's leniency: blanks in quotes, backslashes outside of them. */
export function parseMailbox(text: string): Mailbox | undefined {
  const local = text.startsWith('"') ? quotedLocal(text) : plainLocal(text);
  if (local === undefined || text[local.end] !== "@") return undefined;
  const domain = text.slice(local.end + 1);
  return isReversible(domain) ? { local: local.text, domain } : undefined;
}

/** Control characters other than tab, line feed and carriage return; NUL is none of them either. */
const isControl = (code: number): boolean =>
  (code >= 1 && code <= 8) || code === 11 || code === 12 || (code >= 14 && code <= 31) || code === 127;

/** What may stand in quotes: not the quote, not the backslash. Blanks may, by RFC 3696. */
function isQuotable(character: string): boolean {
  const code = character.charCodeAt(0);
  return isControl(code) || (code >= 32 && code <= 126 && character !== '"' && character !== "\\");
}

/** What may follow a backslash. */
function isEscapable(character: string): boolean {
  const code = character.charCodeAt(0);
  return isControl(code) || code === 9 || (code >= 32 && code <= 126);
}

const ATEXT = /[0-9a-zA-Z!#$%&'*+\-/=?^_`{|}~.]/;

function quotedLocal(text: string): { text: string; end: number } | undefined {
  let local = "";
  for (let at = 1; at < text.length; at++) {
    const character = text[at] ?? "";
    if (character === '"') return { text: local, end: at + 1 };
    if (character === "\\") {
      const next = text[++at] ?? "";
      if (!isEscapable(next)) return undefined;
      local += next;
    } else if (isQuotable(character)) local += character;
    else return undefined;
  }
  return undefined;
}

function plainLocal(text: string): { text: string; end: number } | undefined {
  let local = "";
  let at = 0;
  for (; at < text.length; at++) {
    if (text[at] === "\\") {
      at++;
      if (at >= text.length) return undefined;
    } else if (!ATEXT.test(text[at] ?? "")) break;
    local += text[at];
  }
  const bad = local === "" || local.startsWith(".") || local.endsWith(".") || local.includes("..");
  return bad ? undefined : { text: local, end: at };
}

/** Whether a mailbox's domain has no empty label, and printable characters only. Nothing at all passes. */
function isReversible(domain: string): boolean {
  return domain === "" || domain.split(".").every((label) => label !== "" && !/[^!-~]/.test(label));
}

/** A host that may be matched by labels; other texts are compared as they are. */
export function isHostname(text: string, pattern: boolean): boolean {
  const host = pattern ? text : text.replace(/\.$/, "");
  if (host === "" || host === "*") return false;
  return host.split(".").every((label, i) => (pattern && i === 0 && label === "*") || /^[\w][\w-]*$/.test(label));
}

const labelsOf = (host: string): string[] => lowerAscii(host.replace(/\.$/, "")).split(".");

/** Whether a pattern's labels are those of the host; `*` may stand for the whole first one. */
export function matchesLabels(pattern: string, host: string): boolean {
  const labels = labelsOf(host);
  const own = lowerAscii(pattern).split(".");
  if (pattern === "" || own.length !== labels.length) return false;
  return own.every((label, i) => (i === 0 && label === "*") || label === labels[i]);
}

/** The bytes of an address that is asked for, in brackets or not. */
export function askedAddress(name: string): { text: string; bytes: Uint8Array } | undefined {
  const text = name.length >= 3 && name.startsWith("[") && name.endsWith("]") ? name.slice(1, -1) : name;
  const bytes = parseAddress(text);
  return bytes === undefined ? undefined : { text, bytes: toFour(bytes) ?? bytes };
}

/** Whether one of a certificate's DNS names is the name. */
export function matchesName(names: readonly string[], name: string): boolean {
  const asked = lowerAscii(name);
  const valid = isHostname(asked, false);
  return names.some((own) => {
    if (valid && isHostname(own, true)) return matchesLabels(own, asked);
    return own !== "" && own !== "." && asked !== "" && asked !== "." && lowerAscii(own) === asked;
  });
}
