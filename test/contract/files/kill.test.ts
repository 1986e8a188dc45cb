/** kill -9 at every step of a transaction, and at every step of the recovery after it. */
import * as fs from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openFolderStore } from "../../../src/adapters/files/folder-store.ts";
import type { Order } from "./child.ts";
import { compileChild, runChild } from "./child-process.ts";
import { scratch, snapshot } from "./scratch.ts";
import { read, staged, textOf } from "./store-contract.ts";

const { folder, clear } = scratch();
let program: string;
beforeAll(async () => {
  program = await compileChild(folder);
});
afterAll(clear);

type Snapshot = Record<string, string>;

/** Every kind of change in one transaction: replaced, new beside others, new with its parent, emptied, with a root. */
const before: Order["write"] = {
  authorities: [
    ["ca.crt", "old ca", 0o644],
    ["ca.key", "old key", 0o600],
  ],
  "hosts/cp-1": [
    ["etc/pki/a.crt", "old", 0o644],
    ["etc/pki/a.key", "old", 0o600],
    ["etc/old.crt", "old", 0o644],
  ],
  "hosts/gone": [["etc/a.crt", "old", 0o644]],
  "hosts/local": [
    ["etc/a.crt", "old", 0o644],
    ["etc/a.key", "old", 0o600],
    ["etc/old.crt", "old", 0o644],
  ],
};
const after: Order["write"] = {
  authorities: [["ca.crt", "new ca", 0o644]],
  "hosts/cp-1": [
    ["etc/pki/a.crt", "new", 0o644],
    ["etc/pki/a.key", "new", 0o600],
    ["var/b.crt", "new", 0o644],
  ],
  "hosts/cp-2": [
    ["etc/pki/a.crt", "new", 0o644],
    ["etc/pki/a.key", "new", 0o600],
  ],
  "users/admin": [["admin.conf", "new", 0o600]],
  "users/ops": [["ops.conf", "new", 0o600]],
  "hosts/local": [
    ["etc/a.crt", "new", 0o644],
    ["etc/a.key", "new", 0o600],
    ["var/lib/b.crt", "new", 0o644],
  ],
};
const remove: Order["remove"] = {
  "hosts/cp-1": ["etc/old.crt"],
  "hosts/gone": ["etc/a.crt"],
  "hosts/local": ["etc/old.crt"],
};

interface Ground {
  readonly order: Order;
  /** The folders of all units, the one with a root among them. */
  look(): { whole: Snapshot; units: Record<string, Snapshot> };
  leftovers(): string[];
  clear(): void;
}

/** The old state with foreign files in it, and the transaction to come. */
async function ground(): Promise<Ground> {
  const place = scratch();
  const [out, root] = [join(place.folder, "out"), join(place.folder, "root")];
  fs.mkdirSync(root);
  const roots = { "hosts/local": root };
  await runHere({ out, roots, write: before });
  for (const unit of [join(out, "hosts/cp-1"), root]) {
    fs.writeFileSync(join(unit, "etc/notes"), "foreign");
    fs.symlinkSync("notes", join(unit, "etc/link"));
    fs.mkdirSync(join(unit, "empty"), { mode: 0o711 });
  }
  return {
    order: { out, roots, write: after, remove, dieAt: 0 },
    look() {
      const units: Record<string, Snapshot> = { root: snapshot(root) };
      for (const unit of ["authorities", "hosts/cp-1", "hosts/cp-2", "hosts/gone", "users"]) {
        units[unit] = snapshot(join(out, unit));
      }
      return { whole: { ...snapshot(place.folder, ["out/.kubepki"]) }, units };
    },
    leftovers: () => [
      ...fs.readdirSync(join(out, ".kubepki")).filter((name) => name !== "record"),
      ...(fs.readdirSync(root, { recursive: true }) as string[]).filter((name) => name.includes(".kubepki")),
    ],
    clear: place.clear,
  };
}

/** The same as the child does, in this process: what nobody kills needs none. */
async function runHere(order: Partial<Order> & { out: string }): Promise<string[]> {
  const steps: string[] = [];
  const { out, roots = {} } = order;
  const store = openFolderStore({ out, roots, hooks: { step: (name) => void steps.push(name) } });
  await store.open({ readOnly: false });
  for (const [unit, files] of Object.entries(order.write ?? {})) {
    for (const [path, text, mode] of files) store.stage(unit, staged(path, text, mode));
  }
  for (const [unit, paths] of Object.entries(order.remove ?? {})) for (const path of paths) store.remove(unit, path);
  await store.commit();
  await store.close();
  return steps;
}

type Look = ReturnType<Ground["look"]>;

/** Old and new state and all steps between, from a run that nobody disturbs. */
async function undisturbed(): Promise<{ old: Look; fresh: Look; steps: string[] }> {
  const there = await ground();
  const old = there.look();
  const steps = await runHere(there.order);
  const fresh = there.look();
  expect(there.leftovers()).toEqual([]);
  there.clear();
  return { old, fresh, steps };
}

/** For 1 to `count`, a few at a time. */
async function forEachStep(count: number, act: (step: number) => Promise<void>): Promise<void> {
  let next = 1;
  const worker = async (): Promise<void> => {
    while (next <= count) await act(next++);
  };
  await Promise.all([worker(), worker(), worker()]);
}

const recoverOnly = (order: Order, dieAt = 0): Order => ({ ...order, write: {}, remove: {}, dieAt });
const kill = async (order: Order): Promise<void> => expect((await runChild(program, order)).signal).toBe("SIGKILL");

/** What a plan sees after a crash: every file whole, old or new, and ours. */
async function expectReadable({ out, roots }: Order, at: string): Promise<void> {
  await read(openFolderStore({ out, roots }), (store) => {
    for (const [unit, path] of [
      ["hosts/cp-1", "etc/pki/a.crt"],
      ["hosts/local", "etc/a.crt"],
    ] as const) {
      const found = store.find(unit, path);
      expect(["old", "new"], at).toContain(textOf(found));
      expect(found?.ours, `${at}: ${unit} ${path}`).toBe(true);
    }
  });
}

describe("kill -9", () => {
  test("at every step: each folder is old or new before, and all of it the same after the next run", async () => {
    const { old, fresh, steps } = await undisturbed();
    expect(fresh.whole).toMatchObject({
      "out/hosts/cp-1/etc/notes": "644 foreign",
      "out/hosts/cp-1/etc/link": "-> notes",
      "out/hosts/cp-1/empty": "711 folder",
      "root/etc/notes": "644 foreign",
      "out/users/admin/admin.conf": "600 new",
    });
    expect(fresh.units["hosts/gone"]).toEqual({});
    const point = steps.indexOf("decided");
    expect(point).toBeGreaterThan(15);
    expect(steps.length - point).toBeGreaterThan(15);
    await forEachStep(steps.length, async (step) => {
      const at = `step ${step}, ${steps[step - 1]}`;
      const there = await ground();
      await kill({ ...there.order, dieAt: step });
      const dead = there.look();
      for (const [unit, found] of Object.entries(dead.units)) {
        if (unit === "root") continue;
        const between = steps[step - 1] === `away ${unit}` ? [{}] : [];
        expect([old.units[unit], fresh.units[unit], ...between], `${at}: ${unit}`).toContainEqual(found);
      }
      // No file of the foreign root is half of anything, whatever has been placed.
      for (const [path, found] of Object.entries(dead.units.root ?? {})) {
        if (path.includes(".kubepki-")) continue;
        expect([old.units.root?.[path], fresh.units.root?.[path]], `${at}: ${path}`).toContain(found);
      }
      await expectReadable(there.order, at);
      expect(there.look(), at).toEqual(dead);
      await runHere(recoverOnly(there.order));
      expect(there.look(), at).toEqual(step - 1 < point ? old : fresh);
      expect(there.leftovers(), at).toEqual([]);
      await runHere(there.order);
      expect(there.look(), at).toEqual(fresh);
      there.clear();
    });
  }, 120_000);

  test.each(["decided", "apart-file etc/a.key", "away hosts/cp-1"])(
    "at %s, and then at every step of the recovery",
    async (first) => {
      const { old, fresh, steps } = await undisturbed();
      const dieAt = steps.indexOf(first) + 1;
      expect(dieAt).toBeGreaterThan(0);
      const other = await ground();
      await kill({ ...other.order, dieAt });
      const count = (await runHere(recoverOnly(other.order))).length;
      other.clear();
      await forEachStep(count, async (step) => {
        const there = await ground();
        await kill({ ...there.order, dieAt });
        await kill(recoverOnly(there.order, step));
        await runHere(recoverOnly(there.order));
        expect(there.look(), `recovery step ${step}`).toEqual(dieAt > steps.indexOf("decided") ? fresh : old);
        expect(there.leftovers()).toEqual([]);
        there.clear();
      });
    },
    60_000,
  );

  test("an interrupted run with a root is finished only when that root is named again", async () => {
    const { steps } = await undisturbed();
    for (const step of ["decided", "apart-noted"]) {
      const there = await ground();
      await kill({ ...there.order, dieAt: steps.indexOf(step) + 1 });
      for (const roots of [{}, { "hosts/local": "/elsewhere" }]) {
        const store = openFolderStore({ out: there.order.out, roots });
        await expect(store.open({ readOnly: false })).rejects.toMatchObject({
          code: "ERR_IO",
          remedy: expect.stringContaining(there.order.roots["hosts/local"] ?? "?"),
        });
      }
      await runHere(recoverOnly(there.order));
      expect(there.leftovers()).toEqual([]);
      there.clear();
    }
  });
});
