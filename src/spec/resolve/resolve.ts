import type { Catalog } from "../../catalog/index.ts";
import type { CredentialId } from "../../catalog/types.ts";
import type { Desired, DesiredAuthority, DesiredSharedKey, DesiredUnit } from "../desired.ts";
import type { Spec } from "../spec.ts";
import { CLUSTER_UNIT, clusterUnit } from "./cluster-unit.ts";
import type { Resolution } from "./credential.ts";
import { clusterFacts } from "./facts.ts";
import { hostUnit, hostUnitName } from "./host-unit.ts";
import { peopleUnits } from "./people-units.ts";
import { trustPaths } from "./trust.ts";

/** What should exist for a specification: authorities and shared keys now, units when asked for. */
export function resolve(spec: Spec, catalog: Catalog): Desired {
  const layout = catalog.layouts[spec.layout];
  const topology = catalog.topologies[spec.topology];
  const resolution: Resolution = { spec, catalog, layout, trust: trustPaths(catalog, layout, topology) };
  const cluster = clusterFacts(spec, catalog);
  const makers = new Map<string, () => DesiredUnit>();
  for (const host of spec.hosts) {
    if (host.roles.every((role) => role === "load-balancer")) continue;
    makers.set(hostUnitName(host), () => hostUnit(resolution, cluster, host));
  }
  for (const { name, make } of peopleUnits(resolution, cluster)) makers.set(name, make);
  makers.set(CLUSTER_UNIT, () => clusterUnit(resolution, cluster));
  return {
    spec,
    authorities: authoritiesOf(spec, catalog),
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

function authoritiesOf(spec: Spec, catalog: Catalog): DesiredAuthority[] {
  return catalog.topologies[spec.topology].authorities
    .filter((id) => spec.etcd.kind !== "provided" || issuesAnything(spec, catalog, id))
    .map((id) => ({
      id,
      subject: { commonName: spec.authorityNames[id] ?? catalog.authorities[id].commonName, organizations: [] },
      algorithm: spec.keys.overrides[id] ?? spec.keys.authorities,
      lifetime: spec.lifetimes.authorities,
      pathLength: 0,
      supplied: spec.suppliedAuthorities[id],
    }));
}

/** With somebody else's etcd, an authority that would issue for etcd alone is not made. */
function issuesAnything(spec: Spec, catalog: Catalog, id: DesiredAuthority["id"]): boolean {
  const { issuerOf } = catalog.topologies[spec.topology];
  return Object.entries(issuerOf).some(([purpose, issuer]) => issuer === id && !purpose.startsWith("etcd-"));
}

function sharedKeysOf(spec: Spec, catalog: Catalog): DesiredSharedKey[] {
  return (Object.keys(catalog.credentials) as CredentialId[])
    .filter((id) => catalog.credentials[id].purpose === undefined)
    .map((id) => ({ id, algorithm: spec.keys.overrides[id] ?? spec.keys.serviceAccount }));
}
