import { credentials } from "../../catalog/credentials/index.ts";
import type { Report } from "../../source/report.ts";
import type { Place } from "../../source/source-document.ts";
import type { Draft } from "../draft.ts";
import type { User } from "../spec.ts";

/** Characters of a common name or an organization (X.520 ub-common-name, ub-organization-name; RFC 5280 appendix A). */
const LONGEST_NAME = 64;

/** Users and services. */
export function checkPeople({ spec, origins }: Draft, report: Report): void {
  const users = new Map<string, string>();
  for (const [i, user] of spec.users.entries()) {
    const place = origins.of(`users.${i}`);
    checkName(user.name, place, report);
    for (const group of user.groups) checkName(group, place, report);
    checkSystem(user, place, report);
    if (OWN_FOLDERS.includes(user.name.toLowerCase())) {
      report.error(place, `\`${user.name}\` is a folder of kubepki's own`, "name the user differently");
    } else checkFolder(user.name, users, place, report);
  }
  const services = new Map<string, string>();
  for (const [i, service] of spec.services.entries()) {
    const place = origins.of(`services.${i}`);
    checkName(service.name, place, report);
    checkFolder(service.name, services, place, report);
  }
}

/** Folders beside those of users: what the cluster has one of, by its credential's id. */
const OWN_FOLDERS: readonly string[] = Object.entries(credentials).flatMap(([id, { scope }]) =>
  scope === "cluster" ? [id] : [],
);

function checkName(name: string, place: Place, report: Report): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(name))
    report.error(place, "a name holds a control character", "write visible characters only");
  else if (name.trim() !== name || name === "")
    report.error(place, `\`${name}\` begins or ends with a space`, "take it away");
  else if (name.length > LONGEST_NAME) {
    report.error(
      place,
      `the name \`${name.slice(0, 20)}...\` is ${name.length} characters long`,
      `at most ${LONGEST_NAME}`,
    );
  }
}

function checkSystem({ name, groups, allowSystem }: User, place: Place, report: Report): void {
  if (allowSystem) return;
  if (name.startsWith("system:")) {
    const message = `the user name \`${name}\` begins with system:, which Kubernetes keeps for its own`;
    report.error(place, message, ALLOW);
  }
  for (const group of groups) {
    if (!group.startsWith("system:")) continue;
    const power =
      group === "system:masters"
        ? "passes all authorization, and nothing takes that back before the certificate expires"
        : "begins with system:, which Kubernetes keeps for its own";
    report.error(place, `the group \`${group}\` of \`${name}\` ${power}`, ALLOW);
  }
}

const ALLOW = "name another, or write `allowSystem: true` beside it";

/** Names become folders; those that differ only where a folder's name cannot, or in case, would share one. */
function checkFolder(name: string, taken: Map<string, string>, place: Place, report: Report): void {
  const folder = name.toLowerCase().replace(/[^a-z0-9._@-]/g, "_");
  const other = taken.get(folder);
  if (other === undefined) taken.set(folder, name);
  else if (other === name) report.error(place, `\`${name}\` is there twice`, "keep one of them");
  else report.error(place, `\`${name}\` and \`${other}\` would have the same folder`, "name one of them differently");
}
