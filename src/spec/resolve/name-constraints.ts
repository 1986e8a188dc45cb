/** What an authority is limited to, and what of a unit would lie outside. */
import type { AuthorityId, CredentialId, IssuingAuthorityId, NameSource } from "../../catalog/types.ts";
import type { NameConstraints } from "../../x509/extensions.ts";
import { parseAddress } from "../../x509/ip-address.ts";
import { contains, parseSubnet, type Subnet } from "../cidr.ts";
import type { Desired, DesiredUnit } from "../desired.ts";
import { applies } from "./conditions.ts";
import type { Resolution } from "./credential.ts";
import { clusterFacts } from "./facts.ts";
import { alternativeNames } from "./names.ts";
import { credentialIn } from "./place.ts";

/** The limits that the specification names, and the names of the cluster itself; undefined without limits. */
export function nameConstraints(resolution: Resolution, id: AuthorityId): NameConstraints | undefined {
  const { spec, catalog, model } = resolution;
  const limits = spec.nameConstraints[id];
  if (limits === undefined) return undefined;
  const below = new Set(model.issuing.filter((issuer) => issuer === id || model.parentOf(issuer) === id));
  const own = alternativeNames(clusterNames(resolution, below), spec, {}, clusterFacts(spec, catalog));
  const dns = new Set([...limits.dns, ...own.dns.map((name) => name.replace(/^\*\./, ""))]);
  const networks = new Set([
    ...limits.networks,
    ...spec.serviceSubnets,
    ...own.addresses.map((address) => `${address}/${address.includes(":") ? 128 : 32}`),
  ]);
  return { dns: [...dns], networks: [...networks].map(subnetOf) };
}

/** Names that are the same on every host: what the catalogue spells out, and what the specification says of the cluster. */
function clusterNames(resolution: Resolution, below: ReadonlySet<IssuingAuthorityId>): NameSource[] {
  const { catalog, layout, model } = resolution;
  return (Object.keys(catalog.credentials) as CredentialId[]).flatMap((id) => {
    const { purpose, names, when } = credentialIn(layout, catalog, id);
    if (purpose === undefined || !applies(resolution, when) || !below.has(model.issuerOf[purpose])) return [];
    return names.filter((source) => !("name" in source && /\{(?!domain\})/.test(source.name)));
  });
}

function subnetOf(text: string): Subnet {
  const subnet = parseSubnet(text);
  if (subnet === undefined) throw new Error(`not a network: ${text}`);
  return subnet;
}

/** Names and addresses of a unit's certificates that their authority, or the root above it, may not vouch for. */
export function namesOutside(desired: Desired, unit: DesiredUnit): string[] {
  const authorities = new Map(desired.authorities.map((authority) => [authority.id, authority]));
  return unit.credentials.flatMap(({ id, issuer, names }) => {
    const authority = authorities.get(issuer);
    const above = authority?.parent === undefined ? undefined : authorities.get(authority.parent);
    return [authority, above].flatMap((limit) => {
      const constraints = limit?.nameConstraints;
      if (constraints === undefined) return [];
      const outside = [
        ...names.dns.filter((name) => !constraints.dns.some((domain) => isBelow(name, domain))),
        ...names.addresses.filter((address) => !constraints.networks.some((network) => holds(network, address))),
      ];
      return outside.map((name) => `${name} of ${unit.name} ${id} is outside what ${limit?.id} may vouch for`);
    });
  });
}

/** A constraint stands for itself and everything below it (RFC 5280 section 4.2.1.10). */
const isBelow = (name: string, domain: string): boolean => name === domain || name.endsWith(`.${domain}`);

function holds(network: Pick<Subnet, "base" | "prefixLength">, address: string): boolean {
  const bytes = parseAddress(address);
  return bytes !== undefined && contains(network, bytes);
}
