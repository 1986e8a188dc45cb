/** Subject alternative names of one credential: the catalogue's sources, read from the specification. */
import type { NameSet, NameSource } from "../../catalog/types.ts";
import type { AlternativeNames } from "../../x509/extensions.ts";
import { formatAddress, parseAddress } from "../../x509/ip-address.ts";
import { nthAddress } from "../cidr.ts";
import type { Host, ServiceServer, Spec } from "../spec.ts";
import { advertiseAddress, type Facts, fill, hasRole } from "./facts.ts";

/** Whom the names are for. */
export interface NameSubject {
  readonly host?: Host;
  readonly service?: ServiceServer;
}

const SETS: Readonly<Record<NameSet, (spec: Spec, subject: NameSubject) => readonly string[]>> = {
  "service-addresses": (spec) => spec.serviceSubnets.map((subnet) => nthAddress(subnet, 1) ?? ""),
  "advertise-address": (_, { host }) => (host === undefined ? [] : [advertiseAddress(host)]),
  endpoint: (spec) => [spec.endpoint.host],
  "apiserver-names": (spec) => [...spec.apiServerNames, ...spec.apiServerAddresses],
  "load-balancers": (spec) =>
    spec.hosts
      .filter((host) => hasRole(host, "load-balancer"))
      .flatMap((host) => [host.name, ...host.names, ...host.addresses]),
  "host-addresses": (_, { host }) => host?.addresses ?? [],
  "host-names": (_, { host }) => host?.names ?? [],
  "etcd-server-names": (spec) => spec.etcdServerNames,
  "etcd-peer-names": (spec) => spec.etcdPeerNames,
  "service-names": (_, { service }) => [...(service?.names ?? []), ...(service?.addresses ?? [])],
};

/** All names of a list of sources, each once, in order; a text that is an address goes to the addresses. */
export function alternativeNames(
  sources: readonly NameSource[],
  spec: Spec,
  subject: NameSubject,
  facts: Facts,
): AlternativeNames {
  const dns = new Set<string>();
  const addresses = new Set<string>();
  for (const source of sources) {
    for (const text of namesOf(source, spec, subject, facts)) {
      const bytes = parseAddress(text);
      if (bytes !== undefined) addresses.add(formatAddress(bytes));
      else if (text !== "") dns.add(text.toLowerCase());
    }
  }
  return { dns: [...dns], addresses: [...addresses] };
}

/** The same names in the same order, each with the reason that the first source of it gives. */
export function reasonedNames(
  sources: readonly NameSource[],
  spec: Spec,
  subject: NameSubject,
  facts: Facts,
): { readonly name: string; readonly why: string }[] {
  const reasons = new Map<string, string>();
  for (const source of sources) {
    for (const text of namesOf(source, spec, subject, facts)) {
      const bytes = parseAddress(text);
      const name = bytes === undefined ? text.toLowerCase() : formatAddress(bytes);
      if (name !== "" && !reasons.has(name)) reasons.set(name, source.why);
    }
  }
  return [...reasons].map(([name, why]) => ({ name, why }));
}

function namesOf(source: NameSource, spec: Spec, subject: NameSubject, facts: Facts): readonly string[] {
  if ("from" in source) return SETS[source.from](spec, subject);
  return [fill("name" in source ? source.name : source.address, facts)];
}
