/** What may not dangle in a catalogue. Each function answers with what is wrong, in words. */
import type { Catalog } from "../../src/catalog/index.ts";
import type {
  ComponentId,
  Condition,
  Credential,
  CredentialId,
  FileRole,
  FileSlotId,
  Purpose,
  Scope,
  Setting,
} from "../../src/catalog/types.ts";
import { implies } from "./combinations.ts";

const entries = <K extends string, V>(record: Readonly<Record<K, V>>): [K, V][] => Object.entries(record) as [K, V][];

/** Credentials that nobody issues or holds, and authorities that issue nothing. */
export function issuerFaults({ authorities, credentials, topologies, components }: Catalog): string[] {
  const faults: string[] = [];
  for (const [id, { purpose, holder }] of entries(credentials)) {
    if (components[holder] === undefined) faults.push(`${id} has no holder ${holder}`);
    for (const [name, { issuerOf }] of entries(topologies)) {
      if (purpose === undefined) continue;
      const issuer = issuerOf[purpose];
      if (issuer === undefined) faults.push(`${id} has no issuer in ${name}`);
      else if (authorities[issuer] === undefined) faults.push(`${id} is issued by ${issuer}, which there is not`);
    }
  }
  const used = new Set(entries(topologies).flatMap(([, { issuerOf }]) => Object.values(issuerOf)));
  for (const [id] of entries(authorities)) if (!used.has(id)) faults.push(`${id} issues nothing in any topology`);
  return faults;
}

/** Certificates whose profile does not fit their use (facts 10.3). */
export function profileFaults({ credentials, slots }: Catalog): string[] {
  return entries(credentials).flatMap(([id, credential]) =>
    profileOf(credential, slots).map((fault) => `${id} ${fault}`),
  );
}

function profileOf(credential: Credential, slots: Catalog["slots"]): string[] {
  const { purpose, commonName, extendedKeyUsage: usage, names, kubeconfig, trust, when, scope } = credential;
  if (purpose === undefined) return usage.length + names.length > 0 ? ["is a bare key with a profile"] : [];
  const faults: string[] = [];
  if (commonName === "") faults.push("has no common name");
  if (commonName.length > 64) faults.push("has a common name of more than 64 characters");
  if (usage.length === 0) faults.push("has no usage");
  if (usage.includes("serverAuth") !== names.length > 0)
    faults.push("carries names and is no server, or none and is one");
  if (kubeconfig !== undefined && trust === undefined) faults.push("has a kubeconfig that trusts nobody");
  if (trust === undefined) return faults;
  const slot = slots[trust];
  if (kubeconfig !== undefined && !slot.accepts.includes("apiserver-serving"))
    faults.push(`checks the API server with ${trust}, which does not accept it`);
  if (!implies(when, slot.when)) faults.push(`needs ${trust}, which is not always there`);
  if (slot.scopes.length > 0 && !slot.scopes.some((where) => within(scope, where)))
    faults.push(`needs ${trust}, which is not on its host`);
  return faults;
}

/** Whether everything of one scope is on hosts of the other. */
const within = (inner: Scope, outer: Scope): boolean =>
  inner === outer || (inner === "first-control-plane" && outer === "control-plane");

/** Slots that accept nothing or that nobody uses, and purposes that no slot accepts. */
export function slotFaults(catalog: Catalog): string[] {
  const { slots, credentials } = catalog;
  const used = new Set([...slotsOfConnections(catalog), ...slotsOfSettings(catalog)]);
  const accepted = new Set<Purpose>(Object.values(slots).flatMap(({ accepts }) => accepts));
  const presented = new Set(Object.values(credentials).map(({ purpose }) => purpose));
  return [
    ...entries(slots).flatMap(([id, { accepts, holder }]) => [
      ...(accepts.length === 0 ? [`${id} accepts nothing`] : []),
      ...accepts.filter((purpose) => !presented.has(purpose)).map((p) => `${id} accepts ${p}, which nobody presents`),
      ...(catalog.components[holder] === undefined ? [`${id} has no holder`] : []),
      ...(used.has(id) ? [] : [`${id} is used by no connection and no setting`]),
    ]),
    ...[...presented].filter((p) => p !== undefined && !accepted.has(p)).map((p) => `${p} is accepted by no slot`),
  ];
}

const slotsOfConnections = ({ connections }: Catalog): string[] =>
  Object.values(connections).flatMap(({ clients, servers }) =>
    [...clients, ...servers].flatMap(({ checks }) => ("slots" in checks ? checks.slots : [])),
  );

const slotsOfSettings = ({ settings }: Catalog): string[] =>
  settings.flatMap(({ value }) => ("file" in value && value.file.startsWith("trust/") ? [value.file.slice(6)] : []));

/** Settings that read a file which is not always there, on the same host, when they hold. */
export function settingFaults(catalog: Catalog): string[] {
  return catalog.settings.flatMap((setting) => {
    const name = settingName(setting);
    const faults: string[] = [];
    if ((setting.flag === undefined) === (setting.field === undefined)) faults.push("is neither flag nor field");
    if (setting.field !== undefined) {
      const config = catalog.configs[setting.field.config];
      if (config?.component !== setting.component) faults.push("is a field of another component's file");
      else if (!implies(setting.when, config.when)) faults.push("is a field of a file that is not always there");
    }
    if ("file" in setting.value) faults.push(...roleFaults(catalog, setting.value.file, setting));
    return faults.map((fault) => `${name} ${fault}`);
  });
}

export const settingName = ({ component, flag, field }: Setting): string =>
  `${component} ${flag === undefined ? `${field?.config}:${field?.path}` : `--${flag}`}`;

function roleFaults(catalog: Catalog, role: FileRole, { component, when }: Setting): string[] {
  const slash = role.indexOf("/");
  const [kind, id] = [role.slice(0, slash), role.slice(slash + 1)];
  const made = makerOf(catalog, kind, id);
  if (typeof made === "string") return [`reads ${role}, ${made}`];
  const { runsOn } = catalog.components[component];
  // There are members of etcd only where etcd is ours.
  const holds = [...(when ?? []), ...(runsOn === "etcd-member" ? (["etcd-is-ours"] as const) : [])];
  return [
    ...(implies(holds, made.when) ? [] : [`reads ${role}, which is not always made`]),
    ...(made.scopes.some((scope) => within(runsOn as Scope, scope)) ? [] : [`reads ${role}, which is on other hosts`]),
  ];
}

interface Maker {
  readonly when: readonly Condition[] | undefined;
  readonly scopes: readonly Scope[];
}

/** What makes a file role: when and on which hosts; or why nothing does. */
function makerOf(catalog: Catalog, kind: string, id: string): Maker | string {
  switch (kind) {
    case "trust": {
      const slot = catalog.slots[id as FileSlotId];
      return slot === undefined ? "which is no slot" : { when: slot.when, scopes: slot.scopes };
    }
    case "cert":
    case "key":
    case "kubeconfig": {
      const credential: Credential | undefined = catalog.credentials[id as CredentialId];
      if (credential === undefined) return "which is no credential";
      if ((kind === "kubeconfig") !== (credential.kubeconfig !== undefined)) return "which it is not kept as";
      return { when: credential.when, scopes: [credential.scope] };
    }
    case "public-key":
      return id === "sa" ? { when: [], scopes: ["control-plane"] } : "which nobody makes";
    case "signer-cert":
    case "signer-key": {
      const signer = catalog.signers[id as keyof Catalog["signers"]];
      return signer === undefined ? "which is no signer" : { when: ["signer-keys-on-hosts"], scopes: [signer.scope] };
    }
    case "config": {
      const config = catalog.configs[id as keyof Catalog["configs"]];
      return config === undefined ? "which is no file" : { when: config.when, scopes: [config.scope] };
    }
    default:
      return "which is of no known kind";
  }
}

/** Components whose settings are to be written and that run on no host. */
export const homelessComponents = ({ settings, components }: Catalog): ComponentId[] =>
  [...new Set(settings.map(({ component }) => component))].filter((id) =>
    ["user", "cluster", "outside"].includes(components[id].runsOn),
  );
