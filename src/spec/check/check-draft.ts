import type { Report } from "../../source/report.ts";
import type { Draft } from "../draft.ts";
import { checkAuthorities } from "./check-authorities.ts";
import { checkHosts } from "./check-hosts.ts";
import { checkLayout } from "./check-layout.ts";
import { checkNetwork } from "./check-network.ts";
import { checkPeople } from "./check-people.ts";
import { checkTrust } from "./check-trust.ts";

/** What can only be judged once the specification is put together. `knownKeyIds`: ids that key overrides may name. */
export function checkDraft(draft: Draft, knownKeyIds: readonly string[] | undefined, report: Report): void {
  checkHosts(draft, report);
  checkLayout(draft, report);
  checkNetwork(draft, report);
  checkAuthorities(draft, report);
  checkTrust(draft, knownKeyIds, report);
  checkPeople(draft, report);
}
