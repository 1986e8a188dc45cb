/** One rule, for people. */
import { RULE_GROUPS, type Rule } from "../../audit/rule.ts";
import { wrapped } from "../wrapped.ts";

export function ruleText(id: string, { title, severity, group, source, why, shows, mend }: Rule): string {
  return [
    ...wrapped(`${id}: ${title}`, "", "  "),
    ...wrapped(`${severity}; ${RULE_GROUPS[group]}`, "  ", "  "),
    "",
    ...wrapped(why, "  why     ", "          "),
    ...shows.flatMap((one, i) => wrapped(one, i === 0 ? "  prints  " : "          ", "          ")),
    ...wrapped(mend, "  mend    ", "          "),
    ...wrapped(source, "  source  ", "          "),
    "",
  ].join("\n");
}

/** Every rule, a line each. */
export const ruleList = (rules: Readonly<Record<string, Rule>>): string =>
  Object.entries(rules)
    .map(([id, { severity, title }]) => `${severity.padEnd(8)} ${id.padEnd(34)} ${title}`.slice(0, 80).trimEnd())
    .join("\n")
    .concat("\n");

export const ruleDocument = (id: string, rule: Rule): Record<string, unknown> => {
  const { title, severity, group, source, why, shows, mend } = rule;
  return { apiVersion: "kubepki/v1", kind: "AuditRule", rule: id, title, severity, group, source, why, shows, mend };
};
