/** The CIS profile: each item with what it came to, for people and for programs. */
import type { CisResult } from "../../audit/cis/item.ts";
import type { CisVerdict } from "../../audit/cis/profile.ts";
import { placed } from "../verify/document.ts";
import { plural, time } from "../verify/text.ts";
import { wrapped } from "../wrapped.ts";
import { visible } from "./visible.ts";

const TITLE = "CIS Kubernetes Benchmark 1.12, what it asks about keys and certificates";

/** The worst first: that of an item is the worst of its hosts. */
const WORDS: Readonly<Record<CisResult, string>> = {
  fail: "FAIL",
  manual: "LOOK",
  pass: "PASS",
  "not-applicable": "none",
};

const RESULTS = Object.keys(WORDS) as CisResult[];
const MOST_HOSTS = 5;

const itemsOf = (verdicts: readonly CisVerdict[]): Map<string, CisVerdict[]> => {
  const items = new Map<string, CisVerdict[]>();
  for (const one of verdicts) items.set(one.id, [...(items.get(one.id) ?? []), one]);
  return items;
};

const worst = (verdicts: readonly CisVerdict[]): CisResult =>
  RESULTS.find((result) => verdicts.some((one) => one.result === result)) ?? "not-applicable";

export function cisText(verdicts: readonly CisVerdict[], at: Date): string {
  const items = [...itemsOf(verdicts)].map(([id, own]) => ({ id, own, result: worst(own) }));
  const count = (result: CisResult): number => items.filter((one) => one.result === result).length;
  return [
    ...wrapped(`At ${time(at)}: ${TITLE}`, "", "  "),
    `${count("pass")} of ${plural(items.length, "item")} pass, ${count("fail")} fail, ${count("manual")} to look at, ${count("not-applicable")} not here`,
    "",
    ...items.flatMap(({ id, own, result }) => [
      ...wrapped(visible(own[0]?.title ?? ""), `${WORDS[result]}  ${id.padEnd(7)}`, "             "),
      ...(result === "pass" || result === "not-applicable" ? [] : hostLines(own, result)),
    ]),
    "",
  ].join("\n");
}

function hostLines(own: readonly CisVerdict[], result: CisResult): string[] {
  const hosts = own.filter((one) => one.result === result);
  const reasons = new Set(hosts.map(({ why }) => why));
  if (reasons.size === 1) {
    const names = hosts.slice(0, MOST_HOSTS).map(({ host }) => host);
    const more = hosts.length > MOST_HOSTS ? ` and ${hosts.length - MOST_HOSTS} more` : "";
    return wrapped(visible(`${names.join(", ")}${more}: ${[...reasons].join()}`), "             ", "             ");
  }
  return [
    ...hosts
      .slice(0, MOST_HOSTS)
      .flatMap(({ host, why }) => wrapped(visible(`${host}: ${why}`), "             ", "             ")),
    ...(hosts.length > MOST_HOSTS ? [`             and on ${hosts.length - MOST_HOSTS} more`] : []),
  ];
}

export function cisDocument(verdicts: readonly CisVerdict[], at: Date): Record<string, unknown> {
  const results = [...itemsOf(verdicts).values()].map(worst);
  return {
    apiVersion: "kubepki/v1",
    kind: "AuditProfile",
    profile: "cis-1.12",
    at: at.toISOString(),
    summary: Object.fromEntries(RESULTS.map((result) => [result, results.filter((one) => one === result).length])),
    items: verdicts.map(({ id, host, title, assessment, rules, result, why, places }) => ({
      id,
      host,
      title,
      assessment,
      result,
      why,
      places: places.map(placed),
      rules,
    })),
  };
}
