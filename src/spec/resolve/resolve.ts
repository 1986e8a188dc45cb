import type { Catalog } from "../../catalog/index.ts";
import type { AuthorityId, CredentialId, IssuingAuthorityId } from "../../catalog/types.ts";
import type { Desired, DesiredAuthority, DesiredSharedKey, DesiredUnit } from "../desired.ts";
import type { Spec } from "../spec.ts";
import { authorityFolderUnit } from "./authority-folder.ts";
import { CLUSTER_UNIT, clusterUnit } from "./cluster-unit.ts";
import type { Resolution } from "./credential.ts";
import { clusterFacts } from "./facts.ts";
import { heldSettings } from "./held-settings.ts";
import { withPairs } from "./host-pairs.ts";
import { hostUnit, hostUnitName } from "./host-unit.ts";
import { nameConstraints } from "./name-constraints.ts";
import { peopleUnits } from "./people-units.ts";
import { trustPaths } from "./trust.ts";
import { isRoot, trustModel } from "./trust-model.ts";

/** What everything of a specification is resolved with. */
export function resolutionOf(spec: Spec, catalog: Catalog): Resolution {
  const layout = catalog.layouts[spec.layout];
  const model = trustModel(spec, catalog);
  return {
    spec,
    catalog,
    layout,
    model,
    trust: trustPaths(layout, model),
    settings: heldSettings({ spec, catalog, model }),
  };
}

/** What should exist for a specification: authorities and shared keys now, units when asked for. */
export function resolve(spec: Spec, catalog: Catalog): Desired {
  const resolution = resolutionOf(spec, catalog);
  const { layout, model } = resolution;
  const cluster = clusterFacts(spec, catalog);
  const makers = new Map<string, () => DesiredUnit>();
  for (const host of spec.hosts) {
    if (host.roles.every((role) => role === "load-balancer")) continue;
    makers.set(hostUnitName(host), () => withPairs(resolution, cluster, host, hostUnit(resolution, cluster, host)));
  }
  for (const { name, make } of peopleUnits(resolution, cluster)) makers.set(name, make);
  const folder = layout.authorityFolder;
  if (folder !== undefined) makers.set(folder.unit, () => authorityFolderUnit(resolution, folder));
  makers.set(CLUSTER_UNIT, () => clusterUnit(resolution, cluster));
  return {
    spec,
    authorities: model.authorities.map((id) => authority(resolution, id)),
    sharedKeys: sharedKeysOf(spec, catalog),
    keyEncoding: layout.keyEncoding,
    units: [...makers.keys()],
    unit(name) {
      const make = makers.get(name);
      if (make === undefined) throw new Error(`no unit ${name}`);
      return make();
    },
  };
}

function authority(resolution: Resolution, id: AuthorityId): DesiredAuthority {
  const { spec, catalog, model } = resolution;
  const parent = model.parentOf(id);
  return {
    id,
    subject: { commonName: authorityName(spec, catalog, id), organizations: [] },
    algorithm: spec.keys.overrides[id] ?? spec.keys.authorities,
    lifetime: isRoot(id) ? spec.lifetimes.roots : spec.lifetimes.authorities,
    parent,
    // A root has one level of authorities below it, which sign leaves only.
    pathLength: isRoot(id) ? 1 : 0,
    supplied: spec.suppliedAuthorities[id],
    nameConstraints: nameConstraints(resolution, id),
  };
}

/** An authority's common name. */
export function authorityName(spec: Pick<Spec, "authorityNames">, catalog: Catalog, id: AuthorityId): string {
  const given = spec.authorityNames[id];
  if (given !== undefined) return given;
  if (!isRoot(id)) return catalog.authorities[id].commonName;
  const below = id === "root-ca" ? "ca" : (id.slice(0, -"-root".length) as IssuingAuthorityId);
  return `${catalog.authorities[below].commonName}-root`;
}

function sharedKeysOf(spec: Spec, catalog: Catalog): DesiredSharedKey[] {
  return (Object.keys(catalog.credentials) as CredentialId[])
    .filter((id) => catalog.credentials[id].purpose === undefined)
    .map((id) => ({ id, algorithm: spec.keys.overrides[id] ?? spec.keys.serviceAccount }));
}
