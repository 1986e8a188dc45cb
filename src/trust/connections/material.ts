/** Certificates, keys and authorities as the files of a host give them. */

import type { FileRole } from "../../catalog/types.ts";
import type {
  ActualComponent,
  ActualFile,
  ActualHost,
  ActualSetting,
  Content,
  KubeconfigContent,
  KubeconfigMaterial,
  Place,
} from "../../inventory/actual.ts";
import type { Certificate } from "../../x509/certificate.ts";
import type { PrivateKey } from "../../x509/private-key.ts";
import type { Anchors, ShownPair } from "../shown.ts";

/** What a reference leads to: contents, with where they stand. */
export interface Found {
  readonly contents: readonly Content[];
  readonly place: Place;
}

export const foundIn = (file: ActualFile): Found => ({ contents: file.contents, place: file.place });

/** Files with the same bytes share their contents: what is read of them is the same list, so that it is judged once. */
const read = new WeakMap<readonly Content[], readonly Certificate[]>();

function certificatesOf({ contents }: Found): readonly Certificate[] {
  let certificates = read.get(contents);
  if (certificates === undefined) {
    certificates = contents.flatMap((content) => (content.kind === "certificate" ? [content.certificate] : []));
    read.set(contents, certificates);
  }
  return certificates;
}

const keyOf = (found: Found | undefined): PrivateKey | undefined => {
  const content = found?.contents.find(({ kind }) => kind === "private-key");
  // An encrypted one is no component's, though we may have opened it.
  return content?.kind === "private-key" && content.encrypted === undefined ? content.key : undefined;
};

/** Undefined when there is no certificate that parses. */
export function pairOf(certificate: Found | undefined, key: Found | undefined): ShownPair | undefined {
  if (certificate === undefined) return undefined;
  const [leaf, ...behind] = certificatesOf(certificate);
  if (leaf === undefined) return undefined;
  return { chain: { leaf, behind, place: certificate.place }, key: keyOf(key), keyPlace: key?.place };
}

export const anchorsOf = (found: Found): Anchors => ({ certificates: certificatesOf(found), place: found.place });

/** The setting of a component that names a role's file. */
export const settingFor = ({ settings }: ActualComponent, role: FileRole): ActualSetting | undefined =>
  settings.find(({ setting }) => setting !== undefined && "file" in setting.value && setting.value.file === role);

/** What a setting names, where it is there. */
export const foundFor = (component: ActualComponent, role: FileRole): Found | undefined => {
  const file = settingFor(component, role)?.file;
  return file === undefined ? undefined : foundIn(file);
};

/** A component's settings by name: the flag's value. */
export const settingValue = ({ settings }: ActualComponent, name: string): string | undefined =>
  settings.find((one) => one.name === name)?.value;

export const kubeconfigIn = (file: ActualFile): KubeconfigContent | undefined =>
  file.contents.find((content) => content.kind === "kubeconfig");

/** What a kubeconfig's entry means: its own value, or a file beside it. */
export function materialOf(
  material: KubeconfigMaterial | undefined,
  file: ActualFile,
  host: Pick<ActualHost, "fileAt"> | undefined,
): Found | undefined {
  if (material === undefined) return undefined;
  if (material.by === "value") {
    const { field } = material.within;
    return { contents: material.contents, place: { ...file.place, ...(field === undefined ? {} : { field }) } };
  }
  const named = host?.fileAt(absolute(material.path, file.path));
  return named === undefined ? undefined : foundIn(named);
}

/** A relative path is taken from the kubeconfig's own folder (k8s.io/client-go tools/clientcmd loader.go). */
const absolute = (path: string, from: string): string =>
  path.startsWith("/") ? path : `${from.slice(0, from.lastIndexOf("/") + 1)}${path}`;
