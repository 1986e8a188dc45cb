/** Environment files (systemd.exec(5), EnvironmentFile) and files of plain flags. */
import type { SettingsContent, Told } from "../actual.ts";
import { readFlags } from "./words.ts";

const ASSIGNMENT = /^\s*(?:export\s+)?([A-Za-z_]\w*)=(.*)$/;

/** Undefined for a text with any other line. */
export function readEnvironmentFile(text: string): SettingsContent | undefined {
  const told: Told[] = [];
  for (const [i, line] of text.split(/\r?\n/).entries()) {
    if (/^\s*(?:[#;].*)?$/.test(line)) continue;
    const match = ASSIGNMENT.exec(line);
    if (match === null) return undefined;
    const [, name = "", value = ""] = match;
    told.push({ name, value: unquoted(value.trim()), from: "variable", within: { field: name, line: i + 1 } });
  }
  if (told.length === 0) return undefined;
  const etcd = told.some(({ name }) => name.startsWith("ETCD_"));
  const component = etcd ? "etcd" : told.some(({ name }) => /^KUBELET_\w*ARGS$/.test(name)) ? "kubelet" : undefined;
  return { kind: "settings", within: { line: 1 }, form: "environment-file", component, told };
}

function unquoted(value: string): string {
  const quote = value[0];
  if (quote === "'" && value.endsWith("'") && value.length > 1) return value.slice(1, -1);
  if (quote === '"' && value.endsWith('"') && value.length > 1) return value.slice(1, -1).replace(/\\(["\\$`])/g, "$1");
  return value;
}

/** One flag on each line; undefined for a text with any other line. */
export function readFlagFile(text: string): SettingsContent | undefined {
  const lines = text.split(/\r?\n/);
  const flags = lines.map((line) => line.trim());
  if (!flags.some((flag) => flag.startsWith("--"))) return undefined;
  if (!flags.every((flag) => /^(--[A-Za-z].*|#.*|)$/.test(flag))) return undefined;
  const told = readFlags(flags, (field, index) => ({ field, line: index + 1 }));
  return { kind: "settings", within: { line: 1 }, form: "flag-file", component: undefined, told };
}
