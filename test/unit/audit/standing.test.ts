// How long an audit's answer stands: at every time within, the answer is the same; the times around what begins and ends
// are looked at one by one.
import { describe, expect, test } from "vitest";
import { auditTree } from "../../../src/audit/audit.ts";
import { LEADS_MS } from "../../../src/audit/leads.ts";
import { standing } from "../../../src/audit/standing.ts";
import { catalog, readActual } from "../../../src/index.ts";
import { heldIn } from "../../../src/inventory/held.ts";
import { auditDocument } from "../../../src/render/audit/document.ts";
import { writtenTree } from "../inventory/written.ts";

const HOSTS = `name: demo
hosts:
  - { name: cp-1, roles: [control-plane], addresses: 10.0.0.11 }
  - { name: worker-1, addresses: 10.0.0.21 }
`;

describe("standing", () => {
  test("is a time in which audit says the same, on both sides of everything that begins or ends", async () => {
    const actual = await readActual((await writtenTree(HOSTS)).entries);
    const said = (at: Date): string => {
      const { findings } = auditTree({ actual, catalog, at });
      const audit = { at: new Date(0), hosts: [], counts: { files: 0, certificates: 0, connections: 0 } };
      const rest = { accepted: [], predictions: [], notes: [] };
      const accepting = { audit: { ...audit, findings, ...rest }, expired: [], unused: [], mended: [] };
      // What a program prints of an expired certificate has the second in it; such an answer is not kept.
      return JSON.stringify(auditDocument(accepting)).replace(/current time [\dT:-]+Z/g, "current time");
    };
    const times = new Set<number>();
    for (const { content } of heldIn(actual))
      if (content.kind === "certificate")
        for (const time of [content.certificate.notBefore, content.certificate.notAfter])
          for (const lead of LEADS_MS) times.add(time.getTime() - lead);
    const changes = new Set<string>();
    for (const time of times)
      for (const at of [time - 5000, time - 1, time, time + 1, time + 1001, time + 5000]) {
        const now = new Date(at);
        const { from, until } = standing(actual, now, []);
        expect(from <= at && at <= until).toBe(true);
        const here = said(now);
        changes.add(here);
        for (const other of [from, until])
          if (Math.abs(other) < Number.MAX_SAFE_INTEGER)
            expect(said(new Date(other)) === here, `${now.toISOString()}`).toBe(true);
      }
    expect(changes.size).toBeGreaterThan(4);
  });

  test("ends with what is ignored until a day", async () => {
    const actual = await readActual([]);
    const day = new Date("2027-01-01");
    expect(standing(actual, new Date("2026-12-31"), [day])).toMatchObject({ until: day.getTime() - 2000 });
    expect(standing(actual, day, [day])).toEqual({ from: day.getTime(), until: day.getTime() });
  });
});
