import type { CredentialId, TopologyId } from "../../catalog/types.ts";
import type { DesiredCredential, DesiredUnit } from "../../spec/desired.ts";
import { formatDuration } from "../../spec/grammar/duration.ts";
import { type Presentation, presentations } from "../../spec/resolve/presented.ts";
import { keyFamily } from "../../x509/algorithm.ts";
import { keyUsagesFor } from "../../x509/issue.ts";
import type { Description, Entry, Section } from "./description.ts";
import { credentialOf, namesWithReasons, onlyWith, placeholders, rolePlaces, units, type View } from "./view.ts";
import { checksText } from "./wording.ts";

/** One of a unit of the cluster; undefined in general, and where the cluster has none. */
interface Instance {
  readonly unit: DesiredUnit;
  readonly index: number;
  readonly credential: DesiredCredential;
}

/** `within` names the unit that is meant: a user's or a service's. */
export function describeCredential(view: View, id: CredentialId, within?: string): Description {
  const { title, why, without, source } = credentialOf(view, id);
  const all = view.cluster === undefined ? [] : instances(units(view.cluster), id);
  const one = all.find(({ unit }) => unit.name === within) ?? all[0];
  const holding = view.cluster === undefined ? [] : sharedUnits(view, id);
  const unit = one?.unit.name ?? holding[0];
  const presented = presentations(view.catalog, id, view.holds);
  const sections = [
    says(view, id, one, presented),
    { key: "names", title: "Names in it", entries: names(view, id, one) },
    { key: "files", title: "Files", entries: files(view, id, one, unit) },
    { key: "presented", title: "Presented in", entries: once(presented.map((each) => presentedEntry(view, each))) },
    { key: "checks", title: "What its holder checks the other side with", entries: checks(view, id, presented) },
  ] satisfies Section[];
  return {
    of: "credential",
    id,
    title,
    ...(view.cluster && { cluster: view.cluster.resolution.spec.name }),
    ...(unit !== undefined && { unit }),
    alsoIn: [...all.map((each) => each.unit.name), ...holding].filter((name) => name !== unit),
    why,
    without,
    sections: sections.filter(({ entries }) => entries.length > 0),
    source,
    alsoNamed: [],
  };
}

export const instances = (from: readonly DesiredUnit[], id: CredentialId): Instance[] =>
  from.flatMap((unit) =>
    unit.credentials.flatMap((credential, index) => (credential.id === id ? [{ unit, index, credential }] : [])),
  );

/** Units with a copy of a key pair that has no certificate. */
function sharedUnits({ cluster }: View, id: CredentialId): string[] {
  if (cluster === undefined || !cluster.desired.sharedKeys.some((shared) => shared.id === id)) return [];
  const holds = ({ files }: DesiredUnit): boolean =>
    files.some(({ content }) => content.kind === "shared-key" && content.id === id);
  return units(cluster)
    .filter(holds)
    .map(({ name }) => name);
}

function says(view: View, id: CredentialId, one: Instance | undefined, presented: readonly Presentation[]): Section {
  const entry = credentialOf(view, id);
  const { holder, scope, when, purpose, extendedKeyUsage } = entry;
  const entries: Entry[] = [
    { name: "held by", text: `${holder}, one for each ${scope.replaceAll("-", " ")}${onlyWith(view, when)}` },
    { name: "signed by", text: issuer(view, id, one) },
  ];
  const subject = one?.credential.subject;
  if (purpose !== undefined) {
    const client = extendedKeyUsage.includes("clientAuth");
    const commonName = subject?.commonName ?? placeholders(entry.commonName);
    entries.push({ name: "common name", text: client ? `${commonName}: the name of the user` : commonName });
    const groups = subject?.organizations ?? entry.groups.map(({ name }) => placeholders(name));
    const told = groups.length === 0 ? "none: no group" : `${groups.join(", ")}: the groups`;
    if (client) entries.push({ name: "organizations", text: told });
    for (const usage of extendedKeyUsage) entries.push({ name: usage, text: usageReason(usage, presented) });
  }
  entries.push(...keyEntries(view, id, one));
  return { key: "says", title: "What it is", entries };
}

function usageReason(usage: "serverAuth" | "clientAuth", presented: readonly Presentation[]): string {
  const side = usage === "serverAuth" ? "server" : "client";
  const where = [...new Set(presented.filter((one) => one.side === side).map(({ connection }) => connection))];
  return where.length === 0 ? `to be shown as a ${side}` : `shown as a ${side} in ${where.join(", ")}`;
}

function issuer({ catalog, cluster }: View, id: CredentialId, one: Instance | undefined): string {
  const { purpose } = catalog.credentials[id];
  if (purpose === undefined) return "nobody: a key pair without certificate";
  if (one !== undefined && cluster !== undefined) {
    const authority = cluster.desired.authorities.find((each) => each.id === one.credential.issuer);
    return `${one.credential.issuer} (${authority?.subject.commonName ?? ""}), which issues for ${purpose}`;
  }
  const byIssuer = new Map<string, TopologyId[]>();
  for (const topology of Object.keys(catalog.topologies) as TopologyId[]) {
    const by = catalog.topologies[topology].issuerOf[purpose];
    byIssuer.set(by, [...(byIssuer.get(by) ?? []), topology]);
  }
  if (byIssuer.size === 1) return `${[...byIssuer.keys()][0]}, in every topology`;
  return [...byIssuer].map(([by, topologies]) => `${by} (${topologies.join(", ")})`).join("; ");
}

function keyEntries({ catalog, cluster }: View, id: CredentialId, one: Instance | undefined): Entry[] {
  const { lifetime, purpose } = catalog.credentials[id];
  if (one === undefined) {
    const shared = cluster?.desired.sharedKeys.find((each) => each.id === id);
    if (shared !== undefined) return [{ name: "key", text: shared.algorithm }];
    return purpose === undefined ? [] : [{ name: "lifetime", text: `lifetimes.${lifetime} of the specification` }];
  }
  const { algorithm, extendedKeyUsage, keyEncoding } = one.credential;
  const usages = keyUsagesFor(algorithm, extendedKeyUsage, false);
  const form =
    keyEncoding === "pkcs8" || algorithm === "Ed25519"
      ? "PKCS#8"
      : { RSA: "PKCS#1", ECDSA: "SEC1" }[keyFamily(algorithm) as "RSA" | "ECDSA"];
  const why = usages.includes("keyEncipherment")
    ? "an RSA server may be sent a secret encrypted to its key"
    : "it signs handshakes and decrypts nothing";
  return [
    { name: "key", text: `${algorithm}, ${form}, as the layout's programs read it` },
    { name: "key usage", text: `${usages.join(", ")}: ${why}` },
    {
      name: "lifetime",
      text: `${formatDuration(one.credential.lifetime)} (lifetimes.${lifetime}); never longer than its authority's`,
    },
  ];
}

/** The catalogue's reasons beside the names that the certificate will carry. */
function names(view: View, id: CredentialId, one: Instance | undefined): Entry[] {
  return namesWithReasons(view, credentialOf(view, id).names, one?.unit.name);
}

function files(view: View, id: CredentialId, one: Instance | undefined, unit: string | undefined): Entry[] {
  const read = readers(view, id);
  if (one === undefined && (view.cluster === undefined || unit === undefined)) {
    return read.flatMap(([role, by]) =>
      rolePlaces(view, role, unit).map((place) =>
        place.name === undefined ? place : { name: place.name, text: `${place.text}${by}` },
      ),
    );
  }
  const own = (content: DesiredUnit["files"][number]["content"]): boolean =>
    ("credential" in content && content.credential === one?.index) ||
    ((content.kind === "shared-key" || content.kind === "shared-public-key") && content.id === id);
  const from = one?.unit ?? (unit === undefined ? undefined : view.cluster?.desired.unit(unit));
  const readBy = new Map(
    read.flatMap(([role, by]) => rolePlaces(view, role, unit).map(({ text }) => [text, by] as const)),
  );
  return (from?.files ?? [])
    .filter(({ content }) => own(content))
    .map(({ path, mode, content }) => {
      const place = from?.name.startsWith("hosts/") ? `/${path}` : path;
      return {
        name: place,
        text: `0${mode.toString(8)}, ${WHAT[content.kind] ?? content.kind}${readBy.get(place) ?? ""}`,
      };
    });
}

const WHAT: Readonly<Partial<Record<DesiredUnit["files"][number]["content"]["kind"], string>>> = {
  certificate: "the certificate, with what is sent behind it",
  key: "its private key",
  kubeconfig: "a kubeconfig",
  "shared-key": "the private key",
  "shared-public-key": "the public key",
};

/** File roles of a credential, with the settings that read them. */
function readers(
  { catalog, holds }: View,
  id: CredentialId,
): (readonly [role: `cert/${CredentialId}` | `key/${CredentialId}` | `kubeconfig/${CredentialId}`, by: string])[] {
  const { kubeconfig } = catalog.credentials[id];
  const roles = kubeconfig === undefined ? ([`cert/${id}`, `key/${id}`] as const) : ([`kubeconfig/${id}`] as const);
  return roles.map((role) => {
    const settings = catalog.settings.filter(
      ({ value, when, versions }) => "file" in value && value.file === role && holds(when, versions),
    );
    const by = settings.map(
      ({ component, flag, field }) => `${flag === undefined ? field?.path : `--${flag}`} of ${component}`,
    );
    return [role, by.length === 0 ? "" : `; read by ${[...new Set(by)].join(", ")}`] as const;
  });
}

function presentedEntry({ catalog }: View, { connection, side, others }: Presentation): Entry {
  const { title } = catalog.connections[connection];
  const with_ = [...new Set(others.map(({ checks }) => checksText(checks)))].join(" or ");
  return { name: connection, text: `${title}, as the ${side}; checked with ${with_}` };
}

/** Ends that differ only in their conditions say the same. */
const once = (entries: readonly Entry[]): Entry[] => [
  ...new Map(entries.map((entry) => [`${entry.name} ${entry.text}`, entry])).values(),
];

function checks({ catalog }: View, id: CredentialId, presented: readonly Presentation[]): Entry[] {
  const { trust } = catalog.credentials[id];
  const slots = presented.flatMap(({ end }) => ("slots" in end.checks ? end.checks.slots : []));
  const all = [...new Set([...(trust === undefined ? [] : [trust]), ...slots])];
  return all.map((slot) => ({ name: slot, text: `${catalog.slots[slot].where}. ${catalog.slots[slot].why}` }));
}
