/** What descriptions are drawn from: the catalogue, and a cluster's specification when there is one. */
import type { Catalog } from "../../catalog/index.ts";
import type {
  Condition,
  Credential,
  CredentialId,
  FileRole,
  FileSlotId,
  LayoutId,
  NameSource,
} from "../../catalog/types.ts";
import { DEFAULT_SPEC } from "../../spec/defaults.ts";
import type { Desired, DesiredUnit } from "../../spec/desired.ts";
import { applies } from "../../spec/resolve/conditions.ts";
import type { Resolution } from "../../spec/resolve/credential.ts";
import { clusterFacts, type Facts, fill, hostFacts } from "../../spec/resolve/facts.ts";
import { reasonedNames } from "../../spec/resolve/names.ts";
import { credentialIn, placeIn, present } from "../../spec/resolve/place.ts";
import type { Holds } from "../../spec/resolve/presented.ts";
import { roleTemplate } from "../../spec/resolve/settings.ts";
import type { Host } from "../../spec/spec.ts";
import { inRange } from "../../spec/version-range.ts";
import type { Entry } from "./description.ts";

export interface ClusterView {
  readonly resolution: Resolution;
  readonly desired: Desired;
  /** Only of this host. */
  readonly host: string | undefined;
}

export interface View {
  readonly catalog: Catalog;
  readonly cluster: ClusterView | undefined;
  /** Whether an entry takes part: always, in general. */
  readonly holds: Holds;
}

export const generalView = (catalog: Catalog): View => ({ catalog, cluster: undefined, holds: () => true });

export function clusterView(cluster: ClusterView): View {
  const { resolution } = cluster;
  return {
    catalog: resolution.catalog,
    cluster,
    holds: (when, versions) => applies(resolution, when) && inRange(resolution.spec.kubernetesVersion, versions),
  };
}

/** Units that are looked at, in order: of one host when one is named. */
export function units({ desired, host }: ClusterView): DesiredUnit[] {
  const names = host === undefined ? desired.units : desired.units.filter((name) => name === `hosts/${host}`);
  return names.map((name) => desired.unit(name));
}

/** A credential as the cluster's layout wants it, or as the catalogue has it. */
export const credentialOf = ({ catalog, cluster }: View, id: CredentialId): Credential =>
  cluster === undefined ? catalog.credentials[id] : credentialIn(cluster.resolution.layout, catalog, id);

/** Credentials that take part: in the cluster those that its layout has a place for. */
export const credentialIds = ({ catalog, cluster, holds }: View): CredentialId[] =>
  (Object.keys(catalog.credentials) as CredentialId[]).filter(
    (id) =>
      holds(catalog.credentials[id].when) &&
      (cluster === undefined || placeIn(cluster.resolution.layout, id) !== undefined),
  );

/** Conditions in words, in general; nothing for what always holds. */
export const onlyWith = ({ cluster }: View, when: readonly Condition[] | undefined): string =>
  cluster !== undefined || when === undefined || when.length === 0
    ? ""
    : ` (only with ${when.join(", ").replaceAll("-", " ")})`;

/** Names with their reasons: of a cluster's host, or as the catalogue writes them. */
export function namesWithReasons({ cluster }: View, sources: readonly NameSource[], unit: string | undefined): Entry[] {
  if (cluster === undefined) {
    return sources.map((source) => ({ name: sourceName(source), text: source.why }));
  }
  const { spec } = cluster.resolution;
  const host = hostOf(cluster, unit);
  const service = spec.services.find(({ name }) => unit === `services/${name}`) ?? spec.services[0];
  const subject = { ...(host && { host }), ...(service && { service }) };
  return reasonedNames(sources, spec, subject, factsOf(cluster, unit)).map(({ name, why }) => ({ name, text: why }));
}

const sourceName = (source: NameSource): string => {
  if ("from" in source) return `the ${source.from.replaceAll("-", " ")}`;
  return placeholders("name" in source ? source.name : source.address);
};

/** Placeholders as people write them: `<node>`. */
export const placeholders = (template: string): string => template.replace(/\{([a-z-]+)\}/g, "<$1>");

export function hostOf({ resolution }: ClusterView, unit: string | undefined): Host | undefined {
  return resolution.spec.hosts.find(({ name }) => unit === `hosts/${name}`);
}

/** What placeholders stand for in a unit; what only another kind of unit has stays a placeholder. */
export function factsOf(cluster: ClusterView, unit: string | undefined): Facts {
  const { spec, catalog } = cluster.resolution;
  const host = hostOf(cluster, unit) ?? spec.hosts[0];
  const facts = clusterFacts(spec, catalog);
  const service = spec.services.find(({ name }) => unit === `services/${name}`) ?? spec.services[0];
  const open = { service: service?.service ?? "<service>", namespace: service?.namespace ?? "<namespace>" };
  const named = { ...open, file: "<file>", user: "<user>", component: "<component>" };
  return host === undefined ? { ...named, ...facts } : { ...named, ...hostFacts(spec, catalog, facts, host) };
}

/** A text of the catalogue as it is in a unit of the cluster, or with its placeholders. */
export function filledIn({ cluster }: View, template: string, unit: string | undefined): string {
  if (cluster === undefined) return placeholders(template);
  const facts = factsOf(cluster, unit);
  return template.replace(/\{([a-z-]+)\}/g, (_, name: string) => facts[name] ?? `<${name}>`);
}

/** For the folders and names that a layout has by default. */
const ANY_SPEC = { ...DEFAULT_SPEC, hosts: [], endpoint: { host: "", port: 6443 } };

/** The path of a file role: in the cluster's layout, or in every layout. */
export function rolePlaces({ catalog, cluster }: View, role: FileRole, unit: string | undefined): Entry[] {
  if (cluster !== undefined) {
    const template = roleTemplate(role, cluster.resolution);
    return template === undefined ? [] : [{ text: fill(template, factsOf(cluster, unit)) }];
  }
  return (Object.keys(catalog.layouts) as LayoutId[]).flatMap((id) => {
    const template = templateOf(catalog, id, role);
    if (template === undefined) return [];
    const facts = clusterFacts({ ...ANY_SPEC, layout: id }, catalog);
    const path = template.replace(/\{([a-z-]+)\}/g, (_, name: string) => facts[name] ?? `<${name}>`);
    return [{ name: id, text: path }];
  });
}

/** Undefined where a layout has no use for it. */
function templateOf({ layouts }: Catalog, id: LayoutId, role: FileRole): string | undefined {
  const layout = layouts[id];
  const [kind, name = ""] = role.split("/");
  switch (kind) {
    case "trust":
      return present(layout.trust[name as FileSlotId])?.path;
    case "cert":
      return placeIn(layout, name as CredentialId)?.certificate;
    case "key":
      return placeIn(layout, name as CredentialId)?.key;
    case "kubeconfig":
      return placeIn(layout, name as CredentialId)?.kubeconfig;
    default:
      return kind === "public-key" ? layout.serviceAccountPublicKey : undefined;
  }
}
