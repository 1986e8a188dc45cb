/** Names in extensions as Go reads them: subjectAltName and nameConstraints (crypto/x509 parser.go). */
import { parseAddress } from "../ip-address.ts";
import { isDomain, parseMailbox } from "./go-names.ts";
import { GoReader } from "./go-reader.ts";
import { quoted, quotedBytes } from "./go-text.ts";
import { type GoUrl, parseGoUrl } from "./go-url.ts";

export interface Network {
  readonly address: Uint8Array;
  readonly mask: Uint8Array;
}

/** Names that a constraint permits or excludes, by type. */
export interface Subtrees {
  readonly dns: string[];
  readonly networks: Network[];
  readonly mailboxes: string[];
  readonly uris: string[];
}

export interface AlternativeNames {
  readonly dns: readonly string[];
  readonly mailboxes: readonly string[];
  readonly addresses: readonly Uint8Array[];
  readonly uris: readonly GoUrl[];
}

const SEQUENCE = 0x30;

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const isAscii = (text: string): boolean => !/[\u0080-\u00ff]/.test(text);

/** Go's text when one is refused. Names of other types are passed over. */
export function readAlternativeNames(value: GoReader): AlternativeNames | string {
  const list = value.read(SEQUENCE);
  if (list === undefined) return "x509: invalid subject alternative names";
  const dns: string[] = [];
  const mailboxes: string[] = [];
  const addresses: Uint8Array[] = [];
  const uris: GoUrl[] = [];
  while (!list.empty) {
    const name = list.any();
    if (name === undefined) return "x509: invalid subject alternative name";
    const text = latin(name.contents.bytes);
    if (name.tag === 0x81) {
      if (!isAscii(text)) return "x509: SAN rfc822Name is malformed";
      mailboxes.push(text);
    } else if (name.tag === 0x82) {
      if (!isAscii(text)) return "x509: SAN dNSName is malformed";
      dns.push(text);
    } else if (name.tag === 0x86) {
      if (!isAscii(text)) return "x509: SAN uniformResourceIdentifier is malformed";
      const uri = parseGoUrl(text);
      if (typeof uri === "string") return `x509: cannot parse URI ${quoted(text)}: ${uri}`;
      if (uri.host !== "" && !isDomain(uri.host, false)) {
        return `x509: cannot parse URI ${quoted(text)}: invalid domain`;
      }
      uris.push(uri);
    } else if (name.tag === 0x87) {
      const { length } = name.contents.bytes;
      if (length !== 4 && length !== 16) return `x509: cannot parse IP address of length ${length}`;
      addresses.push(name.contents.bytes);
    }
  }
  return { dns, mailboxes, addresses, uris };
}

export interface Constraints {
  readonly permitted: Subtrees;
  readonly excluded: Subtrees;
  /** Whether there is a type of name among them that Go cannot check. */
  readonly unhandled: boolean;
}

/** Go's text when they are refused. */
export function readConstraints(value: GoReader): Constraints | string {
  const fault = "x509: invalid NameConstraints extension";
  const top = value.read(SEQUENCE);
  if (top === undefined || !value.empty) return fault;
  const permitted = top.optional(0xa0);
  const excluded = permitted === undefined ? undefined : top.optional(0xa1);
  if (permitted === undefined || excluded === undefined || !top.empty) return fault;
  const isNothing = (list: GoReader | "absent"): boolean => list === "absent" || list.bytes.length === 0;
  if (isNothing(permitted) && isNothing(excluded)) return "x509: empty name constraints extension";
  const read = [permitted, excluded].map((list) =>
    subtreesOf(list === "absent" ? new GoReader(new Uint8Array()) : list),
  );
  const [first, second] = read;
  if (typeof first === "string") return first;
  if (typeof second === "string") return second;
  if (first === undefined || second === undefined) return fault;
  return { permitted: first.names, excluded: second.names, unhandled: first.unhandled || second.unhandled };
}

function subtreesOf(list: GoReader): { names: Subtrees; unhandled: boolean } | string {
  const names: Subtrees = { dns: [], networks: [], mailboxes: [], uris: [] };
  let unhandled = false;
  while (!list.empty) {
    const name = list.read(SEQUENCE)?.any();
    if (name === undefined) return "x509: invalid NameConstraints extension";
    const { bytes } = name.contents;
    const text = latin(bytes);
    const ascii = isAscii(text);
    if (ascii === false && [0x81, 0x82, 0x86].includes(name.tag)) {
      return `x509: invalid constraint value: x509: ${quotedBytes(text)} cannot be encoded as an IA5String`;
    }
    if (name.tag === 0x82) {
      if (!isDomain(text, true)) return `x509: failed to parse dnsName constraint ${quoted(text)}`;
      names.dns.push(text);
    } else if (name.tag === 0x87) {
      const network = networkOf(bytes);
      if (typeof network === "string") return network;
      names.networks.push(network);
    } else if (name.tag === 0x81) {
      const good = text.includes("@") ? parseMailbox(text) !== undefined : isDomain(text, true);
      if (!good) return `x509: failed to parse rfc822Name constraint ${quoted(text)}`;
      names.mailboxes.push(text);
    } else if (name.tag === 0x86) {
      if (parseAddress(text) !== undefined) {
        return `x509: failed to parse URI constraint ${quoted(text)}: cannot be IP address`;
      }
      if (!isDomain(text, true)) return `x509: failed to parse URI constraint ${quoted(text)}`;
      names.uris.push(text);
    } else unhandled = true;
  }
  return { names, unhandled };
}

function networkOf(bytes: Uint8Array): Network | string {
  if (bytes.length !== 8 && bytes.length !== 32) {
    return `x509: IP constraint contained value of length ${bytes.length}`;
  }
  const half = bytes.length / 2;
  const mask = bytes.subarray(half);
  const bits = [...mask].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  if (!/^1*0*$/.test(bits)) {
    return `x509: IP constraint contained invalid mask ${Buffer.from(mask).toString("hex")}`;
  }
  return { address: bytes.subarray(0, half), mask };
}
