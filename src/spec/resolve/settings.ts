/** Flags and configuration files of one component on one host. */
import type {
  ComponentId,
  ConfigId,
  CredentialId,
  FileRole,
  FileSlotId,
  Setting,
  SettingValue,
  SignerId,
} from "../../catalog/types.ts";
import type { ConfigValue, DesiredConfig, DesiredFlag, DesiredSettings } from "../desired.ts";
import { inRange } from "../version-range.ts";
import type { Resolution } from "./credential.ts";
import { type Facts, fill, nativePath } from "./facts.ts";
import { placeIn, present } from "./place.ts";

const forSystem = (settings: readonly Setting[] | undefined, { os }: Facts): readonly Setting[] =>
  settings?.filter((setting) => (setting.os ?? os) === os) ?? [];

/** The flags of a component, with what the specification adds or overrides, in alphabetical order as kubeadm writes. */
function flagsOf(resolution: Resolution, component: ComponentId, facts: Facts): DesiredFlag[] {
  const settings = forSystem(resolution.settings.flags.get(component), facts);
  // Flags for a component that this cluster has not are no reason to write it a file.
  if (settings.length === 0) return [];
  const extra = resolution.spec.extraArgs[component] ?? [];
  const overridden = new Set(extra.map((arg) => arg.name));
  const flags: DesiredFlag[] = [];
  for (const setting of settings) {
    const name = setting.flag ?? "";
    if (overridden.has(name)) continue;
    const value = String(configValue(setting.value, resolution, facts));
    // An optional text that the specification leaves empty: somebody else's etcd without client certificates.
    if (value !== "") flags.push({ name, value, file: "file" in setting.value });
  }
  for (const { name, value } of extra) flags.push({ name, value, file: false });
  return flags.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function configValue(value: SettingValue, resolution: Resolution, facts: Facts): ConfigValue {
  if ("file" in value) return nativePath(rolePath(value.file, resolution, facts));
  if ("text" in value) return nativePath(fill(value.text, facts));
  if ("flag" in value) return value.flag;
  if ("number" in value) return value.number;
  return value.list.map((item) => fill(item, facts));
}

const FLAG_FILE = { kind: "flag-file" } as const;

/** The path of a file role on this host. */
export function rolePath(role: FileRole, resolution: Resolution, facts: Facts): string {
  const template = roleTemplate(role, resolution);
  if (template === undefined) throw new Error(`a setting reads ${role}, which the layout has not`);
  return fill(template, facts);
}

/** Where the layout keeps a file role; undefined where its consumer has no use for it. */
export function roleTemplate(role: FileRole, { layout, trust }: Resolution): string | undefined {
  const slash = role.indexOf("/");
  const id = role.slice(slash + 1);
  switch (role.slice(0, slash)) {
    case "trust":
      return trust.slots[id as FileSlotId];
    case "signer-cert":
      return trust.signers[id as SignerId]?.certificate;
    case "signer-key":
      return trust.signers[id as SignerId]?.key;
    case "cert":
      return placeIn(layout, id as CredentialId)?.certificate;
    case "key":
      return placeIn(layout, id as CredentialId)?.key;
    case "public-key":
      return layout.serviceAccountPublicKey;
    case "kubeconfig":
      return placeIn(layout, id as CredentialId)?.kubeconfig;
    case "config":
      return present(layout.configs[id as ConfigId]);
    default:
      return undefined;
  }
}

/**
 * A component's flags in the layout's form, or as a plain list, which is also the form where the layout has none: what
 * runs the component is then not the layout's business. Undefined when there is nothing to set, or when the layout's
 * consumer sets it.
 */
export function componentSettings(
  resolution: Resolution,
  component: ComponentId,
  facts: Facts,
): { readonly path: string; readonly settings: DesiredSettings } | undefined {
  const { spec, catalog, layout } = resolution;
  const flagFile = present(layout.flagFile);
  if (flagFile === undefined) return undefined;
  const native = layout.settings[component];
  // Windows has neither systemd nor static pods of a control plane.
  const runs = native?.kind === "environment-file" || facts.os !== "windows";
  const form = spec.settings === "flags" || native === undefined || !runs ? FLAG_FILE : native;
  const flags = flagsOf(resolution, component, facts);
  if (flags.length === 0) return undefined;
  const { probe, data, systemRoots } = catalog.components[component];
  const path = form.kind === "flag-file" ? flagFile : form.path;
  return {
    path: fill(path, { ...facts, component }),
    settings: {
      kind: "settings",
      component,
      form,
      flags,
      imageTag: imageTag(resolution, component),
      probe: probe && {
        scheme: probe.scheme,
        host: fill(probe.address, facts),
        port: Number(fill(probe.port, facts)),
        livePath: probe.live,
        readyPath: probe.ready,
      },
      systemRoots: systemRoots === true,
      dataFolder: data && fill(data, facts),
    },
  };
}

export function imageTag({ spec, catalog }: Pick<Resolution, "spec" | "catalog">, component: ComponentId): string {
  const { kubernetesVersion } = spec;
  const { major, minor, patch } = kubernetesVersion;
  if (component !== "etcd") return `v${major}.${minor}.${patch}`;
  const release = catalog.releases.find((one) => one.minor === `${major}.${minor}`);
  const image = release?.etcdImages.find(({ versions }) => inRange(kubernetesVersion, versions));
  if (image === undefined) throw new Error(`the catalogue has no etcd image for ${major}.${minor}.${patch}`);
  return image.tag;
}

/** A configuration file, with every field that holds. */
export function configFile(resolution: Resolution, id: ConfigId, facts: Facts): DesiredConfig {
  const head = resolution.catalog.configs[id];
  const fields = forSystem(resolution.settings.fields.get(id), facts).map(
    (setting) => [setting.field?.path ?? "", configValue(setting.value, resolution, facts)] as const,
  );
  return { kind: "config", apiVersion: head.apiVersion, configKind: head.kind, fields };
}
