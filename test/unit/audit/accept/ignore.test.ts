import { describe, expect, it } from "vitest";
import {
  type Audit,
  accept,
  baselineText,
  type Finding,
  parseAuditConfig,
  parseBaseline,
} from "../../../../src/index.ts";

const AT = new Date("2026-11-26T00:00:00Z");

const finding = (file: string, because: readonly Finding[] = []): Finding => ({
  rule: "certificate-expired",
  severity: "error",
  title: "A certificate has expired",
  place: { file },
  also: [],
  message: file,
  remedy: { sentence: "Renew it." },
  fingerprint: `certificate-expired ${file}`,
  breaks: [],
  because,
});

const audit = (...findings: Finding[]): Audit => ({
  at: AT,
  hosts: [],
  counts: { files: 1, certificates: 1, connections: 0 },
  findings,
  accepted: [],
  predictions: [],
  notes: [],
});

const left = (path: string, file: string): number =>
  accept(audit(finding(file)), { ignores: [{ rule: "certificate-expired", path }] }).audit.findings.length;

describe("an ignore", () => {
  it.each([
    ["pki/ca.crt", "a/pki/ca.crt", 0],
    ["a", "a/pki/ca.crt", 0],
    ["a/", "a/pki/ca.crt", 0],
    ["*.crt", "a/pki/ca.crt", 0],
    ["hosts/*/pki/*.crt", "hosts/cp-1/etc/pki/ca.crt", 0],
    ["/etc/kubernetes", "/etc/kubernetes/pki/ca.crt", 0],
    ["/pki", "/etc/pki/ca.crt", 1],
    ["a.crt", "pki/ca.crt", 1],
    ["pki/c", "pki/ca.crt", 1],
    ["*.key", "pki/ca.crt", 1],
  ])("of %s at %s leaves %i", (path, file, count) => {
    expect(left(path, file)).toBe(count);
  });

  it("counts until its day, and is said when it met nothing", () => {
    const ignores = [
      { rule: "certificate-expired", path: "a", expires: AT },
      { rule: "certificate-expired", path: "c", expires: new Date("2026-11-27T00:00:00Z") },
    ];
    const { audit: after, expired, unused } = accept(audit(finding("a"), finding("b")), { ignores });
    expect(after.findings.map(({ place }) => place.file)).toEqual(["a", "b"]);
    expect({ expired, unused }).toEqual({ expired: [ignores[0]], unused: [ignores[1]] });
  });

  it("takes what follows from a finding with it, and leaves a cause whose consequence it is", () => {
    const tree = audit(finding("a", [finding("b")]));
    const without = (path: string): Audit => accept(tree, { ignores: [{ rule: "certificate-expired", path }] }).audit;
    expect(without("a").findings).toEqual([]);
    expect(without("b").findings).toEqual([finding("a")]);
    expect(without("b").accepted).toEqual([{ finding: finding("b"), by: "ignored" }]);
  });
});

describe("a baseline", () => {
  it("keeps its findings out, those below others too, and knows what is mended", () => {
    const text = baselineText([finding("a", [finding("b")]), finding("z")], AT);
    const baseline = parseBaseline(text) ?? [];
    const { audit: after, mended } = accept(audit(finding("a", [finding("b"), finding("new")]), finding("c")), {
      baseline,
    });
    expect(after.findings.map(({ place }) => place.file)).toEqual(["c"]);
    expect(after.accepted.map((one) => one.finding.place.file)).toEqual(["b", "a"]);
    expect(mended).toEqual(["certificate-expired z"]);
  });

  it("of something else is none", () => {
    for (const text of [
      "",
      "[]",
      "null",
      "{}",
      '{"apiVersion":"kubepki/v1","kind":"AuditBaseline","fingerprints":[1]}',
    ])
      expect(parseBaseline(text)).toBeUndefined();
  });
});

describe("kubepki-audit.yaml", () => {
  const parsed = (text: string): { ignores: number; said: string[] } => {
    const { ignores, issues } = parseAuditConfig({ file: "f", text });
    return { ignores: ignores.length, said: issues.map(({ field, message }) => `${field}: ${message}`) };
  };
  const HEAD = "apiVersion: kubepki/v1\nkind: AuditConfig\n";

  it("asks of every ignore a rule that exists, a reason and a day", () => {
    const good = "ignore: [{ rule: certificate-expired, reason: r, expires: 2027-02-28 }]";
    expect(parsed(HEAD + good)).toEqual({ ignores: 1, said: [] });
    expect(parsed(`${HEAD}ignore: [{ rule: certificate-expird, path: 3 }, x]\nfailOn: error`).said).toEqual([
      "ignore[0]: has no reason",
      "ignore[0]: has no day on which it ends",
      "ignore[0].rule: there is no rule `certificate-expird`",
      "ignore[0].path: must be text",
      "ignore[1]: must be a mapping",
      "failOn: there is no field `failOn`",
    ]);
    expect(parsed(HEAD + good.replace("02-28", "02-30")).said).toEqual(["ignore[0].expires: `2027-02-30` is no day"]);
    expect(parsed("kind: Cluster").said).toEqual([": the document is no AuditConfig of kubepki/v1"]);
    expect(parsed("").said).toEqual([": the file is empty"]);
  });
});
