import type { Report } from "../../source/report.ts";
import { below, type Place } from "../../source/source-document.ts";
import type { HostOrigin, Origins } from "../draft.ts";
import { isDnsName } from "../grammar/dns-name.ts";
import { expandPattern } from "../grammar/range-pattern.ts";
import { type Entry, entriesOf } from "../read/entries.ts";
import { readAddress, readDnsName } from "../read/names.ts";
import type { Host, HostRole } from "../spec.ts";
import type { ClusterDocument } from "./schema.ts";

/** Above the largest clusters that Kubernetes is tested with (5,000 nodes), with room. */
const MAX_HOSTS = 20000;

type HostEntry = ClusterDocument["hosts"][number];

/** Hosts with their ranges expanded; where each came from goes to the origins. */
export function readHosts(
  entries: readonly (Partial<HostEntry> | undefined)[] | undefined,
  place: Place,
  origins: Origins,
  report: Report,
): readonly Host[] {
  const hosts: Host[] = [];
  for (const [i, entry] of (entries ?? []).entries()) {
    if (entry?.name === undefined) continue;
    const at = below(place, i);
    const expanded = readHostEntry(entry, entry.name, at, MAX_HOSTS - hosts.length, report);
    const origin: HostOrigin = {
      name: below(at, "name"),
      addresses: below(at, "addresses"),
      roles: below(at, "roles"),
    };
    for (const host of expanded) {
      hosts.push(host);
      origins.hosts.push(origin);
    }
  }
  return hosts;
}

function readHostEntry(
  entry: Partial<HostEntry>,
  pattern: string,
  at: Place,
  room: number,
  report: Report,
): readonly Host[] {
  const roles = rolesOf(entry.roles);
  const namePlace = below(at, "name");
  const expansion = expandPattern(pattern, MAX_HOSTS);
  if ("fault" in expansion) {
    report.error(namePlace, expansion.fault, RANGE_REMEDY);
    return [];
  }
  const { texts: names } = expansion;
  if (names.length > room) {
    report.error(namePlace, `with \`${pattern}\` there are more than ${MAX_HOSTS} hosts`, "split the cluster");
    return [];
  }
  if (!names.every((name) => readHostName(name, namePlace, report))) return [];
  const addresses = spread(entriesOf(entry.addresses, below(at, "addresses")), names, "address", report, readAddress);
  const further = spread(entriesOf(entry.names, below(at, "names")), names, "name", report, readDnsName);
  const os = entry.os === "windows" ? { os: entry.os } : {};
  const pkcs12 = entry.pkcs12 === undefined ? {} : { pkcs12: entry.pkcs12 };
  return names.map((name, i) => ({
    name,
    roles,
    addresses: addresses[i] ?? [],
    names: further[i] ?? [],
    ...os,
    ...pkcs12,
  }));
}

const RANGE_REMEDY = "a range is [1-3], [001-100] or [1,3,7-9]";

function rolesOf(roles: HostEntry["roles"]): readonly HostRole[] {
  const given = typeof roles === "string" ? [roles] : (roles ?? []).filter((role) => role !== undefined);
  return given.length === 0 ? ["worker"] : [...new Set(given)];
}

/** Reports the first faulty name of a range only: the others have the same fault. */
const readHostName = (name: string, place: Place, report: Report): boolean =>
  isDnsName(name) || readDnsName(name, place, report, "host name") !== undefined;

/** Entry by entry, one text for each host; host i gets the i-th. */
function spread(
  entries: readonly Entry[],
  hosts: readonly string[],
  what: "address" | "name",
  report: Report,
  read: (text: string, place: Place, report: Report) => string | undefined,
): readonly (readonly string[])[] {
  const each: string[][] = hosts.map(() => []);
  for (const { text, place } of entries) {
    const expansion = expandPattern(text, MAX_HOSTS);
    if ("fault" in expansion) {
      report.error(place, expansion.fault, RANGE_REMEDY);
    } else if (expansion.texts.length !== hosts.length) {
      report.error(
        place,
        countFault(text, expansion.texts.length, hosts.length, what),
        countRemedy(hosts.length, what),
      );
    } else {
      for (const [i, one] of expansion.texts.entries()) {
        const value = read(one, place, report);
        // One report for a range: what follows has the same fault.
        if (value === undefined) break;
        each[i]?.push(value);
      }
    }
  }
  return each;
}

const plural = (count: number, what: string): string =>
  count === 1 ? `1 ${what}` : `${count} ${what.endsWith("s") ? `${what}es` : `${what}s`}`;

const countFault = (text: string, found: number, hosts: number, what: string): string =>
  `\`${text}\` is ${plural(found, what)} for ${plural(hosts, "host")}`;

const countRemedy = (hosts: number, what: string): string =>
  hosts === 1
    ? `write one ${what}, or make the host's name a range`
    : `write a range of ${hosts}; host 1 gets the first, host 2 the second`;
