/** What a component is told, and the commands that change it where it stands. */
import type { ComponentId } from "../catalog/types.ts";
import {
  type ActualFile,
  type ActualHost,
  type ActualRole,
  type ActualSetting,
  type Place,
  settingOf,
} from "../inventory/actual.ts";
import { type Running, runningOf } from "../trust/connections/servers.ts";
import type { Remedy } from "./rule.ts";
import type { Scene } from "./scene.ts";

/** Without this a program does not start: when it is there, all that it is told was read. */
const ALWAYS_TOLD: Readonly<Partial<Record<ComponentId, readonly string[]>>> = {
  "kube-apiserver": ["etcd-servers"],
  "kube-controller-manager": ["kubeconfig"],
  "kube-scheduler": ["kubeconfig", "config"],
  kubelet: ["kind", "kubeconfig"],
  etcd: ["cert-file", "listen-client-urls", "initial-cluster"],
};

/** Each program of a kind whose settings were read, so that what is missing there is missing. */
export const toldWhole = ({ actual }: Scene, id: ComponentId): Running[] =>
  runningOf(actual, id).filter(({ component }) =>
    (ALWAYS_TOLD[id] ?? []).some((name) => settingOf(component, name) !== undefined),
  );

/** Where what starts a program stands, for something that it is not told. */
export const startPlace = ({ component: { place } }: Running, field: string): Place => ({ ...place, field });

/** A text as one word of a shell. */
export const shellWord = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

const fileOf = ({ host }: Running, { file }: Place): ActualFile | undefined =>
  host.files.find(({ place }) => place.file === file);

const formOf = (file: ActualFile | undefined): string | undefined => {
  const content = file?.contents.find(({ kind }) => kind === "settings");
  return content?.kind === "settings" ? content.form : undefined;
};

/** The flag of a setting, or the path of its field, as it is written where it stands. */
const writtenAs = ({ name, from, setting }: ActualSetting): string =>
  from === "flag" ? (setting?.overriddenBy ?? name) : name;

export const settingText = (one: ActualSetting): string =>
  one.from === "flag" ? `--${writtenAs(one)}=${one.value}` : `${one.name}: ${one.value}`;

/** How a setting gets a value, with what has to be started again; commands where the file's form is known. */
export function change(running: Running, name: string, value: string): Pick<Remedy, "commands" | "restart"> {
  const setting = settingOf(running.component, name);
  const commands = setting === undefined ? addition(running, name, value) : replacement(running, setting, value);
  return { ...(commands === undefined ? {} : { commands }), restart: restartOf(running) };
}

/** How a setting is taken away. */
export function removal(running: Running, setting: ActualSetting): Pick<Remedy, "commands" | "restart"> {
  const file = fileOf(running, setting.place);
  const restart = restartOf(running);
  const { line } = setting.place;
  // Elsewhere several may stand in one line.
  if (file === undefined || line === undefined || formOf(file) !== "static-pod") return { restart };
  return { commands: [`sed -i '${line}d' ${shellWord(file.path)}`], restart };
}

function replacement(running: Running, setting: ActualSetting, value: string): string[] | undefined {
  const file = fileOf(running, setting.place);
  const { line } = setting.place;
  if (file === undefined || file.path === "" || /['|\\&\n]/.test(value)) return undefined;
  if (setting.from === "flag")
    return [
      `sed -i -E 's|--${writtenAs(setting)}([= ][^ "]*)?|--${writtenAs(setting)}=${value}|' ${shellWord(file.path)}`,
    ];
  if (setting.from !== "field" || line === undefined) return undefined;
  return [`sed -i '${line}s|:.*|: ${value}|' ${shellWord(file.path)}`];
}

function addition(running: Running, name: string, value: string): string[] | undefined {
  const { component } = running;
  if (/['|\\&\n]/.test(value)) return undefined;
  const field = component.settings.find(({ from }) => from === "field");
  const config = field === undefined ? undefined : fileOf(running, field.place);
  if (component.component === "kubelet" && config !== undefined)
    return name.includes(".") ? undefined : [`echo '${name}: ${value}' >> ${shellWord(config.path)}`];
  const beside = component.settings.find(({ from, place }) => from === "flag" && place.line !== undefined);
  const file = beside === undefined ? undefined : fileOf(running, beside.place);
  if (beside === undefined || file === undefined || formOf(file) !== "static-pod") return undefined;
  return [`sed -i '${beside.place.line}s|^\\( *- \\).*|&\\n\\1--${name}=${value}|' ${shellWord(file.path)}`];
}

/** The path of the file on a host that has a role. */
export const fileBeside = ({ files }: ActualHost, role: ActualRole): string | undefined =>
  files.find(({ roles }) => roles.some((one) => one.role === role))?.path;

/** A static pod is watched by its kubelet; whatever a unit starts is not. */
export function restartOf(running: Running): string {
  const { component, place } = running.component;
  if (formOf(fileOf(running, place)) === "static-pod")
    return `None by hand: the kubelet starts ${component} again when its manifest changes.`;
  return `systemctl restart ${component}`;
}
