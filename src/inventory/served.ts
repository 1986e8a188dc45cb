/** What a server shows, compared with the files that it is told to read: renewed and not loaded is the common fault. */
import { type Catalog, catalog as kubernetes } from "../catalog/index.ts";
import type { ComponentId, CredentialId } from "../catalog/types.ts";
import { type Certificate, parseCertificate } from "../x509/certificate.ts";
import type { ActualComponent, ActualSetting } from "./actual.ts";
import { presentedBy, split } from "./roles/claim.ts";

export type ServedState =
  /** The certificate of the file. */
  | "loaded"
  /** The same name by the same authority, and the file's is younger: the process has to be restarted, or to reload. */
  | "renewed-not-loaded"
  /** None of the files that the component is told to serve with. */
  | "other";

export interface Served {
  readonly state: ServedState;
  readonly component: ComponentId;
  /** The setting that names the file; undefined for `other`. */
  readonly setting: ActualSetting | undefined;
  /** How the component takes a change of that file, in the catalogue's words. */
  readonly reload: string | undefined;
}

/** `leaf` as the server sent it, DER. Throws DerError when it is no certificate. */
export function compareServed(component: ActualComponent, leaf: Uint8Array, catalog: Catalog = kubernetes): Served {
  const served = parseCertificate(leaf);
  const files = component.settings.flatMap((setting) => {
    const certificate =
      isServing(setting, catalog) && setting.file !== undefined ? presentedBy(setting.file) : undefined;
    return certificate === undefined ? [] : [{ setting, certificate }];
  });
  const answer = (state: ServedState, setting: ActualSetting | undefined): Served => ({
    state,
    component: component.component,
    setting,
    reload: setting?.setting?.reload,
  });
  const same = files.find(({ certificate }) => Buffer.compare(certificate.raw, served.raw) === 0);
  if (same !== undefined) return answer("loaded", same.setting);
  const renewed = files.find(({ certificate }) => isRenewalOf(certificate, served));
  return renewed === undefined ? answer("other", undefined) : answer("renewed-not-loaded", renewed.setting);
}

function isServing({ setting }: ActualSetting, { credentials }: Catalog): boolean {
  if (setting === undefined || !("file" in setting.value)) return false;
  const [kind, id] = split(setting.value.file);
  return kind === "cert" && credentials[id as CredentialId].extendedKeyUsage.includes("serverAuth");
}

const isRenewalOf = (young: Certificate, old: Certificate): boolean =>
  Buffer.compare(young.rawSubject, old.rawSubject) === 0 &&
  Buffer.compare(young.rawIssuer, old.rawIssuer) === 0 &&
  young.notBefore > old.notBefore;
