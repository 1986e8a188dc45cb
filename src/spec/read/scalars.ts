/** Single values in a document. Each reports what is wrong and then answers undefined, so that a default stands in. */

import type { Report } from "../../source/report.ts";
import type { Place } from "../../source/source-document.ts";
import { KEY_ALGORITHMS, type KeyAlgorithm } from "../../x509/algorithm.ts";
import { formatSubnet, parseSubnet } from "../cidr.ts";
import { parseAlgorithm } from "../grammar/algorithm-name.ts";
import { looksLikeAddress } from "../grammar/dns-name.ts";
import { parseDuration } from "../grammar/duration.ts";
import { parsePort, splitHostPort } from "../grammar/host-port.ts";
import { parseVersion, SUPPORTED_VERSIONS } from "../grammar/kubernetes-version.ts";
import { list, nearName } from "../grammar/near-name.ts";
import type { KubernetesVersion } from "../spec.ts";
import type { Entry } from "./entries.ts";
import { readAddress, readDnsName } from "./names.ts";

export function readAlgorithm(text: string, place: Place, report: Report): KeyAlgorithm | undefined {
  const algorithm = parseAlgorithm(text);
  if (algorithm === undefined) {
    const near = nearName(text, KEY_ALGORITHMS);
    const allowed = `allowed: ${list(KEY_ALGORITHMS)}`;
    report.error(
      place,
      `\`${text}\` is no key algorithm`,
      near === undefined ? allowed : `did you mean \`${near}\`? ${allowed}`,
    );
  }
  return algorithm;
}

/** Whole seconds, at least `least`. */
export function readDuration(
  text: string,
  place: Place,
  report: Report,
  grammar: "go" | "days" = "days",
  least = 1,
): number | undefined {
  const seconds = parseDuration(text, grammar);
  if (seconds === undefined) {
    const long =
      grammar === "days" ? "units are y, w, d, h, m and s: 90d, 8760h, 1h30m" : "units are h, m and s: 8760h";
    report.error(place, `\`${text}\` is no duration`, /^\d+$/.test(text) ? `write its unit; ${long}` : long);
    return undefined;
  }
  if (seconds < least) {
    report.error(place, `\`${text}\` is too short`, least === 0 ? "it may not be negative" : "at least 1s");
    return undefined;
  }
  return Math.floor(seconds);
}

export function readVersion(text: string, place: Place, report: Report): KubernetesVersion | undefined {
  const version = parseVersion(text);
  if (version === "malformed") {
    report.error(place, `\`${text}\` is no Kubernetes release`, "for example v1.37.2, or 1.37 for its newest patch");
    return undefined;
  }
  if (version === "unsupported") {
    report.error(place, `Kubernetes ${text} is out of range`, `supported: ${SUPPORTED_VERSIONS}`);
    return undefined;
  }
  return version;
}

/** Canonical texts of one subnet, or of two of different families. */
export function readSubnets(entries: readonly Entry[], place: Place, report: Report): readonly string[] {
  const subnets = [];
  for (const { text, place: at } of entries) {
    const subnet = parseSubnet(text);
    if (subnet === undefined) {
      report.error(
        at,
        `\`${text}\` is no subnet`,
        "an address and a prefix length, for example 10.96.0.0/12 or fd00:10:96::/108",
      );
      continue;
    }
    if (subnet.masked) {
      report.warning(
        at,
        `\`${text}\` is not the first address of its subnet`,
        `it is taken as ${formatSubnet(subnet)}`,
      );
    }
    subnets.push(subnet);
  }
  if (subnets.length > 2)
    report.error(place, `${subnets.length} subnets are too many`, "one, or one IPv4 and one IPv6");
  else if (subnets.length === 2 && subnets[0]?.base.length === subnets[1]?.base.length) {
    const family = subnets[0]?.base.length === 4 ? "IPv4" : "IPv6";
    report.error(place, `both subnets are ${family}`, "for dual stack one is IPv4 and one is IPv6");
  }
  return subnets.map(formatSubnet);
}

/** `host` or `host:port`. */
export function readEndpoint(
  text: string,
  place: Place,
  report: Report,
  defaultPort: number,
): { host: string; port: number } | undefined {
  const parts = splitHostPort(text);
  if (text.includes("://") || parts === undefined) {
    report.error(
      place,
      `\`${text}\` is no endpoint`,
      "host or host:port, without https://, for example api.example.com:6443",
    );
    return undefined;
  }
  const port = parts.port === undefined ? defaultPort : parsePort(parts.port);
  if (port === undefined) report.error(place, `\`${parts.port}\` is no port`, "1 to 65535");
  const host = looksLikeAddress(parts.host)
    ? readAddress(parts.host, place, report)
    : readDnsName(parts.host, place, report);
  return host === undefined || port === undefined ? undefined : { host, port };
}

export function readPort(port: number, place: Place, report: Report): number | undefined {
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return port;
  report.error(place, `${port} is no port`, "1 to 65535");
  return undefined;
}

/** A path on a host. */
export function readAbsolutePath(text: string, place: Place, report: Report): string | undefined {
  if (text.startsWith("/") && !text.split("/").includes("..") && !/\p{Cc}/u.test(text))
    return text === "/" ? text : text.replace(/\/+$/, "");
  report.error(place, `\`${text}\` is no absolute path`, "start at /, without ..");
  return undefined;
}
