// The moments at which verdicts change: ends and beginnings of certificates that decide.
import { expect, it } from "vitest";
import { catalog, connectionsOf, predict, readActual } from "../../../src/index.ts";
import { nextChange, turns } from "../../../src/trust/next-change.ts";
import { writtenTree } from "../inventory/written.ts";

const { entries } = await writtenTree("hosts: [{ name: cp, roles: [control-plane], addresses: 10.0.0.1 }]\n");
const connections = connectionsOf(await readActual(entries), catalog).filter(({ id }) => id === "E10" || id === "E2");
const at = (some: typeof connections, when: Date) => predict(some, when, { bindings: [] });
const today = new Date("2026-11-26");
const ends = connections.flatMap(({ client, server }) =>
  [client.pair, server.pair].flatMap((pair) => (pair === undefined ? [] : [pair.chain.leaf.notAfter.getTime()])),
);

it("the first is the second after the first certificate that ends", () => {
  const now = at(connections, today);
  const change = nextChange(now, today, (some, when) => at([...some], when));
  expect(change?.at).toEqual(new Date(Math.min(...ends) + 1000));
  expect(change?.connections).toBeGreaterThan(0);
  expect(change?.place.file).toMatch(/\.(crt|conf)$/);
});

it("each turn says what changed, and after the last everything has ended", () => {
  const now = at(connections, today);
  const all = [...turns(now, today, (some, when) => at([...some], when))];
  expect(all.map((one) => one.at.getTime())).toEqual(all.map((one) => one.at.getTime()).toSorted((a, b) => a - b));
  for (const { changed } of all)
    for (const { before, after } of changed)
      expect([after.outcome, after.step]).not.toEqual([before.outcome, before.step]);
  const last = all.at(-1)?.at ?? today;
  expect(at(connections, last).every(({ outcome }) => outcome === "fails")).toBe(true);
});

it("before anything has begun the next change is a beginning", () => {
  const early = new Date("2020-01-01");
  const first = nextChange(at(connections, early), early, (some, when) => at([...some], when));
  expect(first?.at.getTime()).toBeLessThan(today.getTime());
});

it("after everything there is none", () => {
  const late = new Date("2100-01-01");
  expect(nextChange(at(connections, late), late, (some, when) => at([...some], when))).toBeUndefined();
});
