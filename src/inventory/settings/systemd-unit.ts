/** systemd services and their drop-ins (systemd.service(5), systemd.exec(5)), as far as they say what is run with what. */
import type { SettingsContent, Told, UnitText, Within } from "../actual.ts";
import { programOf, splitWords } from "./words.ts";

export const isUnit = (text: string): boolean => /^\[(Service|Unit)\][ \t]*\r?$/m.test(text);

export function readUnit(text: string): SettingsContent {
  const told: Told[] = [];
  const commands: UnitText["commands"][number][] = [];
  const environmentFiles: string[] = [];
  for (const { name, value, line } of assignments(text)) {
    const within: Within = { field: name, line };
    // Prefixes say how it is run, not what: `-`, `@`, `:`, `+`, `!`.
    if (name === "ExecStart") commands.push({ words: splitWords(value.replace(/^[-@:+!|]+/, "")), within });
    if (name === "Environment") {
      for (const word of splitWords(value)) {
        const equals = word.indexOf("=");
        if (equals > 0)
          told.push({ name: word.slice(0, equals), value: word.slice(equals + 1), from: "variable", within });
      }
    }
    if (name === "EnvironmentFile" && value !== "") environmentFiles.push(value.replace(/^-/, ""));
  }
  const program = programOf(commands.findLast(({ words }) => words.length > 0)?.words ?? []);
  return {
    kind: "settings",
    within: { line: 1 },
    form: "systemd-unit",
    component: program?.component,
    told,
    unit: { commands, environmentFiles },
  };
}

/** `Name=value` of the Service section, continued lines put together. */
function assignments(text: string): { name: string; value: string; line: number }[] {
  const found: { name: string; value: string; line: number }[] = [];
  let section = "";
  const lines = text.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    const start = i;
    if (COMMENT.test(lines[i] ?? "")) continue;
    const parts: string[] = [];
    for (; i + 1 < lines.length && goesOn(lines[i] ?? "", parts.length); i++) parts.push(continued(lines[i] ?? ""));
    parts.push(COMMENT.test(lines[i] ?? "") ? "" : (lines[i] ?? ""));
    const whole = parts.join(" ");
    section = /^\[(\w+)\]\s*$/.exec(whole)?.[1] ?? section;
    const match = /^\s*(\w+)\s*=\s*(.*)$/.exec(whole);
    if (match !== null && section === "Service")
      found.push({ name: match[1] ?? "", value: (match[2] ?? "").trim(), line: start + 1 });
  }
  return found;
}

const COMMENT = /^\s*[#;]/;

const goesOn = (line: string, before: number): boolean => line.endsWith("\\") || (before > 0 && COMMENT.test(line));

/** A line that goes on, without its backslash; a comment between such lines is passed over. */
const continued = (line: string): string => (COMMENT.test(line) ? "" : line.slice(0, -1));

/** Variables put into words: `${NAME}` inside a word, `$NAME` as several words; `$$` and `%%` are one each. */
export function fillWords(words: readonly string[], variables: ReadonlyMap<string, string>): string[] {
  return words.flatMap((word) => {
    const alone = /^\$([A-Za-z_]\w*)$/.exec(word)?.[1];
    if (alone !== undefined) return splitWords(variables.get(alone) ?? "");
    const filled = word.replace(/\$\$|\$\{(\w+)\}/g, (found, name: string | undefined) =>
      name === undefined ? found.slice(1) : (variables.get(name) ?? ""),
    );
    return [filled.replaceAll("%%", "%")];
  });
}
