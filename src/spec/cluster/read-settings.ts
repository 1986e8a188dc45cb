/** Folders, file names and flags of the project's own document. */
import { layouts } from "../../catalog/layouts/index.ts";
import { settings } from "../../catalog/settings/index.ts";
import type { LayoutId } from "../../catalog/types.ts";
import type { Report } from "../../source/report.ts";
import { below, type Place } from "../../source/source-document.ts";
import { DEFAULT_FILE_NAMES } from "../defaults.ts";
import { suggest } from "../grammar/near-name.ts";
import { readAbsolutePath } from "../read/scalars.ts";
import type { Spec } from "../spec.ts";
import type { ClusterDocument } from "./schema.ts";

export function readDirectories(
  given: ClusterDocument["directories"],
  layout: LayoutId,
  place: Place,
  report: Report,
): Readonly<Record<string, string>> {
  const { roots } = layouts[layout];
  const directories: Record<string, string> = {};
  for (const [name, text] of Object.entries(given ?? {})) {
    const at = below(place, name);
    if (!Object.hasOwn(roots, name)) {
      report.errorAtKey(at, `the layout \`${layout}\` has no folder \`${name}\``, suggest(name, Object.keys(roots)));
      continue;
    }
    const path = readAbsolutePath(text, at, report);
    if (path !== undefined && path !== roots[name]) directories[name] = path;
  }
  return directories;
}

export function readFileNames(given: ClusterDocument["fileNames"], place: Place, report: Report): Spec["fileNames"] {
  const read = (key: keyof Spec["fileNames"]): string => {
    const template = given?.[key];
    if (template === undefined) return DEFAULT_FILE_NAMES[key];
    const at = below(place, key);
    const parts = template.split("{name}");
    const rest = parts.join("");
    const example = DEFAULT_FILE_NAMES[key];
    if (parts.length !== 2) {
      const fault = parts.length === 1 ? "has no {name}" : "has {name} more than once";
      report.error(at, `\`${template}\` ${fault}`, `for example "${example}" or "k8s-${example}"`);
    } else if (!/^[A-Za-z0-9._@-]*$/.test(rest)) {
      report.error(at, `\`${template}\` is no file name`, "letters, digits, ., _, @ and - beside {name}");
    }
    return template;
  };
  const names = {
    user: read("user"),
    service: read("service"),
    certificate: read("certificate"),
    key: read("key"),
    kubeconfig: read("kubeconfig"),
  };
  const { certificate, key, kubeconfig } = names;
  if (new Set([certificate, key, kubeconfig]).size < 3) {
    report.error(
      place,
      "certificates, keys and kubeconfigs would have the same names",
      `for example ${DEFAULT_FILE_NAMES.certificate}, ${DEFAULT_FILE_NAMES.key}, ${DEFAULT_FILE_NAMES.kubeconfig}`,
    );
  }
  return names;
}

/** Components whose flags kubepki writes. */
const FLAG_COMPONENTS: readonly string[] = [
  ...new Set(settings.filter(({ flag }) => flag !== undefined).map(({ component }) => component)),
];

type Arguments = Spec["extraArgs"][string];

export function readExtraArgs(given: ClusterDocument["extraArgs"], place: Place, report: Report): Spec["extraArgs"] {
  const all: Record<string, Arguments> = {};
  for (const [component, value] of Object.entries(given ?? {})) {
    const at = below(place, component);
    if (!FLAG_COMPONENTS.includes(component)) {
      report.errorAtKey(
        at,
        `\`${component}\` is no component whose flags are written`,
        suggest(component, FLAG_COMPONENTS),
      );
      continue;
    }
    const flags = Array.isArray(value)
      ? value.flatMap((flag, i) =>
          flag?.name === undefined || flag.value === undefined ? [] : [{ ...flag, place: below(at, i) }],
        )
      : Object.entries(value as Record<string, string>).map(([name, text]) => ({
          name,
          value: text,
          place: below(at, name),
        }));
    for (const flag of flags) checkFlag(flag, flag.place, report);
    if (flags.length > 0) all[component] = flags.map(({ name, value: text }) => ({ name, value: text }));
  }
  return all;
}

/** Flags go into manifests, units and lists of one line each: a name is a name there, and a value one line. */
export function checkFlag({ name, value }: Arguments[number], place: Place, report: Report): void {
  if (/\p{Cc}/u.test(value)) {
    report.error(place, `the value of \`${name}\` holds a control character`, "write it as one line of text");
  }
  if (/^[a-z0-9][a-z0-9-]*$/i.test(name)) return;
  const remedy = name.startsWith("-")
    ? `write it without its dashes: ${name.replace(/^-+/, "")}`
    : "letters, digits and -";
  report.error(place, `\`${name}\` is no flag`, remedy);
}
