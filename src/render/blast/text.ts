/** What hangs on a file, for people. */
import type { Blast } from "../../audit/blast/blast.ts";
import type { Place } from "../../inventory/actual.ts";
import { visible } from "../audit/visible.ts";
import { wrapped } from "../wrapped.ts";
import type { BlastView } from "./document.ts";

/** Of a long list; all of it is in the document. */
const MOST = 12;

const placeText = ({ file, field }: Place): string => (field === undefined ? file : `${file} ${field}`);

function listed(title: string, items: readonly string[]): string[] {
  if (items.length === 0) return [];
  const once = [...new Set(items.map(visible))];
  const more = once.length - MOST;
  return [
    `  ${title}`,
    ...once.slice(0, MOST).flatMap((one) => wrapped(one, "  - ", "    ")),
    ...(more > 0 ? [`    and ${more} more (--output json)`] : []),
  ];
}

const thingText = ({ title, until, kept, shown, believed, signed, connections, thief, end }: Blast): string[] => [
  ...wrapped(`${visible(title)}${until === undefined ? "" : `, until ${until.toISOString().slice(0, 10)}`}`, "", "  "),
  ...listed("who has it can", thief),
  ...listed("it is kept in", kept.map(placeText)),
  ...listed("its certificates are in", shown.map(placeText)),
  ...listed("it is believed by", believed.map(placeText)),
  ...listed("it signed", signed),
  ...listed(
    "connections that depend on it",
    connections.map(
      ({ client, server }) =>
        `${client.title}${client.host === undefined ? "" : ` on ${client.host}`} to ${server.component} on ${server.host}`,
    ),
  ),
  ...wrapped(visible(end.sentence), "  to end it: ", "    "),
  ...end.steps.flatMap((step, i) => wrapped(visible(step), `  ${i + 1}. `, "     ")),
  "",
];

export const blastText = ({ file, inTree, things }: BlastView): string =>
  `${[
    visible(file),
    "",
    ...things.flatMap(thingText),
    ...(inTree ? [] : ["Nothing else was looked at: --tree says what in a cluster depends on it."]),
  ]
    .join("\n")
    .trimEnd()}\n`;
