import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { authorityRequest, credentialRequest, validityAt } from "../../../src/plan/issue.ts";
import { DESIRED } from "./material.ts";

const at = new Date("2027-01-01T12:00:00.789Z");
const iso = ({ notBefore, notAfter }: ReturnType<typeof validityAt>) =>
  [notBefore, notAfter].map((d) => d.toISOString());

describe("validity", () => {
  test("counts whole seconds from now, begins a little earlier, and ends as asked", () => {
    expect(iso(validityAt(at, 86_400, 300, undefined))).toEqual([
      "2027-01-01T11:55:00.000Z",
      "2027-01-02T12:00:00.000Z",
    ]);
    expect(iso(validityAt(at, 1, 0, undefined))).toEqual(["2027-01-01T12:00:00.000Z", "2027-01-01T12:00:01.000Z"]);
  });

  test("is cut to the issuer's end, and never made longer by it", () => {
    const issuerEnd = new Date("2027-01-01T18:00:00Z");
    expect(validityAt(at, 86_400, 300, issuerEnd).notAfter).toEqual(issuerEnd);
    expect(iso(validityAt(at, 3600, 300, issuerEnd))[1]).toBe("2027-01-01T13:00:00.000Z");
  });

  test("whatever the numbers, nothing outlives its issuer and both ends are whole seconds", () => {
    const moment = fc.integer({ min: 1e12, max: 4e12 }).map((ms) => new Date(ms));
    fc.assert(
      fc.property(moment, fc.nat(4e8), fc.nat(1e6), fc.option(moment, { nil: undefined }), (now, life, back, end) => {
        const whole = end && new Date(Math.floor(end.getTime() / 1000) * 1000);
        const { notBefore, notAfter } = validityAt(now, life, back, whole);
        expect(notBefore.getTime() % 1000).toBe(0);
        expect(notAfter.getTime() % 1000).toBe(0);
        expect(notBefore <= now).toBe(true);
        expect(now.getTime() - notBefore.getTime()).toBeLessThan(back * 1000 + 1000);
        if (whole !== undefined) expect(notAfter <= whole).toBe(true);
        expect(notAfter.getTime()).toBeLessThanOrEqual(now.getTime() + life * 1000);
      }),
    );
  });
});

test("requests carry what is desired and nothing of what a certificate must not say", () => {
  const validity = validityAt(at, 60, 0, undefined);
  const publicKey = Uint8Array.of(1);
  const serialNumber = Uint8Array.of(2);
  expect(credentialRequest(DESIRED, publicKey, serialNumber, validity)).toEqual({
    subject: DESIRED.subject,
    names: DESIRED.names,
    extendedKeyUsage: ["serverAuth"],
    publicKey,
    serialNumber,
    ...validity,
  });
  const request = authorityRequest(
    {
      id: "ca",
      subject: { commonName: "kubernetes", organizations: [] },
      algorithm: "ECDSA-P256",
      lifetime: 60,
      parent: undefined,
      pathLength: 0,
      supplied: undefined,
      nameConstraints: undefined,
    },
    publicKey,
    serialNumber,
    validity,
  );
  expect(request).toMatchObject({
    names: { dns: [], addresses: [] },
    extendedKeyUsage: [],
    authority: { pathLength: 0 },
  });
});
