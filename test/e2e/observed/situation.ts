// A situation: something put before a real program, what we say will happen, what happened.
import { GENERATED, page as markdown, section, table } from "../../../scripts/reference/markdown.ts";

export interface Result {
  /** `accepted`, `refused`, `401`, `starts`, `ends` ... */
  readonly outcome: string;
  readonly user?: string;
  readonly groups?: readonly string[];
  /** A text that is printed, and that has to be found in what was. */
  readonly text?: string;
}

export interface Row {
  readonly judge: string;
  readonly situation: string;
  readonly predicted: Result;
  readonly observed: Result;
}

export const agrees = ({ predicted, observed }: Row): boolean =>
  predicted.outcome === observed.outcome &&
  predicted.user === observed.user &&
  sorted(predicted.groups) === sorted(observed.groups) &&
  (predicted.text === undefined || saysSo(observed.text ?? "", predicted.text));

/**
 * Whether a text is in what was printed, word for word but for the clock: the program looks at it a moment after we do,
 * which may be the next second.
 */
function saysSo(printed: string, text: string): boolean {
  const ours = CURRENT_TIME.exec(text)?.[1];
  if (ours === undefined) return printed.includes(text);
  const bare = (said: string): string => said.replaceAll(new RegExp(CURRENT_TIME, "g"), "current time");
  const theirs = [...printed.matchAll(new RegExp(CURRENT_TIME, "g"))].map(([, time]) => Date.parse(time ?? ""));
  const close = theirs.length > 0 && theirs.every((time) => Math.abs(time - Date.parse(ours)) <= 10_000);
  return close && bare(printed).includes(bare(text));
}

const CURRENT_TIME = /current time (\S+Z)/;

const sorted = (list: readonly string[] | undefined): string => [...(list ?? [])].sort().join();

export const difference = ({ judge, situation, predicted, observed }: Row): string =>
  `${judge}: ${situation}\n  predicted ${JSON.stringify(predicted)}\n  observed  ${JSON.stringify(observed)}`;

/** What is different in every run, as the page shows it. */
export const steady = (text: string): string =>
  text
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "TIME")
    .replace(/SN=-?\d+/g, "SN=NUMBER")
    .replace(/(SKID|AKID)=[0-9A-F:]+/g, "$1=HEX");

/** The page of all of them. */
export function page(rows: readonly Row[]): string {
  const judges = [...new Set(rows.map(({ judge }) => judge))];
  const parts = judges.map((judge) => {
    const own = rows.filter((row) => row.judge === judge);
    const lines = own.map(({ situation, predicted }) => [situation, cell(predicted)]);
    return section(`## ${judge}`, table(["situation", "predicted and observed"], lines));
  });
  const made = markdown(`# Predicted and observed`, WHAT, `${rows.length} situations.`, ...parts);
  return made.replace(`${GENERATED}\n\n`, "");
}

const WHAT =
  "What kubepki says will happen, and what real programs did. `test/e2e/predicted-observed.test.ts` puts each situation before a real etcd, API server, controller-manager, scheduler, kubelet or kubectl, compares outcome, user, groups and the text that is printed, and fails when one of them differs; then it compares this page. TIME, NUMBER and HEX stand for what is different in each run. etcd is the distribution's 3.4, whose words are those of an older Go.";

function cell({ outcome, user, groups, text }: Result): string {
  const who =
    user === undefined
      ? ""
      : `: ${user}${groups === undefined || groups.length === 0 ? "" : ` (${groups.join(", ")})`}`;
  const words = text === undefined || text === "" ? "" : `<br>\`${steady(text)}\``;
  return `${outcome}${who}${words}`;
}
