import type { Connection, ConnectionEnd, CredentialId, FileSlotId, SlotId } from "../../catalog/types.ts";
import type { DesiredTrust } from "../../spec/desired.ts";
import { slotContent } from "../../spec/resolve/credential.ts";
import { connectionIds } from "../../spec/resolve/presented.ts";
import type { Description, Entry, Section } from "./description.ts";
import { factsOf, onlyWith, rolePlaces, units, type View } from "./view.ts";

export function describeSlot(view: View, id: SlotId): Description {
  const { catalog, cluster } = view;
  const { holder, where, when, bundle, reload, admits, why, without, source } = catalog.slots[id];
  const places = filesOf(view, id);
  const sections = [
    {
      key: "says",
      title: "What it is",
      entries: [
        { name: "of", text: `${holder}${onlyWith(view, when)}` },
        { name: "set by", text: where },
        {
          name: "lets in",
          text:
            admits === "by-chain"
              ? "every client with a certificate of an authority in it: so no root above several may stand in it"
              : "a server with a certificate below an authority in it that carries the name that was dialled",
        },
        {
          name: "several",
          text: bundle ? "it may hold several authorities, as a rotation needs" : "one certificate and no more",
        },
        { name: "a change", text: reload },
      ],
    },
    { key: "holds", title: "What it holds", entries: holdsEntries(view, id) },
    { key: "accepts", title: "Whose certificates it must accept", entries: accepted(view, id) },
    { key: "files", title: "Files", entries: places },
    { key: "used", title: "Used in", entries: used(view, id) },
  ] satisfies Section[];
  return {
    of: "slot",
    id,
    title: `what ${holder} believes`,
    ...(cluster && { cluster: cluster.resolution.spec.name }),
    alsoIn: [],
    why,
    without,
    sections: sections.filter(({ entries }) => entries.length > 0),
    source,
    alsoNamed: [],
  };
}

/** Files of the cluster that a slot is kept in, each with its unit. */
export function slotFiles(
  view: View,
  id: SlotId,
): { readonly path: string; readonly mode: number; readonly content: DesiredTrust }[] {
  const { cluster } = view;
  if (cluster === undefined) return [];
  const { resolution } = cluster;
  const template = resolution.trust.slots[id as FileSlotId];
  if (template === undefined) return [];
  const content = JSON.stringify(slotContent(resolution, id));
  return units(cluster).flatMap((unit) => {
    const facts = factsOf(cluster, unit.name);
    const wanted = template.replace(/\{([a-z-]+)\}/g, (_, name: string) => facts[name] ?? "").replace(/^\//, "");
    return unit.files.flatMap(({ path, mode, content: found }) =>
      path === wanted && found.kind === "authorities" && JSON.stringify(found) === content
        ? [{ path: `${unit.name}/${path}`, mode, content: found }]
        : [],
    );
  });
}

function filesOf(view: View, id: SlotId): Entry[] {
  if (view.cluster !== undefined) {
    return slotFiles(view, id).map(({ path, mode }) => ({ name: path, text: `0${mode.toString(8)}` }));
  }
  const isFile = Object.values(view.catalog.layouts).some(({ trust }) => trust[id as FileSlotId] !== undefined);
  return isFile ? rolePlaces(view, `trust/${id as FileSlotId}`, undefined) : [];
}

function holdsEntries({ cluster }: View, id: SlotId): Entry[] {
  if (cluster === undefined) return [];
  const { resolution, desired } = cluster;
  const { ids, above } = slotContent(resolution, id);
  return ids.map((authority) => {
    const name = desired.authorities.find((each) => each.id === authority)?.subject.commonName ?? "";
    return { name: authority, text: above === "none" ? name : `${name}, with what stands above it` };
  });
}

function accepted({ catalog, holds }: View, id: SlotId): Entry[] {
  const { accepts } = catalog.slots[id];
  return (Object.keys(catalog.credentials) as CredentialId[]).flatMap((credential) => {
    const { purpose, title, when } = catalog.credentials[credential];
    return purpose !== undefined && accepts.includes(purpose) && holds(when)
      ? [{ name: credential, text: `${title} (${purpose})` }]
      : [];
  });
}

function used({ catalog, holds }: View, id: SlotId): Entry[] {
  return connectionIds(catalog).flatMap((connection) => {
    const { title, when, versions }: Connection = catalog.connections[connection];
    if (!holds(when, versions)) return [];
    const checks = (end: ConnectionEnd): boolean =>
      holds(end.when) && "slots" in end.checks && end.checks.slots.includes(id);
    const { clients, servers } = catalog.connections[connection];
    const sides = [...(clients.some(checks) ? ["the server"] : []), ...(servers.some(checks) ? ["the client"] : [])];
    return sides.map((side) => ({ name: connection, text: `${title}: ${side} is checked with it` }));
  });
}
