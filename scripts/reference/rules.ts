/** What audit looks for: each rule, and each item of the benchmark. */
import type { CisItem } from "../../src/audit/cis/item.ts";
import { RULE_GROUPS, type Rule } from "../../src/audit/rule.ts";
import { code, codes, idsOf, item, link, list, page, section, table } from "./markdown.ts";

const SEVERITIES: Readonly<Record<Rule["severity"], string>> = {
  error: "Error: something does not work, or is open.",
  warning: "Warning: something will not work, or is weaker than it has to be.",
  advice: "Advice: it works, and is better otherwise.",
};

export function rulesPage(rules: Readonly<Record<string, Rule>>): string {
  return page(
    "# Audit rules",
    "What `kubepki audit` looks for: why each matters, how it shows in logs, how to mend it. A finding names the file, the\n" +
      "value and, where a command mends it, that command with the real paths. What follows from another finding is told\n" +
      "under it.",
    ...idsOf(RULE_GROUPS).flatMap((group) => [
      `## ${RULE_GROUPS[group]}`,
      ...Object.entries(rules)
        .filter(([, rule]) => rule.group === group)
        .map(([id, rule]) =>
          section(
            `### ${id}`,
            `${rule.title}. ${SEVERITIES[rule.severity]}`,
            rule.why,
            rule.mend,
            list([
              ...rule.shows.map((shown) => `In logs: ${code(shown.replaceAll("`", ""))}`),
              item("Told under, where both are found", (rule.under ?? []).map((one) => link("", one)).join(", ")),
              `Source: ${rule.source}`,
            ]),
          ),
        ),
    ]),
  );
}

export function cisPage(items: Readonly<Record<string, CisItem>>): string {
  return page(
    "# CIS Kubernetes Benchmark 1.12",
    "The benchmark's items about keys and certificates, decided by what files hold and programs are told, not by the text of\n" +
      "a flag: 2.7 asks for another key, not for another file name. Where files do not say it, or the benchmark leaves it to\n" +
      "a person, the answer is `manual`.",
    table(
      ["item", "what it asks", "in the benchmark", "rules that find it"],
      Object.entries(items)
        .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
        .map(([id, { title, assessment, rules }]) => [id, title, assessment, codes(rules)]),
    ),
  );
}
