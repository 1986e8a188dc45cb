import type { DesiredConfig, DesiredSettings } from "../spec/desired.ts";
import type { Plain } from "../spec/plain.ts";
import { flagText } from "./flag-text.ts";
import { renderStaticPod } from "./static-pod.ts";
import { renderSystemdUnit } from "./systemd-unit.ts";
import { yamlBlock } from "./yaml-text.ts";

/** A component's flags in the form that its layout wants. */
export function renderSettings(settings: DesiredSettings): string {
  const { form } = settings;
  switch (form.kind) {
    case "static-pod":
      return renderStaticPod(settings, form.image);
    case "systemd-unit":
      return renderSystemdUnit(settings, form.binary, form.after);
    case "environment-file": {
      const own = settings.flags.filter((flag) => !form.given.includes(flag.name));
      return environmentLine(form.variable, own.map(flagText));
    }
    case "flag-file":
      return settings.flags.map((flag) => `${flagText(flag)}\n`).join("");
  }
}

/**
 * A variable that a unit names as `$NAME`, alone: systemd splits its value into words and takes quotes away there, after
 * it took the file's own quotes away (systemd.exec(5), EnvironmentFile).
 */
function environmentLine(name: string, words: readonly string[]): string {
  const word = (text: string): string => (/[\s"'\\]/.test(text) ? `"${text.replace(/["\\]/g, "\\$&")}"` : text);
  return `${name}="${words
    .map(word)
    .join(" ")
    .replace(/["\\$`]/g, "\\$&")}"\n`;
}

/** A configuration file; numbers in a field's path are places in a list. */
export function renderConfig(config: DesiredConfig): string {
  const root: Record<string, Plain> = { apiVersion: config.apiVersion, kind: config.configKind };
  for (const [path, value] of config.fields) setField(root, path.split("."), value);
  return yamlBlock(root);
}

type Node = Record<string, Plain> | Plain[];

function setField(root: Record<string, Plain>, path: readonly string[], value: Plain): void {
  let at = root as Node;
  path.forEach((key, i) => {
    const container = at as Record<string, Plain>;
    const following = path[i + 1];
    if (following === undefined) container[key] = value;
    else {
      container[key] ??= /^\d+$/.test(following) ? [] : {};
      at = container[key] as Node;
    }
  });
}
