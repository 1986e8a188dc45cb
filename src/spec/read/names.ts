/** Names and addresses in a document: grammar, canonical text, and what to say when they are none. */

import type { Report } from "../../source/report.ts";
import type { Place } from "../../source/source-document.ts";
import { formatAddress, parseAddress } from "../../x509/ip-address.ts";
import { DNS_RULE, isDnsName, isWildcardName, looksLikeAddress } from "../grammar/dns-name.ts";
import type { Entry } from "./entries.ts";

/** DNS names and addresses of one list, apart. */
export interface NameList {
  readonly names: readonly string[];
  readonly addresses: readonly string[];
}

/** Canonical text of an IP address; undefined, and reported, when it is none. */
export function readAddress(text: string, place: Place, report: Report): string | undefined {
  const bytes = parseAddress(text);
  if (bytes === undefined) {
    report.error(place, `\`${text}\` is no IP address`, addressRemedy(text));
    return undefined;
  }
  if (bytes.length === 16 && isMapped(bytes)) {
    report.error(place, `\`${text}\` is an IPv4 address in IPv6 clothes`, `write ${bytes.subarray(12).join(".")}`);
    return undefined;
  }
  return formatAddress(bytes);
}

const isMapped = (bytes: Uint8Array): boolean =>
  bytes[10] === 0xff && bytes[11] === 0xff && bytes.subarray(0, 10).every((byte) => byte === 0);

function addressRemedy(text: string): string {
  if (text.includes("%")) return "certificates carry no zone: leave out what follows %";
  if (text.includes("/")) return "write the address alone, without a prefix length";
  if (/(?:^|\.)0\d/.test(text)) return "write its numbers without leading zeros";
  return "for example 10.0.0.11 or fd00::11";
}

/** A DNS name, in lower case; undefined, and reported, when it is none. */
export function readDnsName(text: string, place: Place, report: Report, what = "DNS name"): string | undefined {
  if (isDnsName(text) && !looksLikeAddress(text)) return text;
  report.error(place, `\`${text}\` is no ${what}`, dnsRemedy(text));
  return undefined;
}

function dnsRemedy(text: string): string {
  const near = text.toLowerCase().replace(/[_\s]+/g, "-");
  const better = near !== text && isDnsName(near) && !looksLikeAddress(near) ? `, for example \`${near}\`` : "";
  return `${DNS_RULE}${better}`;
}

/** DNS names, wildcards and addresses, as alternative names of a serving certificate. Each is kept once. */
export function readNameList(entries: readonly Entry[], report: Report): NameList {
  const names = new Set<string>();
  const addresses = new Set<string>();
  for (const { text: value, place: at } of entries) {
    if (looksLikeAddress(value)) {
      const address = readAddress(value, at, report);
      if (address !== undefined) addresses.add(address);
    } else if (isWildcardName(value)) {
      names.add(value);
    } else {
      const name = value.includes("*") ? wildcardFault(value, at, report) : readDnsName(value, at, report);
      if (name !== undefined) names.add(name);
    }
  }
  return { names: [...names], addresses: [...addresses] };
}

function wildcardFault(text: string, place: Place, report: Report): undefined {
  report.error(place, `\`${text}\` is no wildcard name`, "a wildcard is the whole first part: *.example.com");
}
