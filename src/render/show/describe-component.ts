import type { ComponentId, Connection, CredentialId, SlotId } from "../../catalog/types.ts";
import { connectionIds } from "../../spec/resolve/presented.ts";
import type { Description, Entry, Section } from "./description.ts";
import { onlyWith, units, type View } from "./view.ts";
import { endText, settingEntry } from "./wording.ts";

export function describeComponent(view: View, id: ComponentId): Description {
  const { catalog, cluster, holds } = view;
  const { title, why, runsOn } = catalog.components[id];
  const unit = cluster && unitOf(view, id);
  const settings = catalog.settings.filter(
    ({ component, when, versions }) => component === id && holds(when, versions),
  );
  const sections = [
    {
      key: "says",
      title: "What it is",
      entries: [
        {
          name: "runs",
          text:
            runsOn === "outside"
              ? "outside the cluster's hosts"
              : runsOn === "cluster"
                ? "as a pod"
                : `on each ${runsOn.replaceAll("-", " ")}`,
        },
      ],
    },
    { key: "credentials", title: "What it holds", entries: held(view, id) },
    { key: "slots", title: "Whom it believes", entries: believed(view, id) },
    { key: "connections", title: "Its connections", entries: connections(view, id) },
    {
      key: "settings",
      title: "Settings of its trust",
      entries: settings.map((setting) => settingEntry(view, setting, unit)),
    },
  ] satisfies Section[];
  return {
    of: "component",
    id,
    title,
    ...(cluster && { cluster: cluster.resolution.spec.name }),
    ...(unit !== undefined && { unit }),
    alsoIn: [],
    why,
    sections: sections.filter(({ entries }) => entries.length > 0),
    alsoNamed: [],
  };
}

/** The first host that has something of it. */
function unitOf({ catalog, cluster }: View, id: ComponentId): string | undefined {
  if (cluster === undefined) return undefined;
  return units(cluster).find(
    ({ credentials, files }) =>
      credentials.some((credential) => catalog.credentials[credential.id].holder === id) ||
      files.some(({ content }) => content.kind === "settings" && content.component === id),
  )?.name;
}

function held(view: View, id: ComponentId): Entry[] {
  const { catalog, holds } = view;
  return (Object.keys(catalog.credentials) as CredentialId[]).flatMap((credential) => {
    const { holder, title, when, why } = catalog.credentials[credential];
    return holder === id && holds(when) ? [{ name: credential, text: `${title}. ${why}${onlyWith(view, when)}` }] : [];
  });
}

function believed({ catalog, holds }: View, id: ComponentId): Entry[] {
  return (Object.keys(catalog.slots) as SlotId[]).flatMap((slot) => {
    const { holder, where, why, when } = catalog.slots[slot];
    return holder === id && holds(when) ? [{ name: slot, text: `${where}. ${why}` }] : [];
  });
}

function connections(view: View, id: ComponentId): Entry[] {
  const { catalog, holds } = view;
  return connectionIds(catalog).flatMap((connection) => {
    const { title, when, versions, clients, servers }: Connection = catalog.connections[connection];
    if (!holds(when, versions)) return [];
    const dialling = clients.filter((end) => end.component === id && holds(end.when));
    const answering = servers.filter((end) => end.component === id && holds(end.when));
    return [
      ...dialling.map((end) => ({ name: `${connection} dials`, text: `${title}: ${endText(view, end, "server")}` })),
      ...answering.map((end) => ({ name: `${connection} answers`, text: `${title}: ${endText(view, end, "client")}` })),
    ];
  });
}
