/** Flags that several commands share: one definition each, spread into the commands. */
import { KubepkiError } from "../errors.ts";

/** A name or a path. An empty one is a variable of a script that was not set. */
export function text(value: string): string {
  if (value !== "") return value;
  throw new KubepkiError("ERR_USAGE", "the value is empty", { remedy: "give one, or leave the flag out" });
}

/** What `init` writes is found without being named. */
const DEFAULT_FILE = "cluster.yaml";

export const fileFlag = {
  file: {
    kind: "parsed",
    parse: text,
    variadic: true,
    optional: true,
    brief: `Specification: a kubepki Cluster or kubeadm configuration; - for standard input; repeatable [default = ${DEFAULT_FILE}]`,
    placeholder: "FILE",
  },
} as const;

export const outFlag = {
  out: { kind: "parsed", parse: text, brief: "Output folder", placeholder: "DIR", default: "pki" },
} as const;

/** What is read, of commands that read trees. */
export const treeArguments = {
  kind: "array",
  parameter: { parse: text, brief: "Folder, file or archive; pki by default", placeholder: "PATH" },
} as const;

export const rootsFlag = {
  root: {
    kind: "parsed",
    parse: text,
    variadic: true,
    optional: true,
    brief: "Root of a machine: / on the host itself; repeatable",
    placeholder: "DIR",
  },
} as const;

export const outputFlag = {
  output: { kind: "enum", values: ["text", "json"], brief: "Form of the answer on standard output", default: "text" },
} as const;

export const hostFlags = {
  host: {
    kind: "parsed",
    parse: text,
    optional: true,
    brief: "Only this host (and the authorities)",
    placeholder: "NAME",
  },
  root: {
    kind: "parsed",
    parse: text,
    optional: true,
    brief: "With --host: write into this root instead of OUT/hosts/NAME; / on the host itself",
    placeholder: "DIR",
  },
} as const;

export const passphraseFlag = {
  passphraseFile: {
    kind: "parsed",
    parse: text,
    optional: true,
    brief: "File whose first line opens the authorities' encrypted keys (or the variable KUBEPKI_PASSPHRASE)",
    placeholder: "FILE",
  },
} as const;

export const openFlag = {
  passphraseFile: {
    kind: "parsed",
    parse: text,
    optional: true,
    brief: "File whose first line opens encrypted keys and PKCS#12 files (or the variable KUBEPKI_PASSPHRASE)",
    placeholder: "FILE",
  },
} as const;

export const settingsFlag = {
  settings: {
    kind: "enum",
    values: ["native", "flags"],
    optional: true,
    brief: "Component settings as the layout wants them, or as plain flag files",
  },
} as const;

export const archiveFlag = {
  archive: {
    kind: "boolean",
    optional: true,
    withNegated: false,
    brief: "Also put each host's files into one archive, with modes and owners: OUT/archives/NAME.tar",
  },
} as const;

export const atFlag = {
  at: {
    kind: "parsed",
    parse: parseTime,
    optional: true,
    brief: "Take this as the present time (2026-11-24 or 2026-11-24T12:00:00Z)",
    placeholder: "TIME",
  },
} as const;

/** Servers that run; `brief`: what is done with them. */
export const connectFlags = <const Brief extends string>(brief: Brief) =>
  ({
    connect: {
      kind: "boolean",
      optional: true,
      withNegated: false,
      brief,
    },
    connectTo: {
      kind: "parsed",
      parse: text,
      variadic: true,
      optional: true,
      brief: "With --connect: dial there instead, as curl does; a host by name or address; repeatable",
      placeholder: "HOST1:PORT1:HOST2:PORT2",
    },
    endpoint: {
      kind: "parsed",
      parse: text,
      variadic: true,
      optional: true,
      brief: "With --connect: look at this server too; repeatable",
      placeholder: "HOST:PORT",
    },
  }) as const;

/** A date or a time of RFC 3339. */
export function parseTime(value: string): Date {
  const shape = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?$/;
  const at = new Date(value);
  // A day that the month does not have would be counted on into the next one.
  const day = new Date(value.slice(0, 10));
  const real = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value.slice(0, 10));
  if (!shape.test(value) || Number.isNaN(at.getTime()) || !real) {
    throw new KubepkiError("ERR_USAGE", `\`${value}\` is no time`, {
      remedy: "write 2026-11-24 or 2026-11-24T12:00:00Z",
    });
  }
  return at;
}

/** Milliseconds of `90m`, `12h`, `30d`, `2w`. */
export function parseSpan(value: string): number {
  const [, count = "", unit = ""] = /^(\d{1,6})([mhdw])$/.exec(value) ?? [];
  const minutes = { m: 1, h: 60, d: 24 * 60, w: 7 * 24 * 60 }[unit];
  if (minutes !== undefined) return Number(count) * minutes * 60_000;
  throw new KubepkiError("ERR_USAGE", `\`${value}\` is no length of time`, { remedy: "write 30d, 12h, 90m or 2w" });
}

/** A parser of whole numbers in a range. */
export function wholeNumber(least: number, most: number): (value: string) => number {
  return (value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new KubepkiError("ERR_USAGE", `\`${value}\` is no number that fits`, {
      remedy: `a whole number from ${least} to ${most}`,
    });
  };
}

export interface SpecFlags {
  readonly file?: readonly string[];
  readonly settings?: "native" | "flags";
}

export interface RunFlags extends SpecFlags {
  readonly out: string;
  readonly output: "text" | "json";
  readonly host?: string;
  readonly root?: string;
  readonly at?: Date;
  readonly archive?: boolean;
  readonly passphraseFile?: string;
}

/** The specification's files. Standard input can be read once only. */
export function filesOf({ file = [] }: SpecFlags): readonly string[] {
  if (file.indexOf("-") === file.lastIndexOf("-")) return file.length === 0 ? [DEFAULT_FILE] : file;
  throw new KubepkiError("ERR_USAGE", "-f - is given twice", { remedy: "standard input can be read once" });
}

/** Combinations that the parser cannot rule out. */
export function checkRunFlags(flags: RunFlags): void {
  if (flags.root !== undefined && flags.host === undefined) {
    throw new KubepkiError("ERR_USAGE", "--root needs --host: it is where that one host's files go", {
      remedy: "name the host: --host cp-1 --root /",
    });
  }
}
