/** For people: the same finding on many hosts is one, and connections that break alike are one line. */
import type { Audit, Finding } from "../../audit/finding.ts";
import { SEVERITIES, type Severity } from "../../audit/rule.ts";
import type { Prediction } from "../../trust/predict.ts";

/** Findings that differ in nothing but their host; the first of them speaks for all. */
export interface FindingGroup {
  readonly first: Finding;
  readonly more: readonly Finding[];
}

export function groupsOf({ hosts }: Pick<Audit, "hosts">, findings: readonly Finding[]): FindingGroup[] {
  const roots = new Map(hosts.map(({ name, root }) => [name, root]));
  const groups = new Map<string, Finding[]>();
  for (const one of findings) {
    const key = likeness(one, roots);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return [...groups.values()].flatMap(([first, ...more]) => (first === undefined ? [] : [{ first, more }]));
}

/** Days differ by the second in which each was made, names and paths by the host. */
function likeness(finding: Finding, roots: ReadonlyMap<string, string>): string {
  const { rule, severity, place, message, shown, fingerprint } = finding;
  const { host, file } = place;
  if (host === undefined) return fingerprint;
  const root = roots.get(host) ?? "";
  const path = file.startsWith(root) ? file.slice(root.length) : file;
  const hostless = (text: string): string => text.replaceAll(root, "").replaceAll(host, "*").replaceAll(TIMES, "");
  return [rule, severity, hostless(path), place.field ?? "", shown?.field ?? "", hostless(message)].join("\n");
}

const TIMES = /T\d\d:\d\d:\d\d(\.\d+)?Z|\d+(\.\d+){3}/g;

/** Connections that break for one reason. */
export interface BreakGroup {
  readonly first: Prediction;
  readonly count: number;
}

export function breakGroups(breaks: readonly Prediction[]): BreakGroup[] {
  const groups = new Map<string, Prediction[]>();
  for (const one of breaks) {
    const { connection, outcome, step, clientPrints = "", serverPrints = "" } = one;
    const key = [connection.id, connection.client.component, outcome, step, clientPrints, serverPrints].join("\n");
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  }
  return [...groups.values()].flatMap((all) => (all[0] === undefined ? [] : [{ first: all[0], count: all.length }]));
}

export const fails = ({ outcome }: Prediction): boolean => outcome === "fails";

/** All that break because of the findings of a group, and of what follows from them. */
export const breaksOf = (findings: readonly Finding[]): Prediction[] =>
  findings.flatMap(({ breaks, because }) => [...breaks, ...breaksOf(because)]);

/** `7 connections fail`, `2 connections verify nobody`, both, or undefined. */
export function breaksText(breaks: readonly Prediction[]): string | undefined {
  const failing = breaks.filter(fails).length;
  const open = breaks.length - failing;
  const of = (count: number, one: string, many: string): string[] =>
    count === 0 ? [] : [count === 1 ? `1 connection ${one}` : `${count} connections ${many}`];
  const words = [...of(failing, "fails", "fail"), ...of(open, "verifies nobody", "verify nobody")];
  return words.length === 0 ? undefined : words.join(", ");
}

export const countsOf = (findings: readonly Finding[]): Readonly<Record<Severity, number>> =>
  Object.fromEntries(
    SEVERITIES.map((severity) => [severity, findings.filter((one) => one.severity === severity).length]),
  ) as Record<Severity, number>;

/** `1 error, 2 warnings, 3 advice`; `nothing found`. */
export function countsText(findings: readonly Finding[]): string {
  const { error, warning, advice } = countsOf(findings);
  const words = [
    ...(error === 0 ? [] : [`${error} error${error === 1 ? "" : "s"}`]),
    ...(warning === 0 ? [] : [`${warning} warning${warning === 1 ? "" : "s"}`]),
    ...(advice === 0 ? [] : [`${advice} advice`]),
  ];
  return words.length === 0 ? "nothing found" : words.join(", ");
}
