import type { Report } from "../../source/report.ts";
import type { Place } from "../../source/source-document.ts";
import { looksLikeAddress } from "../grammar/dns-name.ts";
import { parsePort, splitHostPort } from "../grammar/host-port.ts";
import { readAddress, readDnsName } from "./names.ts";

/** Whether a text is the URL of an etcd member; reported when it is none. */
export function readEtcdUrl(text: string, place: Place, report: Report): boolean {
  const match = /^(https?):\/\/([^/?#@]+)\/?$/.exec(text);
  const parts = match === null ? undefined : splitHostPort(match[2] ?? "");
  if (parts === undefined || (parts.port !== undefined && parsePort(parts.port) === undefined)) {
    report.error(place, `\`${text}\` is no URL of an etcd member`, "for example https://etcd-1.example.com:2379");
    return false;
  }
  if (match?.[1] === "http") {
    report.warning(
      place,
      `\`${text}\` is reached without TLS`,
      "whoever can read that network can read every secret: use https",
    );
  }
  const read = looksLikeAddress(parts.host) ? readAddress : readDnsName;
  return read(parts.host, place, report) !== undefined;
}
