/** What logs say about certificates, and what it may come from. */
import { CAUSE_IDS, type Cause, type CauseId } from "../../src/audit/explain/cause.ts";
import type { Family } from "../../src/audit/explain/family.ts";
import { anchor, code, idsOf, list, page, section } from "./markdown.ts";

const AREAS: Readonly<Record<(typeof CAUSE_IDS)[CauseId], string>> = {
  trust: "Trust",
  time: "Time",
  names: "Names",
  usage: "Uses",
  authority: "Authorities",
  encoding: "Keys, signatures, encodings",
  identity: "Identities and rights",
  token: "Tokens",
  file: "Files and settings",
  protocol: "Protocol",
};

const VERDICTS: Readonly<Record<Family["verdict"], string>> = {
  peer: "Whoever prints it refused the other side.",
  us: "The other side refused whoever prints it.",
  rights: "The connection stands; who it is or what they may do is at fault.",
  ours: "The program's own files or settings are at fault.",
  nobody: "The two sides do not speak the same protocol.",
};

/** Placeholders as words in capitals, as they are where a message does not say more. */
const bare = (text: string): string => text.replace(/\{(\w+)\}/g, (_, name: string) => name.toUpperCase());

const linked = (ids: readonly CauseId[]): string => ids.map((id) => `[${id}](#${anchor(id)})`).join(", ");

export function messagesPage(families: readonly Family[], causes: Readonly<Record<CauseId, Cause>>): string {
  return page(
    "# Messages",
    "What Kubernetes' components, etcd, kubectl, kubeadm, Go, curl, OpenSSL, nginx, Node, Python and Java print when TLS, a\n" +
      "certificate or a token is at fault, and what it may come from. `kubepki explain` reads them out of a log:\n" +
      "[what a log means](../guide/explain.md). A line is explained by the first message of this page that fits it.",
    ...families.map(({ id, title, verdict, causes: ids, shifts = [], note }) =>
      section(
        `## ${code(title.replaceAll("`", ""))}`,
        `${VERDICTS[verdict]} Its id is ${code(id)}.`,
        list([
          `Possible causes, the likeliest first: ${linked(ids)}`,
          ...shifts.map((shift) => `${capital(shift.when)}: ${linked(shift.causes)}`),
        ]),
        note,
      ),
    ),
    "# Causes",
    "Each with a command that shows whether it is this one, the remedy, and what has to be restarted. Words in capitals\n" +
      "stand for what a message says.",
    ...idsOf(AREAS).flatMap((area) => [
      `## ${AREAS[area]}`,
      ...idsOf(causes)
        .filter((id) => CAUSE_IDS[id] === area)
        .map((id) => {
          const { sentence, check, remedy, restart } = causes[id];
          return section(
            `### ${id}`,
            bare(sentence),
            ["```sh not-here", bare(check), "```"].join("\n"),
            list([`Remedy: ${bare(remedy)}`, `Restart: ${restart}`]),
          );
        }),
    ]),
  );
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
