/** What an audit is told in files: what is lived with, and what was found before. */
import { parseBaseline } from "../audit/accept/baseline.ts";
import { parseAuditConfig } from "../audit/accept/config.ts";
import type { Ignore } from "../audit/accept/ignore.ts";
import { KubepkiError } from "../errors.ts";
import type { Issue } from "../source/issue.ts";

/** Throws ERR_AUDIT_FILE_INVALID with the issues in its details. */
export function auditIgnores(file: string, text: string): readonly Ignore[] {
  const { ignores, issues } = parseAuditConfig({ file, text });
  if (!issues.some(({ severity }) => severity === "error")) return ignores;
  throw invalid(`${file} has ${issues.length} error${issues.length === 1 ? "" : "s"}`, file, issues);
}

export function auditBaseline(file: string, text: string): readonly string[] {
  const fingerprints = parseBaseline(text);
  if (fingerprints !== undefined) return fingerprints;
  throw invalid(`${file} is no baseline of an audit`, file, [], "write one with --write-baseline");
}

const invalid = (said: string, file: string, issues: readonly Issue[], remedy?: string): KubepkiError =>
  new KubepkiError("ERR_AUDIT_FILE_INVALID", said, {
    details: { file, issues },
    ...(remedy === undefined ? {} : { remedy }),
  });
