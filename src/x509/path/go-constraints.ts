/**
 * Name constraints as Go 1.26 checks them (crypto/x509 constraints.go): sorted, pruned and searched by bisection. That
 * is quick, and it is seen from outside: address ranges with bits set below their mask are found or missed by their
 * place in the order.
 */

import { parseAddress } from "../ip-address.ts";
import type { GoCertificate } from "./go-certificate.ts";
import type { Network, Subtrees } from "./go-name-extensions.ts";
import { isDomain, type Mailbox, mailboxText, parseMailbox } from "./go-names.ts";
import { addressText, lowerAscii, quoted, toFour } from "./go-text.ts";
import type { GoUrl } from "./go-url.ts";

/** What is found for a name: the constraint in Go's words, or nothing. */
type Query<V> = (value: V) => string | undefined;

interface Limits<V> {
  readonly kind: string;
  readonly permitted: Query<V> | undefined;
  readonly excluded: Query<V> | undefined;
}

interface Constraints {
  readonly index: number;
  readonly addresses: Limits<Uint8Array>;
  readonly dns: Limits<string>;
  readonly uris: Limits<string>;
  readonly mailboxes: Limits<Mailbox>;
}

/** Prepared once for each authority, for there are thousands of leaves below one. */
const prepared = new WeakMap<GoCertificate, Omit<Constraints, "index">>();

/** What a name in the chain violates, in Go's words; leaf first. */
export function constraintFault(chain: readonly GoCertificate[], selfIssuedPass = false): string | undefined {
  const all = chain.flatMap((certificate, index) => {
    const own = constraintsOf(certificate);
    return own === undefined ? [] : [{ index, ...own }];
  });
  if (all.length === 0) return undefined;
  for (const [i, certificate] of chain.entries()) {
    if (certificate.rawAlternativeNames === undefined) continue;
    const selfIssued = i > 0 && Buffer.compare(certificate.rawIssuer, certificate.rawSubject) === 0;
    if (selfIssuedPass && selfIssued) continue;
    const above = all.filter(({ index }) => index > i);
    if (above.length === 0) return undefined;
    const uris = hostsOf(certificate.uris);
    if (typeof uris === "string") return uris;
    const mailboxes = mailboxesOf(certificate.mailboxes);
    if (typeof mailboxes === "string") return mailboxes;
    for (const limits of above) {
      const fault = check(limits, certificate, uris, mailboxes);
      if (fault !== undefined) return fault;
    }
  }
  return undefined;
}

function constraintsOf(certificate: GoCertificate): Omit<Constraints, "index"> | undefined {
  if (certificate.constraints === undefined) return undefined;
  const known = prepared.get(certificate);
  if (known !== undefined) return known;
  const { permitted, excluded } = certificate.constraints;
  const both = <V>(kind: string, make: (of: Subtrees, permits: boolean) => Query<V> | undefined): Limits<V> => ({
    kind,
    permitted: make(permitted, true),
    excluded: make(excluded, false),
  });
  const made = {
    addresses: both("IP address", ({ networks }) => networkQuery(networks)),
    dns: both("DNS name", ({ dns }, permits) => domainQuery(dns, permits)),
    uris: both("URI", ({ uris }, permits) => domainQuery(uris, permits)),
    mailboxes: both("email address", ({ mailboxes }, permits) => mailboxQuery(mailboxes, permits)),
  };
  prepared.set(certificate, made);
  return made;
}

interface Host {
  readonly text: string;
  readonly host: string;
}

function check(
  limits: Constraints,
  certificate: GoCertificate,
  uris: readonly Host[],
  mailboxes: readonly Mailbox[],
): string | undefined {
  for (const address of certificate.addresses) {
    const fault = violation(limits.addresses, address, addressText(address));
    if (fault !== undefined) return fault;
  }
  for (const name of certificate.dns) {
    if (!isDomain(name, false)) return `x509: cannot parse dnsName ${quoted(name)}`;
    const fault = violation(limits.dns, name, name);
    if (fault !== undefined) return fault;
  }
  for (const { text, host } of uris) {
    if (!isDomain(host, false)) return `x509: internal error: URI SAN ${quoted(text)} failed to parse`;
    const fault = violation(limits.uris, host, text);
    if (fault !== undefined) return fault;
  }
  for (const mailbox of mailboxes) {
    const text = mailboxText(mailbox);
    if (!isDomain(mailbox.domain, false)) return `x509: cannot parse rfc822Name ${quoted(text)}`;
    const fault = violation(limits.mailboxes, mailbox, text);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function violation<V>({ kind, permitted, excluded }: Limits<V>, value: V, text: string): string | undefined {
  if (permitted !== undefined && permitted(value) === undefined) {
    return `${kind} ${quoted(text)} is not permitted by any constraint`;
  }
  const constraint = excluded?.(value);
  return constraint === undefined
    ? undefined
    : `${kind} ${quoted(text)} is excluded by constraint ${quoted(constraint)}`;
}

// -------------------------------------------------------------------------------------------------- addresses

function networkQuery(networks: readonly Network[]): Query<Uint8Array> | undefined {
  if (networks.length === 0) return undefined;
  const four = sorted(networks.filter(({ address }) => address.length === 4));
  const six = sorted(networks.filter(({ address }) => address.length === 16));
  return (address) => {
    const set = address.length === 4 ? four : six;
    const found = bisect(
      set,
      (network) => Buffer.compare(network.address, address),
      (network) => contains(network, address),
    );
    return found === undefined ? undefined : networkText(found);
  };
}

const sorted = (networks: Network[]): Network[] =>
  pruned(
    networks.sort((a, b) => Buffer.compare(a.address, b.address) || Buffer.compare(a.mask, b.mask)),
    (a, b) =>
      contains(a, b.address) &&
      contains(
        a,
        b.address.map((byte, i) => byte | (~(b.mask[i] ?? 0) & 0xff)),
      ),
  );

/** net.IPNet.Contains: an address of IPv4 in IPv6's clothes is one of IPv4. */
function contains({ address, mask }: Network, target: Uint8Array): boolean {
  const base = toFour(address) ?? address;
  const bits = base.length === 4 && mask.length === 16 ? mask.subarray(12) : mask;
  const bytes = toFour(target) ?? target;
  if (bytes.length !== base.length) return false;
  return bytes.every((byte, i) => (byte & (bits[i] ?? 0)) === ((base[i] ?? 0) & (bits[i] ?? 0)));
}

function networkText({ address, mask }: Network): string {
  const base = toFour(address) ?? address;
  const bits = base.length === 4 && mask.length === 16 ? mask.subarray(12) : mask;
  const ones = [...bits].map((byte) => byte.toString(2).replaceAll("0", "").length).reduce((sum, n) => sum + n, 0);
  return `${addressText(address)}/${ones}`;
}

// ---------------------------------------------------------------------------------------------------- domains

function domainQuery(domains: readonly string[], permits: boolean): Query<string> | undefined {
  if (domains.length === 0) return undefined;
  if (domains.includes("")) return () => "";
  const set = pruned([...domains].sort(compareDomains), isSuffix);
  // What a wildcard stands for: `*.example.com` meets an excluded `a.example.com`.
  const parents = new Map<string, string>();
  if (!permits) {
    for (const name of set.map((text) => text.toLowerCase())) {
      const parent = withoutFirstLabel(name);
      if (parent !== "") parents.set(parent, name);
    }
  }
  return (name) => {
    const found = bisect(
      set,
      (constraint) => compareDomains(constraint, name),
      (constraint) => isSuffix(constraint, name),
    );
    if (found !== undefined) return found;
    return name.startsWith("*") ? parents.get(withoutFirstLabel(name.toLowerCase())) : undefined;
  };
}

const withoutFirstLabel = (name: string): string => (name.includes(".") ? name.slice(name.indexOf(".")) : "");

/** From the end, without case; a dot comes before everything else. */
function compareDomains(a: string, b: string): number {
  let i = a.length - 1;
  let j = b.length - 1;
  for (; i >= 0 && j >= 0; i--, j--) {
    const difference = weight(a.charCodeAt(i)) - weight(b.charCodeAt(j));
    if (difference !== 0) return Math.sign(difference);
  }
  return Math.sign(i - j);
}

function weight(code: number): number {
  if (code === 0x2e) return 0;
  return code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
}

/** Whether a constraint is the name or, label by label, its end. With a leading dot it is the end only. */
function isSuffix(constraint: string, name: string): boolean {
  if (constraint.length > name.length) return false;
  const end = name.slice(name.length - constraint.length);
  if (lowerAscii(end) !== lowerAscii(constraint)) return false;
  const before = name[name.length - constraint.length - 1];
  return constraint.startsWith(".") || before === undefined || before === ".";
}

// -------------------------------------------------------------------------------------------------- mailboxes

function mailboxQuery(constraints: readonly string[], permits: boolean): Query<Mailbox> | undefined {
  if (constraints.length === 0) return undefined;
  const whole = new Set(
    constraints.flatMap((text) => {
      const mailbox = text.includes("@") ? parseMailbox(text) : undefined;
      return mailbox === undefined ? [] : [JSON.stringify([mailbox.local, mailbox.domain.toLowerCase()])];
    }),
  );
  const domains = domainQuery(
    constraints.filter((text) => !text.includes("@")),
    permits,
  );
  return (mailbox) =>
    whole.has(JSON.stringify([mailbox.local, mailbox.domain])) ? mailboxText(mailbox) : domains?.(mailbox.domain);
}

function mailboxesOf(texts: readonly string[]): readonly Mailbox[] | string {
  const mailboxes: Mailbox[] = [];
  for (const text of texts) {
    const mailbox = parseMailbox(text);
    if (mailbox === undefined) return `cannot parse rfc822Name ${quoted(text)}`;
    mailboxes.push({ local: mailbox.local, domain: mailbox.domain.toLowerCase() });
  }
  return mailboxes;
}

// ------------------------------------------------------------------------------------------------------- URIs

function hostsOf(uris: readonly GoUrl[]): readonly Host[] | string {
  const hosts: Host[] = [];
  for (const { text, host: given } of uris) {
    let host = given.toLowerCase();
    if (host === "") return `URI with empty host (${quoted(text)}) cannot be matched against constraints`;
    if (host.includes(":") && !host.endsWith("]")) {
      const split = splitHostPort(given);
      if (split.fault !== undefined) return `cannot parse URI host ${quoted(given)}: ${split.fault}`;
      host = split.host;
    }
    if (parseAddress(host.replace(/%.*$/, "")) !== undefined || (host.startsWith("[") && host.endsWith("]"))) {
      return `URI with IP (${quoted(text)}) cannot be matched against constraints`;
    }
    hosts.push({ text, host });
  }
  return hosts;
}

/** net.SplitHostPort of a text that has a colon. */
function splitHostPort(text: string): { readonly host: string; readonly fault?: string } {
  const fault = (why: string) => ({ host: "", fault: `address ${text}: ${why}` });
  const colon = text.lastIndexOf(":");
  if (text.startsWith("[")) {
    const end = text.indexOf("]");
    if (end < 0) return fault("missing ']' in address");
    if (end + 1 === text.length) return fault("missing port in address");
    if (end + 1 !== colon)
      return fault(text[end + 1] === ":" ? "too many colons in address" : "missing port in address");
    return { host: text.slice(1, end) };
  }
  const host = text.slice(0, colon);
  if (host.includes(":")) return fault("too many colons in address");
  if (/[[\]]/.test(text)) return fault(`unexpected '${text.includes("[") ? "[" : "]"}' in address`);
  return { host };
}

// ------------------------------------------------------------------------------------------------ sorted sets

/** Without those that lie within the one before them that was kept. */
function pruned<T>(set: readonly T[], within: (kept: T, next: T) => boolean): T[] {
  const kept: T[] = [];
  for (const next of set) {
    const last = kept.at(-1);
    if (last === undefined || !within(last, next)) kept.push(next);
  }
  return kept;
}

/** The one that compares equal, or the one before the place of what is sought if that holds it. */
function bisect<T>(set: readonly T[], compare: (one: T) => number, holds: (one: T) => boolean): T | undefined {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compare(set[middle] as T) < 0) low = middle + 1;
    else high = middle;
  }
  const at = set[low];
  if (at !== undefined && compare(at) === 0) return at;
  const nearest = set[Math.max(low - 1, 0)];
  return nearest !== undefined && holds(nearest) ? nearest : undefined;
}
