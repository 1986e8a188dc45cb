import { layouts } from "../../catalog/layouts/index.ts";
import type { LayoutId } from "../../catalog/types.ts";
import type { Report } from "../../source/report.ts";
import { below, type Place } from "../../source/source-document.ts";
import { DEFAULT_BOOTSTRAP } from "../defaults.ts";
import { entriesOf } from "../read/entries.ts";
import { readDuration } from "../read/scalars.ts";
import type { BootstrapSpec } from "../spec.ts";
import type { ClusterDocument } from "./schema.ts";

/** What the API server takes (k8s.io/cluster-bootstrap token/api/types.go BootstrapGroupPattern). */
const GROUP = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

export function readBootstrap(
  given: ClusterDocument["bootstrap"],
  layout: LayoutId,
  place: Place,
  report: Report,
): BootstrapSpec | undefined {
  if (given === undefined || given === "off") return undefined;
  if (given === "on") return DEFAULT_BOOTSTRAP;
  const groups = entriesOf(given.groups, below(place, "groups"));
  for (const { text, place: at } of groups) {
    if (GROUP.test(text)) continue;
    report.error(
      at,
      `\`${text}\` is no group that a bootstrap token may have`,
      "it begins with system:bootstrappers: and goes on with lower-case letters, digits, - and :",
    );
  }
  const certificates = given.certificates ?? false;
  if (certificates && layouts[layout].uploads === undefined) {
    report.error(
      below(place, "certificates"),
      `control planes of the layout ${layout} are not brought in by kubeadm join`,
      "take the field away, or choose the layout kubeadm",
    );
  }
  return {
    lifetime: readLifetime(given.ttl, below(place, "ttl"), report),
    groups: groups.length === 0 ? DEFAULT_BOOTSTRAP.groups : [...new Set(groups.map(({ text }) => text))],
    certificates,
  };
}

function readLifetime(text: string | undefined, place: Place, report: Report): number | undefined {
  if (text === undefined) return DEFAULT_BOOTSTRAP.lifetime;
  return text === "never" ? undefined : readDuration(text, place, report);
}
