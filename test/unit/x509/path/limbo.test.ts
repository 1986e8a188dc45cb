/** The cases of the x509-limbo suite: with what the standards want, and with what Go 1.26 answered. */
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { type PathVerdict, validatePath } from "../../../../src/x509/path/validate.ts";
import { parsePem } from "../../../../src/x509/pem.ts";

interface Case {
  readonly id: string;
  readonly validation_kind: "SERVER" | "CLIENT";
  readonly trusted_certs: readonly string[];
  readonly untrusted_intermediates: readonly string[];
  readonly peer_certificate: string;
  readonly validation_time: string | null;
  readonly expected_result: "SUCCESS" | "FAILURE";
  readonly expected_peer_name: { readonly kind: string; readonly value: string } | null;
  readonly max_chain_depth: number | null;
  readonly crls: readonly string[];
  readonly go_result: "SUCCESS" | "FAILURE";
  readonly go_error: string | null;
}

const FILE = new URL("../../../../../shared/conformance/limbo.json", import.meta.url);
const present = existsSync(FILE);
if (!present) process.stderr.write("SKIPPED: limbo cases: the conformance data is not beside this checkout\n");
const cases: readonly Case[] = present ? JSON.parse(readFileSync(FILE, "utf8")).testcases : [];

/** What the strict profile decides otherwise, and why. */
const OTHERWISE: Readonly<Record<string, string>> = {
  "rfc5280::ca-as-leaf":
    "RFC 5280 allows it, the web PKI does not (webpki::ca-as-leaf): the strict profile refuses both",
};

const der = (text: string): Uint8Array => parsePem(text)[0]?.bytes ?? new Uint8Array();

function verdictOf(one: Case, profile: "go" | "strict"): PathVerdict {
  const { expected_peer_name: name, max_chain_depth: depth } = one;
  return validatePath({
    leaf: der(one.peer_certificate),
    intermediates: one.untrusted_intermediates.map(der),
    roots: one.trusted_certs.map(der),
    keyUsages: [one.validation_kind === "SERVER" ? "serverAuth" : "clientAuth"],
    at: new Date(one.validation_time ?? Date.now()),
    profile,
    crls: one.crls.map(der),
    ...(name !== null && ["DNS", "IP"].includes(name.kind) ? { name: name.value } : {}),
    ...(depth === null ? {} : { maxIntermediates: depth }),
  });
}

/** Texts of Go before what differs from case to case. */
const REASONS: readonly (readonly [RegExp, string])[] = [
  [/^parse /, "parse-error"],
  [/unknown authority.*insecure algorithm/, "insecure-algorithm"],
  [/unknown authority/, "unknown-authority"],
  [/current time \S+ is after/, "expired"],
  [/current time \S+ is before/, "not-yet-valid"],
  [/legacy Common Name/, "legacy-common-name"],
  [/certificate is valid for|cannot validate certificate for|not valid for any names/, "hostname"],
  [/incompatible key usage/, "incompatible-usage"],
  [/not authorized to sign other/, "not-authorized-to-sign"],
  [/not authorized to sign for this name/, "name-constraint"],
  [/too many intermediates/, "too-many-intermediates"],
  [/unhandled critical/, "unhandled-critical-extension"],
  [/attempts limit/, "signature-limit"],
];

describe.skipIf(!present)("limbo", () => {
  it.each(cases.map((one) => [one.id, one] as const))("%s: as Go answers, with its reason and its text", (_, one) => {
    const { accepted, reason, detail } = verdictOf(one, "go");
    const text = one.go_error || undefined;
    const said = text?.replace(/^parse (leaf|root|intermediate): /, "");
    const wanted = REASONS.find(([pattern]) => pattern.test(one.go_error ?? ""))?.[1];
    expect({ accepted, reason, text: detail.go }).toEqual({
      accepted: one.go_result === "SUCCESS",
      reason: one.go_result === "SUCCESS" ? undefined : wanted,
      text: said,
    });
  });

  it("every text of Go has a reason here", () => {
    const failures = cases.filter(({ go_error }) => go_error);
    expect(failures.filter(({ go_error }) => !REASONS.some(([pattern]) => pattern.test(go_error ?? "")))).toEqual([]);
    expect(failures.length).toBeGreaterThan(40);
  });

  it.each(cases.map((one) => [one.id, one] as const))("%s: as the standards want it", (id, one) => {
    const { accepted } = verdictOf(one, "strict");
    if (OTHERWISE[id] === undefined) expect(accepted).toBe(one.expected_result === "SUCCESS");
    else expect(accepted).not.toBe(one.expected_result === "SUCCESS");
  });
});
