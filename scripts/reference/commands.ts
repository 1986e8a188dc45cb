/** Commands and flags, from the command table. */
import type { application } from "../../src/cli/app.ts";
import { code, page, section, table } from "./markdown.ts";

type Application = ReturnType<typeof application>;

/** What the parser's table says of a flag or an argument. */
interface Parameter {
  readonly kind?: string;
  readonly brief: string;
  readonly placeholder?: string;
  readonly default?: unknown;
  readonly optional?: boolean;
  readonly variadic?: boolean;
  readonly values?: readonly string[];
  readonly hidden?: boolean;
}

interface Command {
  readonly brief: string;
  readonly fullDescription?: string;
  readonly parameters: {
    readonly flags?: Readonly<Record<string, Parameter>>;
    readonly aliases?: Readonly<Record<string, string>>;
    readonly positional?: { readonly kind: string; readonly parameters?: readonly Parameter[] };
  };
}

/** A flag as it is typed. */
export interface Flag {
  readonly name: string;
  readonly alias: string | undefined;
  readonly parameter: Parameter;
}

export interface CommandEntry {
  readonly name: string;
  readonly command: Command;
  readonly flags: readonly Flag[];
}

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Every command of the application, with its flags as they are typed. */
export function commandEntries({ root }: Application): CommandEntry[] {
  if (!("getAllEntries" in root)) throw new Error("the application has no commands");
  return root.getAllEntries().map(({ name, target }) => {
    const command = target as unknown as Command;
    const { flags = {}, aliases = {} } = command.parameters;
    return {
      name: name.original,
      command,
      flags: Object.entries(flags)
        .filter(([, parameter]) => parameter.hidden !== true)
        .map(([flag, parameter]) => ({
          name: `--${kebab(flag)}`,
          alias: Object.keys(aliases).find((letter) => aliases[letter] === flag),
          parameter,
        })),
    };
  });
}

export function commandsPage(app: Application): string {
  const { root } = app;
  return page(
    "# Commands",
    "Answers go to standard output, commentary and errors to standard error. `NO_COLOR` is honoured. The same program is\n" +
      "called `kubectl-pki`, so `kubectl pki plan` works.",
    fenced(root.fullDescription ?? root.brief),
    "Every command takes `--help` (`-h`); `kubepki --version` (`-v`) prints the version.",
    ...commandEntries(app).map(commandSection),
  );
}

const fenced = (text: string): string => `\`\`\`text\n${text}\n\`\`\``;

function commandSection({ name, command, flags }: CommandEntry): string {
  const positional = command.parameters.positional?.parameters ?? [];
  const words = positional.map(({ placeholder = "ARG", optional }) => (optional ? `[${placeholder}]` : placeholder));
  return section(
    `## ${name}`,
    `${command.brief}.`,
    positional.length === 0
      ? undefined
      : table(
          ["argument", "what it says"],
          positional.map(({ brief }, i) => [code(words[i] ?? ""), brief]),
        ),
    table(
      ["flag", "value", "default", "what it says"],
      flags.map(({ name: flag, alias, parameter }) => [
        code(flag) + (alias === undefined ? "" : `, ${code(`-${alias}`)}`),
        valueText(parameter),
        parameter.kind === "boolean" ? "" : defaultText(parameter),
        parameter.brief,
      ]),
    ),
    fenced(command.fullDescription ?? command.brief),
  );
}

function valueText({ kind, values, placeholder, variadic }: Parameter): string {
  if (kind === "boolean") return "";
  const value = values === undefined ? (placeholder ?? "VALUE") : values.join("|");
  return code(variadic === true ? `${value}...` : value);
}

const defaultText = ({ default: standard }: Parameter): string =>
  standard === undefined ? "" : code(String(standard));
