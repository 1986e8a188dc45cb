/** What is wrong with what is there, without what is accepted. */
import { type Accepting, type AcceptOptions, accept, withThoseBelow } from "../audit/accept/ignore.ts";
import { type AuditOptions, auditTree } from "../audit/audit.ts";
import type { Audit } from "../audit/finding.ts";
import { SEVERITIES, type Severity } from "../audit/rule.ts";

export const audit = (options: AuditOptions, accepted: AcceptOptions): Accepting =>
  accept(auditTree(options), accepted);

/** Whether something of a severity, or worse, is found. */
export const reaches = ({ findings }: Audit, least: Severity | "never"): boolean =>
  least !== "never" &&
  withThoseBelow(findings).some(({ severity }) => SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(least));
