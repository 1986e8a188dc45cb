/** kubepki-audit.yaml: what is lived with, why, and until when. */
import type { Issue } from "../../source/issue.ts";
import { readSources, type Source } from "../../source/read-sources.ts";
import { Report } from "../../source/report.ts";
import { below, type Place } from "../../source/source-document.ts";
import { RULE_IDS } from "../rules/index.ts";
import type { Ignore } from "./ignore.ts";

const START = "start with `apiVersion: kubepki/v1` and `kind: AuditConfig`, then `ignore:` with a list";

const FIELDS = ["apiVersion", "kind", "ignore"];
const IGNORE_FIELDS = ["rule", "path", "reason", "expires"];

export interface AuditConfig {
  readonly ignores: readonly Ignore[];
  /** With an error among them the configuration does not hold. */
  readonly issues: readonly Issue[];
}

/** Every ignore has a reason and a day on which it ends: an exception without an end is a rule. */
export function parseAuditConfig(source: Source): AuditConfig {
  const report = new Report();
  const ignores: Ignore[] = [];
  for (const document of readSources([source], report, START)) {
    const place: Place = { document, path: [] };
    const value = document.value as Record<string, unknown>;
    unknownFields(report, place, value, FIELDS);
    if (value.apiVersion !== "kubepki/v1" || value.kind !== "AuditConfig")
      report.error(place, "the document is no AuditConfig of kubepki/v1", START);
    if (value.ignore === undefined) continue;
    if (!Array.isArray(value.ignore)) {
      report.error(below(place, "ignore"), "must be a list");
      continue;
    }
    for (const [i, one] of (value.ignore as unknown[]).entries()) {
      const ignore = readIgnore(report, below(place, "ignore", i), one);
      if (ignore !== undefined) ignores.push(ignore);
    }
  }
  return { ignores, issues: report.sorted([source.file]) };
}

function readIgnore(report: Report, place: Place, value: unknown): Ignore | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report.error(place, "must be a mapping", "write `rule`, `reason` and `expires`");
    return undefined;
  }
  const fields = value as Record<string, unknown>;
  unknownFields(report, place, fields, IGNORE_FIELDS);
  const word = (name: string): string | undefined => {
    const text = fields[name];
    if (typeof text === "string" && text.trim() !== "") return text;
    if (text !== undefined) report.error(below(place, name), "must be text");
    return undefined;
  };
  const [rule, path, reason, day] = [word("rule"), word("path"), word("reason"), word("expires")];
  if (rule === undefined) report.error(place, "names no rule", "write `rule:` and the id that audit shows");
  else if (!(RULE_IDS as readonly string[]).includes(rule))
    report.error(below(place, "rule"), `there is no rule \`${rule}\``, "kubepki audit --explain list shows all");
  if (reason === undefined) report.error(place, "has no reason", "say in `reason:` why it is lived with");
  const expires = day === undefined ? undefined : dayOf(day);
  if (expires === undefined)
    report.error(
      day === undefined ? place : below(place, "expires"),
      day === undefined ? "has no day on which it ends" : `\`${day}\` is no day`,
      "write `expires: 2027-03-31`",
    );
  if (rule === undefined || reason === undefined || expires === undefined) return undefined;
  return { rule, ...(path === undefined ? {} : { path }), reason, expires };
}

function unknownFields(report: Report, place: Place, value: object, known: readonly string[]): void {
  for (const name of Object.keys(value))
    if (!known.includes(name))
      report.errorAtKey(below(place, name), `there is no field \`${name}\``, `fields: ${known.join(", ")}`);
}

function dayOf(text: string): Date | undefined {
  const at = new Date(text);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text)
    ? at
    : undefined;
}
