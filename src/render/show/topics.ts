/** What can be asked about, and what a name means. */
import type { AuthorityId, ComponentId, ConnectionId, IssuingAuthorityId, SlotId } from "../../catalog/types.ts";
import { nearName } from "../../spec/grammar/near-name.ts";
import { connectionIds } from "../../spec/resolve/presented.ts";
import { isRoot } from "../../spec/resolve/trust-model.ts";
import type { Topic, TopicKind } from "./description.ts";
import { credentialIds, type View } from "./view.ts";

const idsOf = <T extends string>(entries: Readonly<Record<T, unknown>>): T[] => Object.keys(entries) as T[];

/** Everything that takes part, by kind. A name that two kinds have means the first of them. */
export function topics(view: View): Topic[] {
  const { catalog, cluster, holds } = view;
  const authorities: AuthorityId[] = cluster?.desired.authorities.map(({ id }) => id) ?? [
    ...idsOf(catalog.authorities),
    "root-ca",
  ];
  return [
    ...credentialIds(view).map((id) => topic("credential", id, catalog.credentials[id].title)),
    ...connectionIds(catalog)
      .filter((id: ConnectionId) => holds(catalog.connections[id].when, catalog.connections[id].versions))
      .map((id) => topic("connection", id, catalog.connections[id].title)),
    ...authorities.map((id) => topic("authority", id, authorityTitle(catalog, id))),
    ...idsOf<SlotId>(catalog.slots)
      .filter((id) => holds(catalog.slots[id].when))
      .map((id) => topic("slot", id, `${catalog.slots[id].holder}: ${catalog.slots[id].where}`)),
    ...idsOf<ComponentId>(catalog.components).map((id) => topic("component", id, catalog.components[id].title)),
  ];
}

const topic = (kind: TopicKind, id: string, title: string): Topic => ({ kind, id, title });

const authorityTitle = (catalog: View["catalog"], id: AuthorityId): string =>
  isRoot(id) ? catalog.rootAuthority.title : catalog.authorities[id as IssuingAuthorityId].title;

/** What a name means. */
export type Meaning =
  | { readonly topic: Topic; readonly within?: string; readonly alsoNamed: readonly string[] }
  | { readonly several: readonly Topic[] }
  | { readonly near: string | undefined };

/** An id, whatever its case; `kind/id` where two have it; a user or service of the cluster; words of a title. */
export function meaning(view: View, asked: string): Meaning {
  const all = topics(view);
  const wanted = asked.trim().toLowerCase();
  const [first, ...others] = all.filter(
    ({ kind, id }) => id.toLowerCase() === wanted || `${kind}/${id.toLowerCase()}` === wanted,
  );
  if (first !== undefined) return { topic: first, alsoNamed: others.map(qualified) };
  const held = inUnit(view, asked.trim(), all);
  if (held !== undefined) return { ...held, alsoNamed: [] };
  const words = wanted.split(/[\s-]+/).filter((word) => word !== "");
  const titled = all.filter(({ title }) => words.every((word) => title.toLowerCase().includes(word)));
  const [only, ...more] = titled;
  const exact = titled.find(({ title }) => title.toLowerCase() === wanted);
  if (exact !== undefined) return { topic: exact, alsoNamed: [] };
  if (only !== undefined && more.length === 0) return { topic: only, alsoNamed: [] };
  if (only !== undefined) return { several: titled };
  return { near: nearName(asked.trim(), [...all.map(({ id }) => id), ...all.map(({ title }) => title)]) };
}

export const qualified = ({ kind, id }: Topic): string => `${kind}/${id}`;

/** A unit's one credential, by the name of a user, a job or a service. */
function inUnit({ cluster }: View, asked: string, all: readonly Topic[]): { topic: Topic; within: string } | undefined {
  const within = cluster?.desired.units.find(
    (name) => name === asked || (/^(users|services)\//.test(name) && name.endsWith(`/${asked}`)),
  );
  if (cluster === undefined || within === undefined) return undefined;
  const [credential, second] = cluster.desired.unit(within).credentials;
  const found = all.find(({ kind, id }) => kind === "credential" && id === credential?.id);
  return found === undefined || second !== undefined ? undefined : { topic: found, within };
}
