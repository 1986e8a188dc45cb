/** Findings that somebody knows of and lives with: by rule and file, until a day. */
import type { Accepted, Audit, Finding } from "../finding.ts";

export interface Ignore {
  readonly rule: string;
  /** A file, a folder, or their end; `*` stands for anything. Everywhere when absent. */
  readonly path?: string;
  readonly reason?: string;
  /** From then on it counts no more. */
  readonly expires?: Date;
}

export interface AcceptOptions {
  readonly ignores?: readonly Ignore[];
  /** Fingerprints of an earlier audit. */
  readonly baseline?: readonly string[];
}

export interface Accepting {
  readonly audit: Audit;
  /** Whose day has come. */
  readonly expired: readonly Ignore[];
  /** That met nothing: what they were for is mended, or they are misspelt. */
  readonly unused: readonly Ignore[];
  /** Fingerprints of the baseline that are found no more. */
  readonly mended: readonly string[];
}

/** Takes what is ignored, or was there before, out of the findings. What follows from such a finding goes with it. */
export function accept(audit: Audit, { ignores = [], baseline = [] }: AcceptOptions): Accepting {
  const holds = ({ expires }: Ignore): boolean => expires === undefined || expires.getTime() > audit.at.getTime();
  const live = ignores.filter(holds);
  const used = new Set<Ignore>();
  const seen = new Set<string>();
  const known = new Set(baseline);
  const accepted: Accepted[] = [...audit.accepted];
  const left = (findings: readonly Finding[]): Finding[] =>
    findings.flatMap((finding) => {
      seen.add(finding.fingerprint);
      const ignore = live.find((one) => covers(one, finding));
      if (ignore !== undefined) {
        used.add(ignore);
        const { reason } = ignore;
        accepted.push({ finding, by: "ignored", ...(reason === undefined ? {} : { reason }) });
        return [];
      }
      const because = left(finding.because);
      if (!known.has(finding.fingerprint)) return [{ ...finding, because }];
      accepted.push({ finding: { ...finding, because }, by: "baseline" });
      return [];
    });
  const findings = left(audit.findings);
  return {
    audit: { ...audit, findings, accepted },
    expired: ignores.filter((one) => !holds(one)),
    unused: live.filter((one) => !used.has(one)),
    mended: baseline.filter((one) => !seen.has(one)),
  };
}

const covers = ({ rule, path }: Ignore, { rule: found, place: { file } }: Finding): boolean =>
  rule === found && (path === undefined || meets(path, file));

/** Whether a path is the file, a folder that it is in, or the end of it. */
function meets(path: string, file: string): boolean {
  const pattern = path.replace(/\/+$/, "");
  const parts = file.split("/");
  return parts.some((_, from) =>
    parts.some(
      (__, i) =>
        (from === 0 || !pattern.startsWith("/")) && i >= from && like(pattern, parts.slice(from, i + 1).join("/")),
    ),
  );
}

/** `*` is any text; each piece is looked for once, from the left. */
function like(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (rest.length === 0) return pattern === text;
  const last = rest.pop() ?? "";
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const piece of rest) {
    const found = text.indexOf(piece, at);
    if (found < 0) return false;
    at = found + piece.length;
  }
  return at <= text.length - last.length;
}

/** Every finding, those below others too. */
export const withThoseBelow = (findings: readonly Finding[]): Finding[] =>
  findings.flatMap((one) => [one, ...withThoseBelow(one.because)]);
