/** Settings as such, whatever they are about: they name what is not there, contradict each other, are halves. */
import type { FileRole } from "../../../catalog/types.ts";
import { type ActualComponent, type ActualHost, type ActualSetting, settingOf } from "../../../inventory/actual.ts";
import type { Running } from "../../../trust/connections/servers.ts";
import type { Fault, Rule } from "../../rule.ts";
import type { Scene } from "../../scene.ts";
import { change, removal, restartOf, settingText, shellWord } from "../../told.ts";

const everything = ({ actual: { hosts } }: Scene): Running[] =>
  hosts.flatMap((host) => host.components.map((component) => ({ host, component })));

const roleNamed = ({ setting }: ActualSetting): FileRole | undefined =>
  setting !== undefined && "file" in setting.value ? setting.value.file : undefined;

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf("/") + 1);

/** Whether the folder of a path was read, so that what is not among the files is not there. */
const wasLookedAt = ({ files, mount }: ActualHost, path: string): boolean =>
  mount !== undefined && files.some((file) => folderOf(file.path) === folderOf(path));

export const writtenSettingRules = {
  "setting-file-missing": {
    title: "A setting names a file that is not there",
    severity: "error",
    group: "settings",
    source: "k8s.io/apiserver pkg/server/options; etcd client/pkg/transport/listener.go",
    why: "The program does not start, or starts again and again.",
    shows: ["open /etc/kubernetes/pki/apiserver.crt: no such file or directory"],
    mend: "Put the file there, or name the right one.",
    breaks: ["other", "identity"],
    *check(scene): Generator<Fault> {
      for (const running of everything(scene)) {
        const { component, host } = running;
        for (const one of component.settings) {
          if (roleNamed(one) === undefined || one.file !== undefined || !one.value.startsWith("/")) continue;
          if (!wasLookedAt(host, one.value)) continue;
          const twin = namedElsewhere(host, one);
          yield {
            place: one.place,
            message: `${component.component} on ${host.name} reads ${one.value}, which is not there`,
            shown: { field: one.name, value: settingText(one) },
            remedy:
              twin === undefined
                ? { sentence: `Put ${one.value} there, or name the right file.`, restart: restartOf(running) }
                : { sentence: `${twin} is there for it.`, ...change(running, one.name, twin) },
          };
        }
      }
    },
  },
  "setting-contradicted": {
    title: "A flag says otherwise than the configuration file",
    severity: "warning",
    group: "settings",
    source: "kubernetes cmd/kubelet/app/server.go kubeletConfigFlagPrecedence",
    why: "The flag wins, and whoever reads the configuration file believes something else.",
    shows: [],
    mend: "Keep one of the two: take the flag away, and write in the file what should hold.",
    under: ["kubelet-anonymous", "kubelet-always-allow", "kubelet-read-only-port", "kubelet-rotation-off"],
    *check(scene): Generator<Fault> {
      for (const running of everything(scene)) {
        const { component, host } = running;
        for (const one of component.settings) {
          const field = one.setting?.overriddenBy === undefined ? undefined : one.setting.field;
          if (one.from !== "flag" || field === undefined) continue;
          for (const { path, value, line } of inConfigs(host, component, field.path)) {
            if (value === one.value) continue;
            yield {
              place: one.place,
              also: [path],
              message: `${component.component} on ${host.name}: ${settingText(one)}, and ${field.path} is ${value} in ${path.file}`,
              shown: { field: field.path, value: `${settingText(one)}; line ${line}: ${value}` },
              remedy: {
                sentence: "Take the flag away, and write in the file what should hold.",
                ...removal(running, one),
              },
            };
          }
        }
      }
    },
  },
  "setting-repeated": {
    title: "A flag is given twice with different values",
    severity: "warning",
    group: "settings",
    source: "spf13/pflag flag.go: the later value replaces the earlier",
    why: "Only the later holds; whoever reads the first believes something else.",
    shows: [],
    mend: "Take the one away that should not hold.",
    *check({ actual: { notes } }): Generator<Fault> {
      for (const { code, place, message } of notes) {
        if (code !== "repeated-setting") continue;
        yield { place, message, remedy: { sentence: "Take the one away that should not hold." } };
      }
    },
  },
  "pair-half-set": {
    title: "A certificate is set without its key, or a key without its certificate",
    severity: "error",
    group: "settings",
    source: "k8s.io/apiserver pkg/server/options/serving.go; client-go rest/config.go TLSConfigFor",
    why: "Half a pair proves nothing: the program does not start, or makes a certificate that nobody knows.",
    shows: ["must specify both: one of cert file and key file is missing"],
    mend: "Set both, or none.",
    breaks: ["identity", "none-shown", "other"],
    *check(scene): Generator<Fault> {
      for (const running of everything(scene)) {
        const { component, host } = running;
        for (const one of component.settings) {
          const role = roleNamed(one);
          const [kind, id] = role?.split("/") ?? [];
          const other = kind === "cert" ? `key/${id}` : kind === "key" ? `cert/${id}` : undefined;
          if (other === undefined || one.value === "" || id === "sa") continue;
          const half = scene.catalog.settings.find(
            ({ component: of, value }) => of === component.component && "file" in value && value.file === other,
          );
          const name = half?.flag ?? half?.field?.path;
          if (name === undefined || (settingOf(component, name)?.value ?? "") !== "") continue;
          const path = host.files.find(({ roles }) => roles.some((claim) => claim.role === other))?.path;
          yield {
            place: one.place,
            message: `${component.component} on ${host.name}: ${one.name} is set, and ${name} is not`,
            shown: { field: one.name, value: settingText(one) },
            remedy: {
              sentence: `Set ${name}${path === undefined ? "" : ` to ${shellWord(path)}`}.`,
              ...(path === undefined ? { restart: restartOf(running) } : change(running, name, path)),
            },
          };
        }
      }
    },
  },
} as const satisfies Readonly<Record<string, Rule>>;

/** The file that the layout has for the role which a setting names in vain. */
const namedElsewhere = ({ files }: ActualHost, one: ActualSetting): string | undefined => {
  const role = roleNamed(one);
  return files.find(({ roles }) => roles.some((claim) => claim.by === "layout" && claim.role === role))?.path;
};

/** What configuration files of a component say of a field. */
function inConfigs({ files }: ActualHost, { component }: ActualComponent, field: string) {
  return files.flatMap((file) =>
    file.contents.flatMap((content) => {
      if (content.kind !== "settings" || content.form !== "component-config" || content.component !== component)
        return [];
      return content.told
        .filter(({ name }) => name === field)
        .map(({ value, within }) => ({ path: { ...file.place, ...within }, value, line: within.line ?? 0 }));
    }),
  );
}
