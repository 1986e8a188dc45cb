/** Folders of users, of jobs outside the hosts, and of services in the cluster. */
import type { CredentialId, FileSlotId } from "../../catalog/types.ts";
import type { DesiredCredential, DesiredUnit } from "../desired.ts";
import type { ServiceServer, User } from "../spec.ts";
import { applies } from "./conditions.ts";
import { addCredential, type CredentialChoice, type Resolution, slotContent } from "./credential.ts";
import { addDocuments } from "./documents.ts";
import { endpointUrl, type Facts, fill } from "./facts.ts";
import { FileList } from "./file-list.ts";
import type { NameSubject } from "./names.ts";
import { placeIn } from "./place.ts";
import { imageTag } from "./settings.ts";

/** A unit's name and how to compute it. */
export interface UnitEntry {
  readonly name: string;
  readonly make: () => DesiredUnit;
}

/** Every unit that is not a host: jobs of scope `cluster`, users, services. */
export function peopleUnits(resolution: Resolution, cluster: Facts): UnitEntry[] {
  const { spec, catalog } = resolution;
  const entries: UnitEntry[] = [];
  for (const id of Object.keys(catalog.credentials) as CredentialId[]) {
    const { scope, when } = catalog.credentials[id];
    if (!applies(resolution, when) || placeIn(resolution.layout, id) === undefined) continue;
    if (scope === "cluster") entries.push(entry(resolution, cluster, id, `users/${id}`, id));
    if (scope === "user") for (const user of spec.users) entries.push(userEntry(resolution, cluster, id, user));
    if (scope === "service") for (const s of spec.services) entries.push(serviceEntry(resolution, cluster, id, s));
  }
  return entries;
}

function userEntry(resolution: Resolution, cluster: Facts, id: CredentialId, user: User): UnitEntry {
  const { spec } = resolution;
  const folder = fileName(user.name);
  const file = fileName(fill(spec.fileNames.user, { name: user.name }));
  const { groups, lifetime, pkcs12 } = user;
  const choice = {
    groups,
    ...(lifetime === undefined ? {} : { lifetime }),
    ...(pkcs12 === undefined ? {} : { pkcs12 }),
  };
  return entry(resolution, { ...cluster, user: user.name }, id, `users/${folder}`, file, {}, choice);
}

function serviceEntry(resolution: Resolution, cluster: Facts, id: CredentialId, service: ServiceServer): UnitEntry {
  const { spec } = resolution;
  const file = fileName(fill(spec.fileNames.service, { name: service.name }));
  const facts = { ...cluster, service: service.service, namespace: service.namespace };
  return entry(resolution, facts, id, `services/${fileName(service.name)}`, file, { service });
}

function entry(
  resolution: Resolution,
  facts: Facts,
  id: CredentialId,
  name: string,
  file: string,
  subject: NameSubject = {},
  choice: Omit<CredentialChoice, "server"> = {},
): UnitEntry {
  const make = (): DesiredUnit => {
    const { spec, layout } = resolution;
    const own = { ...facts, file, ...ownFiles(resolution, id, { ...facts, file }) };
    const files = new FileList(layout.owner);
    const credentials: DesiredCredential[] = [];
    addCredential(resolution, id, subject, own, { ...choice, server: endpointUrl(spec) }, credentials, files);
    addTrust(resolution, id, own, files);
    // What stands beside a credential that the layout does not have would be about nothing.
    if (credentials.length > 0) addDocuments({ resolution, facts: own, service: subject.service, choice }, id, files);
    return { name, credentials, secrets: [], files: files.files };
  };
  return { name, make };
}

/** Paths in the folder, for the documents in it. */
function ownFiles(resolution: Resolution, id: CredentialId, facts: Facts): Facts {
  const { catalog, layout, trust, spec } = resolution;
  const place = placeIn(layout, id);
  const slot = catalog.credentials[id].trust;
  const trustPath = slot && trust.slots[slot];
  return {
    "own-certificate": place === undefined ? "" : fill(place.certificate, facts),
    "own-key": place === undefined ? "" : fill(place.key, facts),
    "own-trust": trustPath === undefined ? "" : fill(trustPath, facts),
    "etcd-image-tag": imageTag({ spec, catalog }, "etcd"),
  };
}

/** The slots that the credential's holder checks others with and that are kept in no host's files. */
function addTrust(resolution: Resolution, id: CredentialId, facts: Facts, files: FileList): void {
  const { catalog, layout, trust } = resolution;
  const { holder, trust: own } = catalog.credentials[id];
  for (const slot of Object.keys(layout.trust) as FileSlotId[]) {
    const { scopes, when, where, holder: slotHolder } = catalog.slots[slot];
    const wanted = slot === own || (scopes.length === 0 && slotHolder === holder);
    const path = trust.slots[slot];
    if (!wanted || path === undefined || !applies(resolution, when)) continue;
    files.add(fill(path, facts), slotContent(resolution, slot), layout.modes.certificate, `for ${where}`);
  }
}

/** A user's name as a file name: what a file system or a shell would trip over becomes an underscore. */
export function fileName(name: string): string {
  const safe = name.replace(/[^A-Za-z0-9._@-]/g, "_");
  return /^\.*$/.test(safe) || safe.startsWith("-") ? `_${safe}` : safe;
}
