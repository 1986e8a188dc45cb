/** What an audit found at one time, as a file, so that the next one tells what is new. */
import type { Finding } from "../finding.ts";
import { withThoseBelow } from "./ignore.ts";

/** Far more than a fleet of a thousand hosts has. */
const MOST = 1_000_000;

export function baselineText(findings: readonly Finding[], at: Date): string {
  const fingerprints = [...new Set(withThoseBelow(findings).map(({ fingerprint }) => fingerprint))].sort();
  const document = { apiVersion: "kubepki/v1", kind: "AuditBaseline", at: at.toISOString(), fingerprints };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

/** The fingerprints; undefined when the text is no baseline. */
export function parseBaseline(text: string): readonly string[] | undefined {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof document !== "object" || document === null) return undefined;
  const { apiVersion, kind, fingerprints } = document as Record<string, unknown>;
  if (apiVersion !== "kubepki/v1" || kind !== "AuditBaseline" || !Array.isArray(fingerprints)) return undefined;
  const known = (fingerprints as unknown[]).filter((one) => typeof one === "string");
  return known.length === fingerprints.length && known.length <= MOST ? known : undefined;
}
