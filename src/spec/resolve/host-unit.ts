/** Everything of one host: its credentials, trust, signers, shared keys, settings and configuration. */
import type { ConfigId, CredentialId, FileSlotId } from "../../catalog/types.ts";
import type { DesiredCredential, DesiredUnit, FileContent } from "../desired.ts";
import type { Host } from "../spec.ts";
import { applies } from "./conditions.ts";
import { addCredential, type Resolution, slotContent } from "./credential.ts";
import { endpointUrl, type Facts, fill, hasRole, hostFacts, localUrl } from "./facts.ts";
import { FileList } from "./file-list.ts";
import { credentialIn, placeIn, present } from "./place.ts";
import { onHost } from "./scope.ts";
import { componentSettings, configFile } from "./settings.ts";
import { hasKey } from "./trust-model.ts";

export const hostUnitName = (host: Host): string => `hosts/${host.name}`;

export function hostUnit(resolution: Resolution, cluster: Facts, host: Host): DesiredUnit {
  const facts = hostFacts(resolution.spec, resolution.catalog, cluster, host);
  const files = new FileList(resolution.layout.owner);
  const credentials: DesiredCredential[] = [];
  addCredentials(resolution, host, facts, credentials, files);
  addTrust(resolution, host, facts, files);
  addSharedKeys(resolution, host, facts, files);
  addSettings(resolution, host, facts, files);
  return { name: hostUnitName(host), credentials, secrets: [], files: files.files };
}

function addCredentials(
  resolution: Resolution,
  host: Host,
  facts: Facts,
  credentials: DesiredCredential[],
  files: FileList,
): void {
  const { spec, catalog, layout } = resolution;
  for (const id of Object.keys(catalog.credentials) as CredentialId[]) {
    const { scope, when, kubeconfig } = credentialIn(layout, catalog, id);
    if (!onHost(scope, spec, layout, host) || !applies(resolution, when)) continue;
    const choice = hasRole(host, "control-plane")
      ? (kubeconfig?.onControlPlane ?? kubeconfig?.server)
      : kubeconfig?.server;
    const server = choice === "local" ? localUrl(spec, host) : endpointUrl(spec);
    addCredential(resolution, id, { host }, facts, { server }, credentials, files);
  }
}

/** Trust files, the signers' pairs, and the authorities' keys that the layout's own tools expect. */
function addTrust(resolution: Resolution, host: Host, facts: Facts, files: FileList): void {
  const { spec, catalog, layout, model, trust } = resolution;
  const { modes } = layout;
  for (const slot of Object.keys(layout.trust) as FileSlotId[]) {
    const { scopes, when, where } = catalog.slots[slot];
    if (!applies(resolution, when) || !scopes.some((scope) => onHost(scope, spec, layout, host))) continue;
    const content = slotContent(resolution, slot);
    const path = trust.slots[slot];
    if (content.ids.length === 0 || path === undefined) continue;
    files.add(fill(path, facts), content, modes.certificate, `trusted by ${where}`);
  }
  if (spec.authorityKeys !== "hosts") return;
  for (const [signer, id] of model.signers) {
    if (!onHost(catalog.signers[signer].scope, spec, layout, host)) continue;
    const paths = trust.signers[signer];
    if (paths === undefined) continue;
    // One certificate and no more: the controller-manager refuses a second.
    const content = { kind: "authorities", ids: [id], above: "none" } as const;
    files.add(fill(paths.certificate, facts), content, modes.certificate, "signer");
    files.add(fill(paths.key, facts), { kind: "authority-key", id }, modes.key, "signer's key");
  }
  for (const { slot, path, scope, when } of layout.authorityKeys) {
    const [id, ...others] = model.slot(slot);
    // A root's key is offline, and a key beside a file of several authorities is nobody's; a chain is of its first.
    if (id === undefined || model.roots.has(id) || !hasKey(spec, id)) continue;
    if (others.some((other) => other !== model.parentOf(id))) continue;
    if (!onHost(scope, spec, layout, host) || !applies(resolution, when)) continue;
    files.add(fill(path, facts), { kind: "authority-key", id }, modes.key, "authority's key");
  }
}

function addSharedKeys(resolution: Resolution, host: Host, facts: Facts, files: FileList): void {
  const { spec, catalog, layout } = resolution;
  for (const id of Object.keys(catalog.credentials) as CredentialId[]) {
    const { purpose, scope, title } = catalog.credentials[id];
    if (purpose !== undefined || !onHost(scope, spec, layout, host)) continue;
    const { modes } = layout;
    const place = placeIn(layout, id);
    if (place === undefined) continue;
    files.add(fill(place.key, facts), { kind: "shared-key", id }, modes.key, title);
    const content: FileContent =
      layout.serviceAccountPublicKeyHolds === "private-key"
        ? { kind: "shared-key", id }
        : { kind: "shared-public-key", id };
    files.add(fill(layout.serviceAccountPublicKey, facts), content, modes.publicKey, title);
  }
}

function addSettings(resolution: Resolution, host: Host, facts: Facts, files: FileList): void {
  const { spec, catalog, layout } = resolution;
  for (const component of resolution.settings.flags.keys()) {
    const { runsOn, title } = catalog.components[component];
    if (runsOn === "cluster" || runsOn === "outside" || !onHost(runsOn, spec, layout, host)) continue;
    const written = componentSettings(resolution, component, facts);
    if (written !== undefined) files.add(written.path, written.settings, layout.modes.settings, `${title}: flags`);
  }
  for (const id of Object.keys(layout.configs) as ConfigId[]) {
    const { scope, when, kind } = catalog.configs[id];
    const path = present(layout.configs[id]);
    if (path === undefined || !onHost(scope, spec, layout, host) || !applies(resolution, when)) continue;
    files.add(fill(path, facts), configFile(resolution, id, facts), layout.modes.config, kind);
  }
}
