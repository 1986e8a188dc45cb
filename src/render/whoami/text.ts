/** Who somebody is, for people, in 80 columns. */
import type { Claimed } from "../../trust/whoami/claimed.ts";
import type { Standing, StandingKind } from "../../trust/whoami/standing.ts";
import { shown } from "../inspect/kubernetes-view.ts";
import { wrapped } from "../wrapped.ts";
import type { WhoamiView } from "./document.ts";

export function whoamiText({ file, verified, bearers }: WhoamiView): string {
  const parts = bearers.map(({ title, claimed, standings }) => [
    `${shown(file)}: ${shown(title)}`,
    ...claimedLines(claimed),
    "",
    ...standings.flatMap(standingLines),
  ]);
  const unverified = verified
    ? []
    : ["Nothing was verified: with --tree, who it is to the servers of a tree is said.", ""];
  return [...parts.flat(), ...unverified].join("\n");
}

const KINDS: Readonly<Record<Claimed["kind"], string>> = {
  certificate: "certificate",
  "service-account-token": "token of a service account",
  "bootstrap-token": "bootstrap token",
  token: "token",
  nothing: "nothing",
};

function claimedLines({ kind, user, groups, node, issuer, until, remarks }: Claimed): string[] {
  return [
    ...line("says", KINDS[kind]),
    ...(user === "" ? [] : line("user", user)),
    ...(groups.length === 0 || user === "" ? [] : line("groups", groups.join(", "))),
    ...(node === undefined ? [] : line("node", node)),
    ...(issuer === undefined ? [] : line("issuer", issuer)),
    ...(until === undefined ? [] : line("until", time(until))),
    ...remarks.flatMap((remark) => line("but", remark)),
  ];
}

const HEADS: Readonly<Record<StandingKind, string>> = {
  known: "is somebody",
  anonymous: "is system:anonymous: what it shows counts for nothing",
  "let-in": "is let in",
  unasked: "is not asked who it is",
  nobody: "is nobody: 401 Unauthorized",
  refused: "is refused in the handshake",
};

function standingLines(standing: Standing): string[] {
  const { component, hosts, port, kind, by, user, groups, may, reason, serverPrints } = standing;
  const where = `${component}${port === undefined ? "" : ` :${port}`} on ${listOf(hosts)}`;
  return [
    ...wrapped(shown(`To ${where} it ${HEADS[kind]}`), "", "  "),
    ...(user === undefined || kind === "anonymous" ? [] : line("user", `${user} (by ${by})`)),
    ...(groups === undefined || kind === "anonymous" ? [] : line("groups", groups.join(", "))),
    ...may.flatMap(({ role, because }) => line("may", `${role}: ${because}`)),
    ...(kind === "known" && may.length === 0 ? line("may", "nothing by the bindings that are known here") : []),
    ...(kind === "let-in" ? line("may", "everything there: it knows no users") : []),
    ...(reason === undefined ? [] : line("why", reason)),
    ...(serverPrints === undefined ? [] : line("prints", serverPrints)),
    "",
  ];
}

const MOST_HOSTS = 5;

const listOf = (hosts: readonly string[]): string =>
  hosts.length <= MOST_HOSTS
    ? hosts.join(", ")
    : `${hosts.slice(0, MOST_HOSTS).join(", ")} and ${hosts.length - MOST_HOSTS} more`;

const time = (at: Date): string => at.toISOString().replace(/\.\d+Z$/, "Z");

const line = (label: string, text: string): string[] => wrapped(shown(text), `  ${label.padEnd(7)} `, " ".repeat(10));
