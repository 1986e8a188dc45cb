/** An audit as SARIF 2.1.0 (OASIS), as code scanning takes it: one result for each finding, with all its places. */
import type { Accepting } from "../../audit/accept/ignore.ts";
import type { Accepted, Finding } from "../../audit/finding.ts";
import { RULE_GROUPS, type Rule, type Severity } from "../../audit/rule.ts";
import type { Place } from "../../inventory/actual.ts";
import { breaksOf, breaksText } from "./groups.ts";
import { visible } from "./visible.ts";

const LEVELS: Readonly<Record<Severity, string>> = { error: "error", warning: "warning", advice: "note" };

export interface SarifOptions {
  readonly rules: Readonly<Record<string, Rule>>;
  readonly version: string;
}

export function auditSarif({ audit }: Accepting, { rules, version }: SarifOptions): Record<string, unknown> {
  const { findings, accepted } = audit;
  const ids = [...new Set([...findings, ...accepted.map(({ finding }) => finding)].map(({ rule }) => rule))].sort();
  const result = (finding: Finding, suppressions: readonly unknown[]): Record<string, unknown> => ({
    ruleId: finding.rule,
    ruleIndex: ids.indexOf(finding.rule),
    level: LEVELS[finding.severity],
    message: { text: messageText(finding) },
    locations: [location(finding.place)],
    ...(finding.also.length === 0 ? {} : { relatedLocations: finding.also.map(location) }),
    partialFingerprints: { "kubepki/v1": visible(finding.fingerprint) },
    ...(suppressions.length === 0 ? {} : { suppressions }),
  });
  return {
    $schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: { name: "kubepki", semanticVersion: version, rules: ids.flatMap((id) => descriptor(id, rules)) },
        },
        columnKind: "utf16CodeUnits",
        results: [
          ...findings.map((finding) => result(finding, [])),
          ...accepted.map((one) => result(one.finding, [suppression(one)])),
        ],
      },
    ],
  };
}

function descriptor(id: string, rules: SarifOptions["rules"]): unknown[] {
  const rule = rules[id];
  if (rule === undefined) return [];
  return [
    {
      id,
      shortDescription: { text: rule.title },
      fullDescription: { text: rule.why },
      help: { text: rule.mend },
      defaultConfiguration: { level: LEVELS[rule.severity] },
      properties: { tags: [RULE_GROUPS[rule.group]] },
    },
  ];
}

function messageText(finding: Finding): string {
  const { message, remedy, place } = finding;
  const breaks = breaksText(breaksOf([finding]));
  return visible(
    [
      `${place.host === undefined ? "" : `${place.host}: `}${message}.`,
      ...(breaks === undefined ? [] : [`Because of this, ${breaks}.`]),
      remedy.sentence,
      ...(remedy.commands ?? []),
    ].join(" "),
  );
}

const location = ({ file, line, field }: Place): Record<string, unknown> => ({
  physicalLocation: {
    artifactLocation: { uri: file.split("/").map(encoded).join("/") },
    ...(line === undefined ? {} : { region: { startLine: line } }),
  },
  ...(field === undefined ? {} : { logicalLocations: [{ fullyQualifiedName: visible(field) }] }),
});

/** Half of a pair of surrogates cannot be encoded. */
const encoded = (part: string): string => encodeURIComponent(part.replace(/\p{Cs}/gu, "?"));

const suppression = ({ by, reason }: Accepted): Record<string, unknown> => ({
  kind: "external",
  justification: reason ?? (by === "baseline" ? "in the baseline" : "ignored"),
});
