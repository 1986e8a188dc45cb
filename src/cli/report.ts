/** Plans and applies for people and for programs. */
import { join } from "node:path";
import type { Report } from "../app/run.ts";
import { WITH_CERTIFICATE } from "../plan/file.ts";
import { type Action, changes, type Step } from "../plan/step.ts";
import type { Issue } from "../source/issue.ts";

const SIGN: Readonly<Record<Action, string>> = {
  create: "+",
  renew: "~",
  reissue: "~",
  update: "~",
  keep: " ",
  refuse: "!",
  remove: "-",
  stale: "?",
  impossible: "x",
};

const COLOUR: Readonly<Record<string, number>> = { "+": 32, "~": 33, "-": 31, "!": 31, x: 31, "?": 36 };

/** Units beyond this many are counted and not listed. */
const UNITS_SHOWN = 12;

/** Files of one kind beyond this many are counted and not listed. */
const FILES_SHOWN = 4;

/** What is listed of a unit: what changes, what is in the way, what cannot be made. What follows from it is counted. */
export function reportText(report: Report, verb: "plan" | "apply", colour: boolean): string {
  const lines: string[] = [];
  const units = new Map<string, Step[]>();
  for (const step of report.steps) {
    if (step.action === "keep" && step.reasons.length === 0) continue;
    const list = units.get(step.unit);
    if (list === undefined) units.set(step.unit, [step]);
    else list.push(step);
  }
  let shown = 0;
  for (const [unit, steps] of units) {
    if (++shown > UNITS_SHOWN) continue;
    lines.push(unit, ...unitLines(steps, colour));
  }
  if (shown > UNITS_SHOWN) lines.push(`and ${shown - UNITS_SHOWN} more folders (all of them with --output json)`);
  if (report.steps.some((step) => step.action === "stale")) {
    lines.push("", "Nothing asks for what is stale any more; it is left where it is.");
  }
  if (lines.length > 0) lines.push("");
  lines.push(summaryText(report, verb));
  return `${lines.join("\n")}\n`;
}

function unitLines(steps: readonly Step[], colour: boolean): string[] {
  const line = (action: Action, text: string): string => {
    const sign = SIGN[action];
    const code = colour ? COLOUR[sign] : undefined;
    return `  ${code === undefined ? sign : `\x1b[${code}m${sign}\x1b[0m`} ${action} ${text}`;
  };
  const several = (files: readonly Step[], action: Action, suffix: string): string[] =>
    files.length > FILES_SHOWN
      ? [line(action, `${files.length} files${suffix}`)]
      : files.map((step) => line(action, `file ${step.id}`));
  const isNew = (step: Step): boolean => step.kind === "file" && step.action === "create";
  const follows = (step: Step): boolean => step.reasons[0] === WITH_CERTIFICATE;
  const stale = (step: Step): boolean => step.action === "stale";
  const unmade = (step: Step): boolean => step.kind === "file" && step.action === "impossible";
  return [
    ...steps
      .filter((step) => !isNew(step) && !follows(step) && !unmade(step) && !stale(step))
      .map((step) => line(step.action, `${step.kind} ${step.id}${because(step)}`)),
    ...several(steps.filter(unmade), "impossible", " of theirs"),
    ...several(steps.filter(stale), "stale", ""),
    ...several(steps.filter(follows), "update", " with them"),
    ...several(steps.filter(isNew), "create", ""),
  ];
}

function because({ reasons }: Step): string {
  const told = reasons.filter((reason) => reason !== "there is none yet");
  return told.length === 0 ? "" : `: ${told.join("; ")}`;
}

/** Counts by kind and action. */
export interface Summary {
  readonly authorities: Readonly<Record<string, number>>;
  readonly credentials: Readonly<Record<string, number>>;
  readonly files: Readonly<Record<string, number>>;
}

export function summarize(report: Report): Summary {
  const count = (kinds: readonly Step["kind"][]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const step of report.steps)
      if (kinds.includes(step.kind)) counts[step.action] = (counts[step.action] ?? 0) + 1;
    return counts;
  };
  return { authorities: count(["authority", "key-pair"]), credentials: count(["credential"]), files: count(["file"]) };
}

/** What it comes to, in a line or two. */
export function summaryText(report: Report, verb: "plan" | "apply"): string {
  const { credentials, files, authorities } = summarize(report);
  if (!report.steps.some(changes)) {
    const rest = credentials.impossible === undefined ? "everything" : "what can be made";
    return withImpossible(`Nothing to do: ${rest} is there, fits and is not due.`, credentials);
  }
  const done = verb === "apply";
  const words = (counts: Readonly<Record<string, number>>, noun: string): string => {
    const parts = (["create", "renew", "reissue", "update", "refuse", "keep"] as const)
      .filter((action) => (counts[action] ?? 0) > 0)
      .map((action) => `${counts[action]} ${done ? PAST[action] : FUTURE[action]}`);
    return parts.length === 0 ? "" : `${noun} ${parts.join(", ")}`;
  };
  const parts = [
    words(authorities, "Authorities and key pairs:"),
    words(credentials, "Certificates:"),
    words(files, "Files:"),
  ];
  return withImpossible(`${parts.filter((part) => part !== "").join(". ")}.`, credentials);
}

function withImpossible(text: string, credentials: Readonly<Record<string, number>>): string {
  const count = credentials.impossible ?? 0;
  const them =
    count === 1
      ? "1 certificate cannot be made: the key of its"
      : `${count} certificates cannot be made: the key of their`;
  return count === 0 ? text : `${text}\n${them} authority is not here.`;
}

const FUTURE = {
  create: "to create",
  renew: "to renew",
  reissue: "to reissue",
  update: "to change",
  refuse: "in the way",
  keep: "kept",
} as const;
const PAST = {
  create: "created",
  renew: "renewed",
  reissue: "reissued",
  update: "changed",
  refuse: "in the way",
  keep: "kept",
} as const;

/** What to do with what was made; nothing when nothing was. */
export function nextSteps(
  report: Report,
  { out, host, root }: { out: string; host?: string; root?: string },
): string[] {
  if (!report.applied) return [];
  const units = new Set(report.steps.filter(changes).map((step) => step.unit));
  const hosts = root === undefined ? [...units].filter((unit) => unit.startsWith("hosts/")) : [];
  const lines: string[] = [];
  if (units.has("authorities")) {
    lines.push(`${join(out, "authorities")} holds the keys that everything is signed with: keep it safe`);
  }
  const [first] = hosts;
  const archive = report.steps.find(({ unit, action }) => unit === "archives" && action !== "stale")?.id;
  if (archive !== undefined) {
    lines.push(`each host's archive goes to its /, for example: tar -xpf ${join(out, "archives", archive)} -C /`);
  } else if (first !== undefined) {
    lines.push(`each host's files go to its /, for example: rsync -a ${join(out, first)}/ root@${first.slice(6)}:/`);
  }
  if (units.has("cluster") && host === undefined) {
    lines.push(`once the API server answers: kubectl apply -f ${join(out, "cluster")}`);
  }
  return lines;
}

/** The document of `--output json`; see schema/report.v1.json. */
export function reportDocument(
  report: Report,
  kind: "Plan" | "Apply",
  warnings: readonly Issue[],
): Record<string, unknown> {
  return {
    apiVersion: "kubepki/v1",
    kind,
    cluster: report.cluster,
    at: report.at.toISOString(),
    changes: report.steps.some(changes),
    applied: report.applied,
    summary: summarize(report),
    warnings,
    steps: report.steps,
  };
}
