/** The components of a host, each with the settings that hold: flags over configuration files, the later over the earlier. */
import type { ComponentId } from "../../catalog/types.ts";
import type { ActualComponent, ActualFile, ActualSetting, Note, SettingsContent } from "../actual.ts";
import type { SettingLookup } from "./lookup.ts";
import { type PlacedTold, placeIn, type Start, settingsIn, startsOf } from "./starts.ts";

/** Flags that may stand several times and count each time (kube-apiserver). */
const REPEATABLE = new Set(["service-account-key-file", "service-account-issuer", "tls-sni-cert-key"]);

const CONFIGS = new Set<SettingsContent["form"]>(["component-config", "etcd-config", "egress-config"]);

interface Scene {
  readonly files: readonly ActualFile[];
  readonly fileAt: (path: string) => ActualFile | undefined;
  readonly lookup: SettingLookup;
  readonly note: (note: Note) => void;
  /** What a program that runs components itself tells them; a command line that is there stands in its place. */
  readonly passed: readonly Start[];
}

export function componentsOf(scene: Scene): readonly ActualComponent[] {
  const byComponent = new Map<ComponentId, Start[]>();
  for (const start of startsOf(scene.files, scene.fileAt))
    byComponent.set(start.component, [...(byComponent.get(start.component) ?? []), start]);
  const written = new Set(byComponent.keys());
  for (const start of scene.passed) if (!written.has(start.component)) byComponent.set(start.component, [start]);
  // A configuration file alone says that its component is there too.
  for (const file of scene.files) {
    for (const content of settingsIn(file)) {
      const { component, form, within } = content;
      if (component === undefined || !CONFIGS.has(form) || form === "egress-config" || byComponent.has(component))
        continue;
      const start: Start = { component, place: placeIn(file, within), version: undefined, told: [], mounts: [] };
      byComponent.set(component, [start]);
    }
  }
  return [...byComponent].flatMap(([component, starts]) => {
    const [first] = starts;
    if (first === undefined) return [];
    const version = starts.find((one) => one.version !== undefined)?.version;
    const settings = settingsOf(component, starts, scene);
    const passed = scene.passed.includes(first) ? { passed: true as const } : {};
    return [{ component, place: first.place, ...(version === undefined ? {} : { version }), ...passed, settings }];
  });
}

function settingsOf(component: ComponentId, starts: readonly Start[], scene: Scene): readonly ActualSetting[] {
  const { lookup, note } = scene;
  const settings: ActualSetting[] = [];
  const placeOf = new Map<string, number>();
  const set = (told: PlacedTold, mounts: Start["mounts"]): void => {
    const over = told.from === "field" ? undefined : lookup.overridden(component, told.name);
    const setting =
      over ??
      (told.from === "field" ? lookup.byField(component, told.name) : undefined) ??
      lookup.byFlag(component, told.name);
    const name = over?.field?.path ?? told.name;
    const path = onHost(told.value, mounts);
    const file = /[/\\]/.test(path) && !path.includes("://") ? scene.fileAt(path) : undefined;
    const one: ActualSetting = {
      name,
      value: told.value,
      from: told.from,
      place: told.place,
      ...(setting === undefined ? {} : { setting }),
      ...(file === undefined ? {} : { file }),
    };
    const before = placeOf.get(name);
    if (before === undefined || REPEATABLE.has(name)) {
      placeOf.set(name, settings.push(one) - 1);
      return;
    }
    const old = settings[before];
    if (old?.from === "flag" && told.from === "flag" && old.value !== told.value) {
      const message = `${component} is given --${name} twice; the later holds: ${told.value}`;
      note({ code: "repeated-setting", place: told.place, message });
    }
    settings[before] = one;
  };
  for (const { told } of starts) for (const one of told) if (one.from === "field") set(one, []);
  const flags = starts.flatMap(({ told, mounts }) =>
    told.filter(({ from }) => from !== "field").map((one) => ({ one, mounts })),
  );
  const configs = configFiles(component, flags, scene);
  for (const { file, content } of configs)
    for (const told of content.told) set({ ...told, place: placeIn(file, told.within) }, []);
  for (const { one, mounts } of flags) {
    // With a configuration file etcd passes over everything else (etcd server/etcdmain/config.go).
    const alone = configs.some(({ content }) => content.form === "etcd-config");
    if (!alone || one.name === "config-file") set(one, mounts);
  }
  missingFiles(component, settings, note);
  return settings;
}

const onHost = (path: string, mounts: Start["mounts"]): string => {
  const mount = mounts.find(({ inside }) => path === inside || path.startsWith(`${inside}/`));
  return mount === undefined ? path : mount.onHost + path.slice(mount.inside.length);
};

/** Those that its flags name; where they name none that is here, the only one of its kind. */
function configFiles(
  component: ComponentId,
  flags: readonly { readonly one: PlacedTold; readonly mounts: Start["mounts"] }[],
  { files, fileAt }: Scene,
): readonly { readonly file: ActualFile; readonly content: SettingsContent }[] {
  const of = (file: ActualFile) =>
    settingsIn(file)
      .filter((content) => CONFIGS.has(content.form) && content.component === component)
      .map((content) => ({ file, content }));
  const named = flags.flatMap(({ one, mounts }) => {
    const file = one.value.includes("/") ? fileAt(onHost(one.value, mounts)) : undefined;
    return file === undefined ? [] : of(file);
  });
  if (named.some(({ content }) => content.form !== "egress-config")) return named;
  const all = files.flatMap(of).filter(({ content }) => content.form !== "egress-config");
  return all.length === 1 ? [...named, ...all] : named;
}

function missingFiles(component: ComponentId, settings: readonly ActualSetting[], note: Scene["note"]): void {
  for (const { setting, value, file, name, place } of settings) {
    if (setting === undefined || !("file" in setting.value) || file !== undefined || value === "") continue;
    const message = `${component} reads ${value} (${name}), which is not here`;
    note({ code: "missing-file", place, message, path: value });
  }
}
