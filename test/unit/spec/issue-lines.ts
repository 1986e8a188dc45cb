import type { Issue } from "../../../src/source/issue.ts";
import { parseSpec, type SpecFacts } from "../../../src/spec/parse-spec.ts";

/** `error c.yaml:3:1 nam: unknown field; remedy`, as a person would read it. */
export function issueLine({ severity, field, message, remedy, position }: Issue): string {
  const at = position === undefined ? "" : ` ${position.line}:${position.column}`;
  return `${severity}${at} ${field}: ${message}${remedy === undefined ? "" : `; ${remedy}`}`;
}

export const issuesOf = (text: string, facts?: SpecFacts, knownKeyIds?: readonly string[]): string[] =>
  parseSpec([{ file: "c.yaml", text }], facts, knownKeyIds).issues.map(issueLine);

const HEAD = "apiVersion: kubepki/v1\nkind: Cluster\n";
const HOSTS = "hosts:\n  - {name: cp-1, roles: [control-plane], addresses: [10.0.0.11]}\n";

/** A whole document around some fields, which begin on line 3. */
export const around = (fields: string, hosts = HOSTS): string => `${HEAD}${fields}${fields === "" ? "" : "\n"}${hosts}`;
