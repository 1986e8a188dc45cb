/** One credential of the catalogue for one host, user or service. */
import type { Catalog } from "../../catalog/index.ts";
import type { CredentialId, CredentialPlace, FileSlotId, Layout, SlotId } from "../../catalog/types.ts";
import type { Pkcs12Encryption } from "../../x509/pkcs12.ts";
import type { DesiredCredential, DesiredKubeconfig, DesiredTrust } from "../desired.ts";
import type { Spec } from "../spec.ts";
import { inRange } from "../version-range.ts";
import { type Facts, fill, nativePath } from "./facts.ts";
import { type FileList, unitPath } from "./file-list.ts";
import type { HeldSettings } from "./held-settings.ts";
import { alternativeNames, type NameSubject } from "./names.ts";
import { credentialIn, placeIn } from "./place.ts";
import type { TrustPaths } from "./trust.ts";
import type { TrustModel } from "./trust-model.ts";

/** What the resolution of one unit works with. */
export interface Resolution {
  readonly spec: Spec;
  readonly catalog: Catalog;
  readonly layout: Layout;
  readonly model: TrustModel;
  readonly trust: TrustPaths;
  readonly settings: HeldSettings;
}

/** What differs from the catalogue for one credential: a user's groups and lifetime. */
export interface CredentialChoice {
  readonly groups?: readonly string[];
  readonly lifetime?: number;
  readonly pkcs12?: Pkcs12Encryption;
  /** The API server its kubeconfig names. */
  readonly server: string;
}

/** What a trust slot's file says. */
export const slotContent = ({ model }: Resolution, slot: SlotId): DesiredTrust => ({
  kind: "authorities",
  ids: model.slot(slot),
  above: model.above(slot),
});

/** Add a credential and its files to a unit. */
export function addCredential(
  resolution: Resolution,
  id: CredentialId,
  subject: NameSubject,
  facts: Facts,
  choice: CredentialChoice,
  credentials: DesiredCredential[],
  files: FileList,
): void {
  const { spec, catalog, layout, model } = resolution;
  const entry = credentialIn(layout, catalog, id);
  const place = placeIn(layout, id);
  if (entry.purpose === undefined || place === undefined) return;
  const certificate = fill(place.certificate, facts);
  const key = fill(place.key, facts);
  const kubeconfigPath = entry.kubeconfig === undefined ? undefined : kubeconfigPlace(place, facts, id);
  // A consumer's own form holds on its hosts; people's files are nobody's but theirs.
  const form = subject.host === undefined ? undefined : layout.kubeconfigs;
  const embedded = kubeconfigPath !== undefined && (form?.form ?? spec.kubeconfigs) === "embedded";
  const commonName = fill(entry.commonName, facts);
  const index = credentials.length;
  credentials.push({
    id,
    issuer: model.issuerOf[entry.purpose],
    subject: {
      commonName,
      organizations:
        choice.groups ??
        entry.groups
          .filter((group) => inRange(spec.kubernetesVersion, group.versions))
          .map((group) => fill(group.name, facts)),
    },
    names: alternativeNames(entry.names, spec, subject, facts),
    extendedKeyUsage: entry.extendedKeyUsage,
    algorithm: spec.keys.overrides[id] ?? spec.keys.credentials,
    lifetime: choice.lifetime ?? spec.lifetimes[entry.lifetime],
    keyEncoding: layout.keyEncoding,
    withRoot: layout.chain === "with-root",
    store: embedded
      ? { kubeconfig: unitPath(kubeconfigPath) }
      : { certificate: unitPath(certificate), key: unitPath(key) },
  });
  const { modes } = layout;
  if (!embedded || entry.kubeconfig?.pair === true) {
    files.add(
      certificate,
      { kind: "certificate", credential: index },
      modes.certificate,
      `${entry.title}: certificate`,
    );
    files.add(key, { kind: "key", credential: index }, modes.key, `${entry.title}: key`);
  }
  const slot = entry.trust;
  if (kubeconfigPath === undefined || slot === undefined) return;
  const names = form ?? { cluster: spec.name, user: commonName, context: `${commonName}@${spec.name}` };
  const kubeconfig: DesiredKubeconfig = {
    cluster: names.cluster,
    user: names.user,
    context: names.context,
    server: form === undefined ? choice.server : fill(form.server, facts),
    trust: slotContent(resolution, slot),
    reference: embedded
      ? undefined
      : {
          certificate: nativePath(certificate),
          key: nativePath(key),
          trust: nativePath(slotPath(resolution, slot, facts)),
        },
  };
  files.add(kubeconfigPath, { kind: "kubeconfig", credential: index, kubeconfig }, modes.kubeconfig, entry.title);
}

/** Where the layout keeps a slot's authorities; it has to, for somebody reads them there. */
export function slotPath({ trust }: Resolution, slot: FileSlotId, facts: Facts): string {
  const path = trust.slots[slot];
  if (path === undefined) throw new Error(`somebody reads ${slot}, which the layout has not`);
  return fill(path, facts);
}

function kubeconfigPlace(place: CredentialPlace, facts: Facts, id: CredentialId): string {
  if (place.kubeconfig === undefined) throw new Error(`the layout has no kubeconfig path for ${id}`);
  return fill(place.kubeconfig, facts);
}
