/** As much of Go's net/url as decides whether a URI in a certificate is taken, and which host it has. */

import { parseAddress } from "../ip-address.ts";
import { quoted } from "./go-text.ts";

export interface GoUrl {
  readonly text: string;
  readonly host: string;
}

/** The reason when Go cannot parse it. */
export function parseGoUrl(text: string): GoUrl | string {
  const fault = (reason: string): string => `parse ${quoted(text)}: ${reason}`;
  if ([...text].some(isControl)) return fault("net/url: invalid control character in URL");
  const withoutFragment = text.includes("#") ? text.slice(0, text.indexOf("#")) : text;
  const fragment = text.slice(withoutFragment.length + 1);
  if (withoutFragment === "*") return { text, host: "" };
  const scheme = schemeOf(withoutFragment);
  if (scheme === undefined) return fault("missing protocol scheme");
  let rest = scheme === "" ? withoutFragment : withoutFragment.slice(scheme.length + 1);
  const question = rest.indexOf("?");
  if (question >= 0) rest = rest.slice(0, question);
  if (!rest.startsWith("/")) {
    if (scheme !== "") return { text, host: "" };
    if (rest.split("/", 1)[0]?.includes(":")) return fault("first path segment in URL cannot contain colon");
  }
  let host = "";
  if (rest.startsWith("//") && (scheme !== "" || !rest.startsWith("///"))) {
    const slash = rest.indexOf("/", 2);
    const authority = slash < 0 ? rest.slice(2) : rest.slice(2, slash);
    rest = slash < 0 ? "" : rest.slice(slash);
    const parsed = hostOf(scheme.toLowerCase(), authority);
    if (parsed.fault !== undefined) return fault(parsed.fault);
    host = parsed.host;
  }
  const bad = badEscape(rest) ?? badEscape(fragment);
  return bad === undefined ? { text, host } : fault(`invalid URL escape ${quoted(bad)}`);
}

function isControl(character: string): boolean {
  const code = character.charCodeAt(0);
  return code < 0x20 || code === 0x7f;
}

/** Empty when there is none; undefined when there should be one before a colon. */
function schemeOf(text: string): string | undefined {
  const scheme = /^[a-zA-Z][a-zA-Z0-9+.-]*/.exec(text)?.[0] ?? "";
  if (text[scheme.length] !== ":") return "";
  return scheme === "" ? undefined : scheme;
}

function hostOf(scheme: string, authority: string): { readonly host: string; readonly fault?: string } {
  const at = authority.lastIndexOf("@");
  const user = at < 0 ? "" : authority.slice(0, at);
  const raw = authority.slice(at + 1);
  if (/[^A-Za-z0-9\-._:~!$&'()*+,;=%@]/.test(user)) return { host: "", fault: "net/url: invalid userinfo" };
  const userEscape = badEscape(user);
  if (userEscape !== undefined) return { host: "", fault: `invalid URL escape ${quoted(userEscape)}` };
  if (raw.lastIndexOf("[") > 0) return { host: "", fault: "invalid IP-literal" };
  if (raw.startsWith("[")) return literalHost(raw);
  const port = portFrom(raw, scheme);
  if (!isPort(port)) return { host: "", fault: `invalid port ${quoted(port)} after host` };
  return unescapedHost(raw);
}

const isPort = (text: string): boolean => /^(:\d*)?$/.test(text);

/** Only in http and https is a host a host by RFC 3986; elsewhere it may be a list of several with their ports. */
function portFrom(raw: string, scheme: string): string {
  const colon = scheme === "http" || scheme === "https" ? raw.indexOf(":") : raw.lastIndexOf(":");
  return colon < 0 ? "" : raw.slice(colon);
}

/** An IPv6 address in brackets, with a zone or without. */
function literalHost(raw: string): { readonly host: string; readonly fault?: string } {
  const end = raw.lastIndexOf("]");
  if (end < 0) return { host: "", fault: "missing ']' in host" };
  const port = raw.slice(end + 1);
  if (!isPort(port)) return { host: "", fault: `invalid port ${quoted(port)} after host` };
  const inner = unescapedHost(raw.slice(1, end).replace(/%25.*$/, ""));
  if (inner.fault !== undefined) return inner;
  const address = parseAddress(inner.host);
  if (address === undefined) {
    return { host: "", fault: `invalid host: ParseAddr(${quoted(inner.host)}): unable to parse IP` };
  }
  if (address.length === 4) return { host: "", fault: "invalid IP-literal" };
  return { host: raw };
}

/** In a host only bytes beyond ASCII may be escaped, and a percent sign within brackets. */
function unescapedHost(raw: string): { readonly host: string; readonly fault?: string } {
  const bad = badEscape(raw);
  if (bad !== undefined) return { host: "", fault: `invalid URL escape ${quoted(bad)}` };
  for (const [text, digit] of raw.matchAll(/%([0-9a-fA-F])[0-9a-fA-F]/g)) {
    if (Number.parseInt(digit ?? "", 16) < 8 && text !== "%25") {
      return { host: "", fault: `invalid URL escape ${quoted(text)}` };
    }
  }
  const wrong = /[^A-Za-z0-9\-_.~!$&'()*+,;=:[\]<>"%\u0080-\uffff]/.exec(raw);
  if (wrong !== null) return { host: "", fault: `invalid character ${quoted(wrong[0])} in host name` };
  return { host: raw.replace(/%([0-9a-fA-F]{2})/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))) };
}

/** The first percent sign that no two digits follow, with what does. */
function badEscape(text: string): string | undefined {
  const match = /%(?![0-9a-fA-F]{2})/.exec(text);
  return match === null ? undefined : text.slice(match.index, match.index + 3);
}
