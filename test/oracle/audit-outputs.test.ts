/** What `audit` writes for other programs, judged by SARIF's own schema and an XML parser. */
import { execFileSync } from "node:child_process";
import schema from "@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json" with { type: "json" };
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { auditJunit, auditSarif, RULES } from "../../src/index.ts";
import { describeWith, judgePath } from "../judges/judge.ts";
import { HOSTILE, hostileAudit } from "../unit/render/audit/hostile.ts";

/** The schema of SARIF 2.1.0, draft 4, as Ajv reads it. */
const { $schema: _, id: __, ...sarifSchema } = schema as Record<string, unknown>;

const found = await hostileAudit();

it("SARIF is as its schema wants it, a result for each finding, those accepted as suppressed", () => {
  const log = auditSarif(found, { rules: RULES, version: "1.2.3" });
  const valid = new Ajv({ strict: false, allErrors: true, validateFormats: false, unicodeRegExp: false }).compile(
    sarifSchema,
  );
  expect(valid(JSON.parse(JSON.stringify(log))), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
  expect(valid({ ...log, version: "2.0.0" })).toBe(false);
  const [run] = log.runs as [
    { results: { suppressions?: unknown; locations: { physicalLocation: { artifactLocation: { uri: string } } }[] }[] },
  ];
  const { findings, accepted } = found.audit;
  expect(accepted.length).toBeGreaterThan(0);
  expect(run.results.length).toBe(findings.length + accepted.length);
  expect(run.results.filter(({ suppressions }) => suppressions !== undefined).length).toBe(accepted.length);
  for (const { locations } of run.results)
    expect(() => new URL(locations[0]?.physicalLocation.artifactLocation.uri ?? ":", "file:///")).not.toThrow();
});

describeWith(["xmllint"], "an XML parser", () => {
  it("reads JUnit's file: as many failures as errors, every name as it is", () => {
    const xml = auditJunit(found, { rules: Object.keys(RULES), failOn: "error" });
    const asked = (path: string): string =>
      execFileSync(judgePath("xmllint"), ["--nonet", "--xpath", path, "-"], { input: xml, encoding: "utf8" }).trim();
    const errors = found.audit.findings.filter(({ severity }) => severity === "error").length;
    expect(asked("count(//failure)")).toBe(String(errors));
    expect(asked("string(/testsuites/@failures)")).toBe(String(errors));
    expect(asked("string(/testsuites/@tests)")).toBe(asked("count(//testcase)"));
    expect(asked("string(/testsuites/@skipped)")).toBe(asked("count(//skipped)"));
    expect(asked("count(//testsuite)")).toBe(String(Object.keys(RULES).length));
    expect(asked("string(//failure/@message)")).toBe(HOSTILE.replaceAll(/[\p{Cc}\p{Bidi_C}]/gu, "?"));
    expect(asked("count(//script)")).toBe("0");
  });
});
