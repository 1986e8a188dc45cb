/** How a certificate is issued again: by the layout's own command where it has one. */
import type { CredentialId, Layout, Template } from "../catalog/types.ts";
import type { HeldOf } from "../inventory/held.ts";
import type { Remedy } from "./rule.ts";
import { roleOf, type Scene } from "./scene.ts";

const BY_HAND: Remedy = {
  sentence:
    "Issue it again from its authority (kubepki apply, where kubepki made it), and restart what does not read it by itself.",
};

/** The remedy for a certificate that is as it should be, but for its time. */
export function renewal({ catalog }: Scene, { file, host }: HeldOf<"certificate">): Remedy {
  const role = roleOf(file);
  if (host === undefined || role === undefined) return BY_HAND;
  const id = role.id as CredentialId;
  for (const layout of Object.values<Layout>(catalog.layouts)) {
    const place = layout.credentials[id];
    if (layout.renewal?.credentials.includes(id) !== true || place === undefined || "none" in place) continue;
    const path = role.kind === "kubeconfig" ? place.kubeconfig : place.certificate;
    if (path === undefined || placed(layout, path) !== file.path) continue;
    return {
      sentence: `Issue it again with ${layout.title}, or with kubepki apply where kubepki made it.`,
      commands: [`${layout.renewal.command} ${id}`],
      restart: layout.renewal.restart,
    };
  }
  return BY_HAND;
}

const placed = ({ roots }: Layout, template: Template): string =>
  template.replace(/\{([a-z-]+)\}/g, (whole, name: string) => roots[name] ?? whole);
