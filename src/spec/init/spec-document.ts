/** Spec -> document: the way back, for `init --from`. Only what differs from the defaults is written. */
import { layouts } from "../../catalog/layouts/index.ts";
import type { AuthorityId, TopologyId } from "../../catalog/types.ts";
import { TOPOLOGY_NAMES } from "../cluster/schema-trust.ts";
import {
  DEFAULT_FILE_NAMES,
  DEFAULT_LIFETIMES,
  DEFAULT_SPEC,
  defaultIssuer,
  serviceAccountAlgorithm,
} from "../defaults.ts";
import { formatDuration } from "../grammar/duration.ts";
import { formatVersion } from "../grammar/kubernetes-version.ts";
import type { Plain } from "../plain.ts";
import type { Host, LifetimeSpec, Spec } from "../spec.ts";
import { type DocumentFields, documentText } from "./document-text.ts";

/** A document that parses to the same specification. `schema`: where editors find the JSON Schema, a URL or path. */
export function specDocument(spec: Spec, schema?: string): string {
  const { host, port } = spec.endpoint;
  const fields: DocumentFields = {
    name: spec.name,
    kubernetesVersion: formatVersion(spec.kubernetesVersion),
    layout: spec.layout,
    ...when("settings", spec.settings, spec.settings !== "native"),
    ...when("kubeconfigs", spec.kubeconfigs, spec.kubeconfigs !== "embedded"),
    endpoint: host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`,
    ...filled("apiServer", {
      ...when("bindPort", spec.bindPort, spec.bindPort !== DEFAULT_SPEC.bindPort),
      ...listed("names", [...spec.apiServerNames, ...spec.apiServerAddresses]),
    }),
    ...filled("network", {
      ...when("serviceSubnets", spec.serviceSubnets, !same(spec.serviceSubnets, DEFAULT_SPEC.serviceSubnets)),
      ...listed("podSubnets", spec.podSubnets),
      ...when("domain", spec.clusterDomain, spec.clusterDomain !== DEFAULT_SPEC.clusterDomain),
    }),
    hosts: spec.hosts.map((one) => hostFields(one, spec)),
    ...etcdField(spec),
    ...authoritiesField(spec),
    ...keysField(spec),
    ...lifetimesField(spec.lifetimes),
    ...listed("users", spec.users.map(userFields)),
    ...listed("extras", spec.extras),
    ...listed("services", spec.services.map(serviceFields)),
    ...filled("identities", {
      ...when("kubeProxy", spec.kubeProxy, spec.kubeProxy !== layouts[spec.layout].kubeProxy),
      ...when("kubelets", spec.kubeletServing, spec.kubeletServing !== "certificate"),
    }),
    ...filled("serviceAccounts", {
      ...when("issuer", spec.serviceAccountIssuer, spec.serviceAccountIssuer !== defaultIssuer(spec.clusterDomain)),
    }),
    ...filled("directories", spec.directories),
    ...filled(
      "fileNames",
      Object.fromEntries(
        Object.entries(spec.fileNames).filter(([kind, name]) => name !== DEFAULT_FILE_NAMES[kind as FileNameKind]),
      ),
    ),
    ...filled(
      "extraArgs",
      mapValues(spec.extraArgs, (flags) => flags.map(({ name, value }) => ({ name, value }))),
    ),
  };
  return documentText(fields, {}, schema);
}

type FileNameKind = keyof Spec["fileNames"];
type Fields = { readonly [key: string]: Plain };

const when = (key: string, value: Plain, written: boolean): Fields => (written ? { [key]: value } : {});
const listed = (key: string, list: readonly Plain[]): Fields => when(key, list, list.length > 0);
const filled = (key: string, fields: Fields): Fields => when(key, fields, Object.keys(fields).length > 0);
const same = (a: readonly string[], b: readonly string[]): boolean => a.join() === b.join();

const mapValues = <T>(fields: Readonly<Record<string, T>>, write: (value: T) => Plain): Fields =>
  Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, write(value)]));

function hostFields({ name, roles, addresses, names, os, pkcs12 }: Host, { etcd }: Spec): Plain {
  // The role that stacked etcd gives to control planes comes back by itself.
  const implied = etcd.kind === "stacked" && roles.includes("control-plane") && roles.at(-1) === "etcd";
  const written = implied ? roles.slice(0, -1) : roles;
  return {
    name,
    ...when("roles", written, !same(written, ["worker"])),
    ...when("os", os ?? "linux", os !== undefined),
    ...when("pkcs12", pkcs12 ?? "modern", pkcs12 !== undefined),
    ...listed("addresses", addresses),
    ...listed("names", names),
  };
}

function etcdField({ etcd, etcdServerNames, etcdPeerNames }: Spec): Fields {
  const { kind, ...provided } = etcd;
  const names = { ...listed("serverNames", etcdServerNames), ...listed("peerNames", etcdPeerNames) };
  if (kind !== "provided" && Object.keys(names).length === 0) return when("etcd", kind, kind !== "stacked");
  return { etcd: { kind, ...names, ...provided } };
}

const namedAuthorities = ({ authorityNames, suppliedAuthorities, nameConstraints }: Spec): AuthorityId[] =>
  [
    ...new Set([authorityNames, suppliedAuthorities, nameConstraints].flatMap((part) => Object.keys(part))),
  ] as AuthorityId[];

function authorityFields({ authorityNames, suppliedAuthorities, nameConstraints }: Spec, id: AuthorityId): Fields {
  const supplied = suppliedAuthorities[id];
  const limits = nameConstraints[id];
  return {
    ...when("commonName", authorityNames[id] ?? "", authorityNames[id] !== undefined),
    ...when("certificateFile", supplied?.certificateFile ?? "", supplied !== undefined),
    ...when("keyFile", supplied?.keyFile ?? "", supplied?.keyFile !== undefined),
    ...filled("nameConstraints", {
      ...listed("dns", limits?.dns ?? []),
      ...listed("networks", limits?.networks ?? []),
    }),
  };
}

function authoritiesField(spec: Spec): Fields {
  const each = {
    ...Object.fromEntries(namedAuthorities(spec).map((id) => [id, authorityFields(spec, id)])),
    ...when("keys", spec.authorityKeys, spec.authorityKeys !== "hosts"),
    ...when("roots", spec.roots, spec.roots !== "none"),
    ...when("encryption", spec.keyEncryption, spec.keyEncryption !== "none"),
    ...filled("issuers", spec.issuers),
  };
  const topology = topologyName(spec.topology);
  if (Object.keys(each).length === 0) return when("authorities", topology, topology !== "three");
  return { authorities: { topology, ...each } };
}

const topologyName = (id: TopologyId): string =>
  Object.entries(TOPOLOGY_NAMES).find(([, topology]) => topology === id)?.[0] ?? id;

function keysField({ keys: { authorities, credentials, serviceAccount, overrides } }: Spec): Fields {
  const isShort = authorities === credentials && serviceAccount === serviceAccountAlgorithm(credentials);
  if (isShort && Object.keys(overrides).length === 0) return when("keys", authorities, authorities !== "ECDSA-P256");
  return { keys: { authorities, credentials, serviceAccount, ...filled("overrides", overrides) } };
}

function lifetimesField(lifetimes: LifetimeSpec): Fields {
  const { renewBefore, ...durations } = lifetimes;
  const isDefault = (Object.keys(lifetimes) as (keyof LifetimeSpec)[]).every(
    (key) => lifetimes[key] === DEFAULT_LIFETIMES[key],
  );
  return when("lifetimes", { ...mapValues({ ...durations }, formatDuration), renewBefore }, !isDefault);
}

const userFields = ({ name, groups, lifetime, allowSystem }: Spec["users"][number]): Plain => ({
  name,
  ...listed("groups", groups),
  ...when("lifetime", formatDuration(lifetime ?? 0), lifetime !== undefined),
  ...when("allowSystem", true, allowSystem),
});

const serviceFields = ({ name, kind, service, namespace, names, addresses }: Spec["services"][number]): Plain => ({
  name,
  ...when("kind", kind, kind !== "webhook"),
  ...when("service", service, service !== name),
  namespace,
  ...listed("names", [...names, ...addresses]),
});
