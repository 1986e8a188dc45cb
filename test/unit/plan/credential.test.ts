import { describe, expect, test } from "vitest";
import type { CredentialFinding } from "../../../src/inventory/credential.ts";
import { judgeCredential, type Verdict } from "../../../src/plan/credential.ts";
import type { DesiredCredential } from "../../../src/spec/desired.ts";
import { type Certificate, parseCertificate } from "../../../src/x509/certificate.ts";
import { DESIRED, days, makeAuthority, makeFound, NOW, type TestAuthority } from "./material.ts";

const CA = makeAuthority();

const judge = (
  found: CredentialFinding,
  desired: Partial<DesiredCredential> = {},
  issuer: TestAuthority | undefined = CA,
  at = NOW,
): Verdict =>
  judgeCredential({ ...DESIRED, ...desired }, found, { issuer: issuer?.certificate, at, renewBefore: 0.25 });

/** A parsed certificate is its bytes and views of them: one field is put in front, the others are asked of it. */
const withExtensions = (certificate: Certificate, extensions: Certificate["extensions"]): Certificate =>
  new Proxy(certificate, { get: (parsed, name) => (name === "extensions" ? extensions : Reflect.get(parsed, name)) });

const reissue = (...reasons: string[]): Verdict => ({ action: "reissue", reasons });

describe("a credential that is not there, or not usable", () => {
  test.each([
    [{ fault: "absent" }, "create", "there is none yet"],
    [{ fault: "certificate-missing" }, "reissue", "its certificate is missing"],
    [{ fault: "key-missing" }, "reissue", "its key is missing"],
    [{ fault: "key-mismatch" }, "reissue", "its key does not belong to its certificate"],
    [{ fault: "unreadable", reason: "no PEM block" }, "reissue", "it cannot be read: no PEM block"],
  ] as const)("%j", (found, action, reason) => {
    expect(judge(found)).toEqual({ action, reasons: [reason] });
  });
});

test("a credential as it should be is kept", () => {
  expect(judge(makeFound(CA))).toEqual({ action: "keep", reasons: [] });
});

describe("its authority", () => {
  test("is about to be made", () => {
    const verdict = judgeCredential(DESIRED, makeFound(CA), { issuer: undefined, at: NOW, renewBefore: 0.25 });
    expect(verdict).toMatchObject({ action: "refuse", reasons: [expect.stringContaining("takes a rotation")] });
  });

  test("is another: by name, by key, by key where the certificate does not say whose", () => {
    expect(judge(makeFound(makeAuthority("other")))).toEqual(reissue("it was issued by CN=other, not by this ca"));
    expect(judge(makeFound(makeAuthority()))).toEqual(reissue("it was issued by CN=kubernetes, not by this ca"));
    const found = makeFound(makeAuthority());
    const { authorityKeyIdentifier: _, ...extensions } = found.certificate.extensions;
    const unnamed = { ...found, certificate: withExtensions(found.certificate, extensions) };
    expect(judge(unnamed)).toEqual(reissue("its signature is not by the key of this ca"));
  });

  test("did not sign what stands there now", () => {
    const found = makeFound(CA);
    const raw = Uint8Array.from(found.certificate.raw);
    const serial = Buffer.from(raw).indexOf(Buffer.from(found.certificate.serialNumber));
    raw[serial + 5] = (raw[serial + 5] ?? 0) ^ 1;
    expect(judge({ ...found, certificate: parseCertificate(raw) })).toEqual(
      reissue("its signature is not by the key of this ca"),
    );
  });

  test("ends before it", () => {
    const short = makeAuthority("kubernetes", { notAfter: days(60) });
    expect(judge(makeFound(short), {}, short)).toEqual(reissue("it outlives its authority ca"));
    expect(judge(makeFound(short, { notAfter: days(60) }), {}, short).action).toBe("keep");
  });
});

describe("what it says", () => {
  test.each([
    [{ commonName: "kubernetes", organizations: [] }, "its subject is CN=kubernetes, not CN=kube-apiserver"],
    [
      { commonName: "kube-apiserver", organizations: ["a"] },
      "its subject is O=a, CN=kube-apiserver, not CN=kube-apiserver",
    ],
  ])("subject %j", (subject, reason) => {
    expect(judge(makeFound(CA, { subject }))).toEqual(reissue(reason));
  });

  test("groups in another order are the same groups; a missing one is not", () => {
    const subject = { commonName: "bob", organizations: ["dev", "ops"] };
    const found = makeFound(CA, { subject: { ...subject, organizations: ["ops", "dev"] } });
    expect(judge(found, { subject }).action).toBe("keep");
    expect(judge(makeFound(CA, { subject: { ...subject, organizations: ["dev"] } }), { subject })).toEqual(
      reissue("its subject is O=dev, CN=bob, not O=dev, O=ops, CN=bob"),
    );
  });

  test.each([
    [{ dns: ["cp-1"], addresses: ["10.0.0.11", "fd00::1"] }, ["it lacks the name kubernetes"]],
    [{ dns: [], addresses: ["10.0.0.11", "fd00::1"] }, ["it lacks the names cp-1, kubernetes"]],
    [{ dns: ["cp-1", "kubernetes"], addresses: [] }, ["it lacks the addresses 10.0.0.11, fd00::1"]],
    [{ dns: ["cp-1", "kubernetes", "old"], addresses: ["10.0.0.11", "fd00::1"] }, ["it carries old, no longer wanted"]],
    [
      { dns: ["cp-1", "x"], addresses: ["10.0.0.12", "fd00::1"] },
      [
        "it lacks the name kubernetes",
        "it carries x, no longer wanted",
        "it lacks the address 10.0.0.11",
        "it carries 10.0.0.12, no longer wanted",
      ],
    ],
  ])("names %j", (names, reasons) => {
    expect(judge(makeFound(CA, { names }))).toEqual(reissue(...reasons));
  });

  test("names in another order are the same names", () => {
    const names = { dns: ["kubernetes", "cp-1"], addresses: ["fd00::1", "10.0.0.11"] };
    expect(judge(makeFound(CA, { names })).action).toBe("keep");
  });

  test("usages, and that it is no authority", () => {
    expect(judge(makeFound(CA, { extendedKeyUsage: ["clientAuth"] }))).toEqual(
      reissue("it is for clientAuth, not for serverAuth"),
    );
    expect(judge(makeFound(CA, { extendedKeyUsage: ["serverAuth", "clientAuth"] }))).toEqual(
      reissue("it is for serverAuth and clientAuth, not for serverAuth"),
    );
    const authority = judge(makeFound(CA, { authority: { pathLength: 0 } }));
    expect(authority.reasons).toContain("it does not say that it is no authority");
    expect(authority.reasons).toContain(
      "its key usage is digitalSignature and keyCertSign and cRLSign, not digitalSignature",
    );
  });

  test("e-mail and URI names", () => {
    const found = makeFound(CA);
    const names = { dns: [...DESIRED.names.dns], addresses: [...DESIRED.names.addresses], emails: ["a@b"], uris: [] };
    const extensions = { ...found.certificate.extensions, names };
    const certificate = withExtensions(found.certificate, extensions);
    expect(judge({ ...found, certificate })).toEqual(reissue("it carries URI or e-mail names"));
  });

  test("the algorithm of its key", () => {
    expect(judge(makeFound(CA, {}, "ECDSA-P384"))).toEqual(reissue("its key is ECDSA-P384, not ECDSA-P256"));
  });

  test("every reason is given, and a reissue wins over a renewal", () => {
    const names = { dns: ["cp-1"], addresses: ["10.0.0.11", "fd00::1"] };
    const found = makeFound(CA, { names, extendedKeyUsage: ["clientAuth"], notAfter: days(-1) }, "Ed25519");
    expect(judge(found).reasons).toEqual([
      "it lacks the name kubernetes",
      "it is for clientAuth, not for serverAuth",
      "its key is Ed25519, not ECDSA-P256",
    ]);
  });
});

describe("its time", () => {
  // Valid from day -10 to day 90: a quarter of its life is left at day 65.
  test.each([
    [days(0), "keep", []],
    [days(65), "keep", []],
    [new Date(days(65).getTime() + 1), "renew", ["it expires on 2027-04-01, with 24 % of its life left"]],
    [days(89.5), "renew", ["it expires on 2027-04-01, with 0 % of its life left"]],
    [days(90), "renew", ["it expires on 2027-04-01, with 0 % of its life left"]],
    [days(91), "renew", ["it expired on 2027-04-01"]],
    [days(-11), "renew", ["it is valid only from 2026-12-22"]],
  ])("at %s: %s", (at, action, reasons) => {
    expect(judge(makeFound(CA), {}, CA, at)).toEqual({ action, reasons });
  });
});
