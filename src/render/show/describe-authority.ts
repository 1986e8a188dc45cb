import type {
  AuthorityId,
  CredentialId,
  IssuingAuthorityId,
  Purpose,
  SlotId,
  TopologyId,
} from "../../catalog/types.ts";
import { formatDuration } from "../../spec/grammar/duration.ts";
import { isRoot } from "../../spec/resolve/trust-model.ts";
import type { Description, Entry, Section } from "./description.ts";
import { units, type View } from "./view.ts";

export function describeAuthority(view: View, id: AuthorityId): Description {
  const { catalog, cluster } = view;
  const { title, why, ifStolen, source } = isRoot(id) ? catalog.rootAuthority : catalog.authorities[id];
  const issuers = issuersOf(view, id);
  const sections = [
    { key: "says", title: "What it is", entries: facts(view, id) },
    { key: "signs", title: "Whom it signs for", entries: signs(view, id, issuers) },
    { key: "held", title: "Trust slots that hold it", entries: held(view, id, issuers) },
    { key: "keys", title: "Where its private key is", entries: keys(view, id) },
    { key: "apart", title: "Why it is apart", entries: apart(view, issuers) },
  ] satisfies Section[];
  return {
    of: "authority",
    id,
    title,
    ...(cluster && { cluster: cluster.resolution.spec.name }),
    alsoIn: [],
    why,
    without: ifStolen,
    sections: sections.filter(({ entries }) => entries.length > 0),
    source,
    alsoNamed: [],
  };
}

/** Who issues for what: in the cluster, or in each topology that has the authority. */
type Issuers = readonly { readonly topology: TopologyId | undefined; readonly purposes: ReadonlySet<Purpose> }[];

function issuersOf({ catalog, cluster }: View, id: AuthorityId): Issuers {
  const of = (issuerOf: Readonly<Record<Purpose, IssuingAuthorityId>>): ReadonlySet<Purpose> =>
    new Set((Object.keys(issuerOf) as Purpose[]).filter((purpose) => issuerOf[purpose] === id));
  if (cluster !== undefined) return [{ topology: undefined, purposes: of(cluster.resolution.model.issuerOf) }];
  return (Object.keys(catalog.topologies) as TopologyId[])
    .map((topology) => ({ topology, purposes: of(catalog.topologies[topology].issuerOf) }))
    .filter(({ purposes }) => purposes.size > 0);
}

/** Where something is so: nothing for everywhere, undefined for nowhere. */
function where(issuers: Issuers, holds: (purposes: ReadonlySet<Purpose>) => boolean): string | undefined {
  const topologies = issuers.filter(({ purposes }) => holds(purposes)).map(({ topology }) => topology);
  if (topologies.length === 0) return undefined;
  return topologies.length === issuers.length ? "" : ` (in topology ${topologies.join(", ")})`;
}

function facts({ catalog, cluster }: View, id: AuthorityId): Entry[] {
  const entries: Entry[] = [];
  const topologies = (Object.keys(catalog.topologies) as TopologyId[]).filter((topology) =>
    Object.values(catalog.topologies[topology].issuerOf).includes(id as IssuingAuthorityId),
  );
  const wanted = cluster?.desired.authorities.find((each) => each.id === id);
  if (wanted === undefined) {
    if (!isRoot(id)) entries.push({ name: "name", text: catalog.authorities[id].commonName });
    if (topologies.length > 0) entries.push({ name: "topologies", text: topologies.join(", ") });
    return entries;
  }
  const below = cluster?.desired.authorities.filter(({ parent }) => parent === id).map((each) => each.id) ?? [];
  entries.push({ name: "name", text: wanted.subject.commonName });
  entries.push({
    name: "signed by",
    text: wanted.parent ?? (wanted.supplied === undefined ? "itself" : "somebody else: it was made elsewhere"),
  });
  if (below.length > 0) entries.push({ name: "above", text: below.join(", ") });
  entries.push({ name: "key", text: wanted.algorithm }, { name: "lifetime", text: formatDuration(wanted.lifetime) });
  entries.push({
    name: "path length",
    text:
      wanted.pathLength === 0
        ? "0: it can make no further authority"
        : `${wanted.pathLength}: authorities that sign leaves only`,
  });
  if (wanted.nameConstraints !== undefined) {
    entries.push({
      name: "limited to",
      text: "names and networks of the specification, and those that every cluster needs",
    });
  }
  return entries;
}

function signs(view: View, id: AuthorityId, issuers: Issuers): Entry[] {
  const { catalog, cluster, holds } = view;
  if (cluster !== undefined) {
    const count = new Map<CredentialId, number>();
    for (const unit of units(cluster)) {
      for (const credential of unit.credentials) {
        if (credential.issuer === id) count.set(credential.id, (count.get(credential.id) ?? 0) + 1);
      }
    }
    return [...count].map(([credential, times]) => ({
      name: credential,
      text: `${catalog.credentials[credential].title}${times > 1 ? ` (${times} of them)` : ""}`,
    }));
  }
  return (Object.keys(catalog.credentials) as CredentialId[]).flatMap((credential) => {
    const { purpose, title, when } = catalog.credentials[credential];
    const so = where(issuers, (purposes) => purpose !== undefined && purposes.has(purpose));
    return so === undefined || !holds(when) ? [] : [{ name: credential, text: `${title}${so}` }];
  });
}

function held({ catalog, cluster, holds }: View, id: AuthorityId, issuers: Issuers): Entry[] {
  return (Object.keys(catalog.slots) as SlotId[]).flatMap((slot) => {
    const { accepts, where: place, admits, when, holder } = catalog.slots[slot];
    const so =
      cluster === undefined
        ? where(issuers, (purposes) => accepts.some((purpose) => purposes.has(purpose)))
        : cluster.resolution.model.slot(slot).includes(id)
          ? ""
          : undefined;
    if (so === undefined || !holds(when)) return [];
    const how =
      admits === "by-chain" ? "lets in whoever has a certificate of it" : "believes its servers by their names";
    return [{ name: slot, text: `${holder}, ${place}: ${how}${so}` }];
  });
}

function keys({ catalog, cluster }: View, id: AuthorityId): Entry[] {
  if (cluster === undefined) return [];
  const { model, layout, spec } = cluster.resolution;
  const supplied = spec.suppliedAuthorities[id];
  const encrypted = spec.keyEncryption === "none" ? "" : `, encrypted (${spec.keyEncryption})`;
  const entries: Entry[] =
    supplied === undefined
      ? [{ name: `authorities/${id}.key`, text: `to be kept aside${encrypted}` }]
      : [
          {
            name: supplied.keyFile ?? "not here",
            text: supplied.keyFile === undefined ? "nothing can be signed by it" : "as supplied",
          },
        ];
  for (const [signer, issuer] of model.signers) {
    if (issuer === id)
      entries.push({ name: `signer ${signer}`, text: `on control planes. ${catalog.signers[signer].why}` });
  }
  if (spec.authorityKeys === "hosts") {
    for (const { slot } of layout.authorityKeys) {
      const [only, second] = model.slot(slot);
      if (only === id && second === undefined && !model.roots.has(id)) {
        entries.push({ name: "control planes", text: `beside ${slot}, where the layout's own tools expect it` });
      }
    }
  }
  return entries;
}

/** What follows where it issues for both of two purposes, or would. */
function apart({ catalog }: View, issuers: Issuers): Entry[] {
  return catalog.separations.flatMap(({ purposes: [one, other], severity, why }) => {
    if (where(issuers, (purposes) => purposes.has(one) || purposes.has(other)) === undefined) return [];
    const so = where(issuers, (purposes) => purposes.has(one) && purposes.has(other));
    const is = so === undefined ? "by one authority" : `it issues for both${so}`;
    const weight = severity === "error" ? "which must not be" : "which is a risk";
    return [{ name: `${one} and ${other}`, text: `${is}, ${weight}: ${why}` }];
  });
}
