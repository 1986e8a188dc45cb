/** What the layout's consumer can work with. */
import { catalog } from "../../catalog/index.ts";
import type { CredentialId } from "../../catalog/types.ts";
import type { Report } from "../../source/report.ts";
import type { Draft, HostOrigin } from "../draft.ts";
import { list } from "../grammar/near-name.ts";
import { hasKey, trustModel } from "../resolve/trust-model.ts";

export function checkLayout(draft: Draft, report: Report): void {
  checkTopology(draft, report);
  checkKeys(draft, report);
  checkExtras(draft, report);
  checkWindows(draft, report);
}

function checkTopology({ spec, origins }: Draft, report: Report): void {
  const { topologies } = catalog.layouts[spec.layout];
  if (topologies === undefined) return;
  const wants = `the layout \`${spec.layout}\` wants the topology ${list(topologies)}`;
  if (!topologies.includes(spec.topology)) {
    report.error(
      origins.of("authorities"),
      `${wants}, not \`${spec.topology}\``,
      `write \`authorities: ${topologies[0]}\``,
    );
  } else if (Object.keys(spec.issuers).length > 0) {
    report.error(origins.of("issuers"), `${wants} as it is`, "take `issuers` away");
  }
}

/** A program that would make an authority anew where its key is not. */
function checkKeys({ spec, origins }: Draft, report: Report): void {
  const why = catalog.layouts[spec.layout].needsAuthorityKeys;
  if (why === undefined) return;
  const place = origins.of("authorities");
  if (spec.authorityKeys === "apart") report.error(place, `keys are apart, but ${why}`, "write `keys: hosts`");
  for (const id of trustModel(spec, catalog).issuing) {
    if (!hasKey(spec, id)) report.error(place, `\`${id}\` has no key, but ${why}`, "write its keyFile");
  }
}

/** An extra of which the layout has no credential at all is somebody else's there. */
function checkExtras({ spec, origins }: Draft, report: Report): void {
  const { credentials } = catalog.layouts[spec.layout];
  for (const extra of spec.extras) {
    const places = (Object.keys(catalog.credentials) as CredentialId[])
      .filter((id) => catalog.credentials[id].when?.includes(extra))
      .map((id) => credentials[id]);
    const [reason] = places.flatMap((place) => ("none" in place ? [place.none] : []));
    if (reason === undefined || places.some((place) => !("none" in place))) continue;
    report.error(origins.of("extras"), `the layout \`${spec.layout}\` has no ${extra}: ${reason}`, "take it away");
  }
}

function checkWindows({ spec, origins }: Draft, report: Report): void {
  const { windows } = catalog.layouts[spec.layout];
  const seen = new Set<HostOrigin>();
  for (const [i, { name, os, roles }] of spec.hosts.entries()) {
    const origin = origins.host(i);
    // Hosts of one range share their origin: one report is enough.
    if (os !== "windows" || seen.has(origin)) continue;
    seen.add(origin);
    const other = roles.find((role) => role !== "worker");
    if (other !== undefined) {
      report.error(origin.roles, `\`${name}\` runs Windows and has the role ${other}`, "Windows runs workers only");
    } else if ("none" in windows) {
      report.error(origin.name, `\`${name}\` runs Windows: ${windows.none}`, "choose another layout");
    }
  }
}
