/** An audit as Markdown, for the comment on a pull request. */
import type { Accepting } from "../../audit/accept/ignore.ts";
import { plural, time } from "../verify/text.ts";
import { markdownCode, markdownEscaped } from "./escape.ts";
import { breakGroups, breaksOf, breaksText, countsText, type FindingGroup, fails, groupsOf } from "./groups.ts";
import { shownText } from "./shown-lines.ts";
import { whereText } from "./visible.ts";

/** Comments have room for 65,536 characters on GitHub. */
const MOST_GROUPS = 50;
const MOST_KINDS = 4;

export function auditMarkdown({ audit }: Accepting): string {
  const { at, findings, accepted, counts, hosts, predictions } = audit;
  const groups = groupsOf(audit, findings);
  const failing = predictions.filter(fails).length;
  return [
    `## kubepki audit: ${countsText(findings)}`,
    "",
    `${plural(counts.files, "file")} and ${plural(counts.certificates, "certificate")} on ${plural(hosts.length, "host")} at ${time(at)}; ${failing} of ${plural(counts.connections, "connection")} ${failing === 1 ? "fails" : "fail"}.${accepted.length === 0 ? "" : ` ${plural(accepted.length, "finding")} ignored or known.`}`,
    "",
    ...groups.slice(0, MOST_GROUPS).flatMap(groupLines),
    ...(groups.length > MOST_GROUPS ? [`And ${groups.length - MOST_GROUPS} more.`, ""] : []),
  ].join("\n");
}

function groupLines({ first, more }: FindingGroup): string[] {
  const { severity, rule, title, place, message, shown, remedy } = first;
  const breaks = breaksOf([first, ...more]);
  const text = breaksText(breaks);
  const hosts = [...new Set(more.map((one) => one.place.host ?? one.place.file))];
  return [
    "<details>",
    `<summary><b>${severity}</b> ${markdownEscaped(title)}: ${markdownEscaped(whereText(place))}${hosts.length === 0 ? "" : ` and on ${plural(hosts.length, "more host")}`}</summary>`,
    "",
    `${markdownEscaped(message)}.`,
    "",
    ...(shown === undefined ? [] : [markdownCode(shownText(shown)), ""]),
    `**Mend:** ${markdownEscaped(remedy.sentence)}`,
    "",
    ...(remedy.commands ?? []).flatMap((command) => [markdownCode(command), ""]),
    ...(remedy.restart === undefined ? [] : [`**Restart:** ${markdownEscaped(remedy.restart)}`, ""]),
    ...(text === undefined
      ? []
      : [
          `**Because of this, ${text}:**`,
          "",
          ...breakGroups(breaks)
            .slice(0, MOST_KINDS)
            .map(({ first: one, count }) => {
              const printed = one.clientPrints ?? one.serverPrints;
              return `- ${one.connection.id} ${markdownEscaped(one.connection.title)} (${count})${printed === undefined ? "" : `: ${markdownCode(printed)}`}`;
            }),
          "",
        ]),
    `Rule ${markdownCode(rule)}`,
    "",
    "</details>",
    "",
  ];
}
