// An audit of a real tree in a later year, with a finding whose names somebody chose to do harm.
import { type Accepting, accept, auditTree, catalog, type Finding, readActual } from "../../../../src/index.ts";
import { rightTree } from "../../audit/rules/faulty.ts";

export const HOSTILE =
  "\"'><script>alert(1)</script><img src=x onerror=alert(1)>]]>--> ![x](javascript:alert(1)) \u0000\u001b[31m\u202e`a` ``b`` &lt;";

const hostile = (severity: Finding["severity"]): Finding => ({
  rule: "certificate-expired",
  severity,
  title: HOSTILE,
  place: { host: HOSTILE, file: `hosts/${HOSTILE}/a b%.crt`, field: HOSTILE, line: 3 },
  also: [{ file: HOSTILE }],
  message: HOSTILE,
  shown: { field: HOSTILE, value: HOSTILE },
  remedy: { sentence: HOSTILE, commands: [HOSTILE], restart: HOSTILE },
  fingerprint: HOSTILE,
  breaks: [],
  because: [],
});

export async function hostileAudit(): Promise<Accepting> {
  const actual = await readActual(await rightTree(), catalog);
  const audit = auditTree({ actual, catalog, at: new Date("2031-01-01") });
  const found = accept(audit, {
    ignores: [{ rule: "certificate-expired", path: "*/scheduler.conf", reason: HOSTILE }],
  });
  return {
    ...found,
    audit: { ...found.audit, findings: [hostile("error"), ...found.audit.findings, hostile("advice")] },
  };
}
