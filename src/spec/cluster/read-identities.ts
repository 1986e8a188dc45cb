/** People and services of the project's own document. */

import type { Report } from "../../source/report.ts";
import { below, type Place } from "../../source/source-document.ts";
import type { Origins } from "../draft.ts";
import { isDnsLabel } from "../grammar/dns-name.ts";
import { entriesOf } from "../read/entries.ts";
import { readNameList } from "../read/names.ts";
import { readDuration } from "../read/scalars.ts";
import type { ServiceServer, User } from "../spec.ts";
import type { ClusterDocument } from "./schema.ts";

export function readUsers(
  given: ClusterDocument["users"],
  place: Place,
  origins: Origins,
  report: Report,
): readonly User[] {
  const users: User[] = [];
  for (const [i, entry] of (given ?? []).entries()) {
    if (entry === undefined) continue;
    const at = below(place, i);
    const user = typeof entry === "string" ? { name: entry } : entry;
    if (user.name === undefined) continue;
    origins.set(`users.${users.length}`, at);
    const lifetime =
      user.lifetime === undefined ? undefined : readDuration(user.lifetime, below(at, "lifetime"), report);
    users.push({
      name: user.name,
      groups: [...new Set(entriesOf(user.groups, at).map(({ text }) => text))],
      ...(lifetime === undefined ? {} : { lifetime }),
      ...(user.pkcs12 === undefined ? {} : { pkcs12: user.pkcs12 }),
      allowSystem: user.allowSystem ?? false,
    });
  }
  return users;
}

export function readServices(
  given: ClusterDocument["services"],
  place: Place,
  origins: Origins,
  report: Report,
): readonly ServiceServer[] {
  const services: ServiceServer[] = [];
  for (const [i, entry] of (given ?? []).entries()) {
    if (entry?.name === undefined || entry.namespace === undefined) continue;
    const at = below(place, i);
    const service = entry.service ?? entry.name;
    for (const [key, label] of [
      [entry.service === undefined ? "name" : "service", service],
      ["namespace", entry.namespace],
    ] as const) {
      if (!isDnsLabel(label)) {
        report.error(
          below(at, key),
          `\`${label}\` is no name of a ${key === "namespace" ? "namespace" : "Service"}`,
          LABEL_RULE,
        );
      }
    }
    origins.set(`services.${services.length}`, at);
    services.push({
      name: entry.name,
      kind: entry.kind ?? "webhook",
      service,
      namespace: entry.namespace,
      ...readNameList(entriesOf(entry.names, below(at, "names")), report),
    });
  }
  return services;
}

const LABEL_RULE = "lower-case letters, digits and -, at most 63, beginning and ending with a letter or digit";
