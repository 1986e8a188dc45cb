import type { ConnectionEnd, ConnectionId, CredentialId, ServerEnd, Setting } from "../../catalog/types.ts";
import { instances } from "./describe-credential.ts";
import type { Description, Section } from "./description.ts";
import { namesWithReasons, onlyWith, units, type View } from "./view.ts";
import { endText, settingEntry } from "./wording.ts";

export function describeConnection(view: View, id: ConnectionId): Description {
  const { title, when, without, source, dials, clients, servers } = view.catalog.connections[id];
  const client = clients.filter((end) => view.holds(end.when));
  const server = servers.filter((end) => view.holds(end.when));
  const unit = unitOf(view, server);
  const names = dials.length === 0 ? [] : namesWithReasons(view, dials, unit);
  const sections = [
    {
      key: "ends",
      title: "Both ends",
      entries: [
        ...client.map((end) => ({ name: `${end.component} dials`, text: endText(view, end, "server") })),
        ...server.map((end) => ({
          name: `${end.component} answers`,
          text: `${port(end)}${endText(view, end, "client")}`,
        })),
      ],
    },
    { key: "dials", title: "Names dialled, which the server's certificate must carry", entries: names },
    {
      key: "settings",
      title: "Settings",
      entries: settingsOf(view, [...client, ...server]).map((setting) => settingEntry(view, setting, unit)),
    },
  ] satisfies Section[];
  return {
    of: "connection",
    id,
    title,
    ...(view.cluster && { cluster: view.cluster.resolution.spec.name }),
    ...(unit !== undefined && { unit }),
    alsoIn: [],
    why: `${clientNames(client)} ${client.length > 1 ? "dial" : "dials"} ${clientNames(server)}${onlyWith(view, when)}.`,
    without,
    sections: sections.filter(({ entries }) => entries.length > 0),
    source,
    alsoNamed: [],
  };
}

const clientNames = (ends: readonly ConnectionEnd[]): string =>
  [...new Set(ends.map(({ component }) => component))].join(", ");

const port = (end: ServerEnd): string => (end.port === undefined ? "" : `port ${end.port}: `);

/** Where the server's certificate is: the names are those of that host. */
function unitOf({ cluster }: View, servers: readonly ConnectionEnd[]): string | undefined {
  if (cluster === undefined) return undefined;
  const from = units(cluster);
  return servers.flatMap((end) => shown(end).flatMap((id) => instances(from, id).map(({ unit }) => unit.name)))[0];
}

export const shown = ({ presents }: ConnectionEnd): readonly CredentialId[] =>
  "credentials" in presents ? presents.credentials : [];

/** Settings of the two ends' components that read what is shown or checked with. */
function settingsOf({ catalog, holds }: View, ends: readonly ConnectionEnd[]): Setting[] {
  const wanted = new Set(
    ends.flatMap((end) => {
      const slots = "slots" in end.checks ? end.checks.slots : [];
      const roles = [
        ...shown(end).flatMap((id) => [`cert/${id}`, `key/${id}`, `kubeconfig/${id}`]),
        ...slots.map((slot) => `trust/${slot}`),
        ...("tokens" in end.checks && end.checks.tokens !== undefined ? ["public-key/sa"] : []),
      ];
      return roles.map((role) => `${end.component} ${role}`);
    }),
  );
  return catalog.settings.filter(
    ({ component, value, when, versions }) =>
      "file" in value && wanted.has(`${component} ${value.file}`) && holds(when, versions),
  );
}
