/** An audit as JUnit's XML, as CI servers take it: a suite for each rule, a case for each finding; a rule without is one that passed. */
import type { Accepting } from "../../audit/accept/ignore.ts";
import type { Finding } from "../../audit/finding.ts";
import { SEVERITIES, type Severity } from "../../audit/rule.ts";
import { escaped } from "./escape.ts";
import { breaksOf, breaksText } from "./groups.ts";
import { whereText } from "./visible.ts";

export interface JunitOptions {
  /** Every rule that was asked. */
  readonly rules: readonly string[];
  /** From which severity on a finding is a failure; others are skipped tests. */
  readonly failOn: Severity | "never";
}

export function auditJunit({ audit }: Accepting, { rules, failOn }: JunitOptions): string {
  const { at, findings, accepted } = audit;
  const counts = { tests: 0, failures: 0, skipped: 0 };
  const fails = ({ severity }: Finding): boolean =>
    failOn !== "never" && SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(failOn);
  const suites = rules.map((rule) => {
    const own = findings.filter((one) => one.rule === rule);
    const known = accepted.filter(({ finding }) => finding.rule === rule);
    const failures = own.filter(fails).length;
    const cases = [
      ...own.map((one) => caseText(one, fails(one) ? failure(one) : skipped(`${one.severity}: ${one.message}`))),
      ...known.map(({ finding, by, reason }) => caseText(finding, skipped(`${by}: ${reason ?? finding.message}`))),
    ];
    if (cases.length === 0) cases.push(`    <testcase classname="${escaped(rule)}" name="nothing found" time="0"/>`);
    const skips = own.length + known.length - failures;
    counts.tests += cases.length;
    counts.failures += failures;
    counts.skipped += skips;
    return `  <testsuite name="${escaped(rule)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="${skips}" time="0" timestamp="${at.toISOString().slice(0, 19)}">
${cases.join("\n")}
  </testsuite>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="kubepki audit" tests="${counts.tests}" failures="${counts.failures}" errors="0" skipped="${counts.skipped}" time="0">
${suites.join("\n")}
</testsuites>
`;
}

const caseText = ({ rule, place }: Finding, inside: string): string =>
  `    <testcase classname="${escaped(rule)}" name="${escaped(whereText(place))}" time="0">${inside}</testcase>`;

function failure(finding: Finding): string {
  const { severity, message, remedy } = finding;
  const breaks = breaksText(breaksOf([finding]));
  const lines = [
    message,
    ...(breaks === undefined ? [] : [`Because of this, ${breaks}.`]),
    remedy.sentence,
    ...(remedy.commands ?? []),
    ...(remedy.restart === undefined ? [] : [`Restart: ${remedy.restart}`]),
  ];
  return `<failure type="${severity}" message="${escaped(message)}">${lines.map(escaped).join("\n")}</failure>`;
}

const skipped = (message: string): string => `<skipped message="${escaped(message)}"/>`;
