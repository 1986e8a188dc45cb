/** What every FileStore must do, run against each implementation. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { KubepkiError } from "../../../src/errors.ts";
import type { FileStore, FoundFile, StagedFile } from "../../../src/ports.ts";

/** A place that outlives one store, and what somebody else does in it. */
export interface Place {
  store(): FileStore;
  /** Write a file as an editor would. */
  edit(unit: string, path: string, text: string): void;
  clear(): void;
}

export const staged = (path: string, text: string, mode = 0o644): StagedFile => ({
  path,
  bytes: Buffer.from(text),
  mode,
  owner: "root:root",
});

export const textOf = (file: FoundFile | undefined): string | undefined =>
  file && Buffer.from(file.bytes).toString("utf8");

/** One whole transaction. */
export async function write(store: FileStore, units: Record<string, StagedFile[]>): Promise<void> {
  await store.open({ readOnly: false });
  for (const [unit, files] of Object.entries(units)) for (const file of files) store.stage(unit, file);
  await store.commit();
  await store.close();
}

/** Open for reading, look, close. */
export async function read<T>(store: FileStore, look: (store: FileStore) => T): Promise<Awaited<T>> {
  await store.open({ readOnly: true });
  try {
    return await look(store);
  } finally {
    await store.close();
  }
}

export function fileStoreContract(name: string, make: () => Place): void {
  describe(`file store: ${name}`, () => {
    let place: Place;
    beforeEach(() => {
      place = make();
    });
    afterEach(() => place.clear());

    test("an empty place has nothing", async () => {
      await read(place.store(), (store) => {
        expect(store.has("hosts/a")).toBe(false);
        expect(store.find("hosts/a", "x")).toBeUndefined();
        expect(store.recorded("hosts/a")).toEqual([]);
      });
    });

    test("what is staged is there after the commit, with its mode, and is ours", async () => {
      const files = [staged("etc/pki/ca.crt", "certificate"), staged("etc/pki/ca.key", "secret", 0o600)];
      await write(place.store(), { "hosts/a": files, authorities: [staged("ca.key", "secret", 0o600)] });
      await read(place.store(), (store) => {
        expect(store.has("hosts/a")).toBe(true);
        expect(store.has("hosts/b")).toBe(false);
        expect(textOf(store.find("hosts/a", "etc/pki/ca.crt"))).toBe("certificate");
        expect(store.find("hosts/a", "etc/pki/ca.key")).toMatchObject({ mode: 0o600, ours: true });
        expect(store.find("hosts/a", "etc/pki/ca.crt")).toMatchObject({ mode: 0o644, ours: true });
        expect(store.recorded("hosts/a")).toEqual(["etc/pki/ca.crt", "etc/pki/ca.key"]);
        expect([...store.recordedUnits()].sort()).toEqual(["authorities", "hosts/a"]);
        expect(store.find("hosts/a", "etc/pki/none")).toBeUndefined();
        expect(store.find("hosts/a", "none/none/none")).toBeUndefined();
      });
    });

    test("nothing is visible before the commit, all of it after, in the same session", async () => {
      const store = place.store();
      await store.open({ readOnly: false });
      expect(store.find("hosts/a", "x")).toBeUndefined();
      store.stage("hosts/a", staged("x", "1"));
      expect(store.has("hosts/a")).toBe(false);
      expect(store.find("hosts/a", "x")).toBeUndefined();
      await store.commit();
      expect(store.find("hosts/a", "x")).toMatchObject({ ours: true });
      expect(store.recorded("hosts/a")).toEqual(["x"]);
      await store.close();
    });

    test("a second transaction replaces, adds, and keeps what it does not name", async () => {
      await write(place.store(), { "hosts/a": [staged("x", "1"), staged("y", "1")], "hosts/b": [staged("x", "1")] });
      await write(place.store(), { "hosts/a": [staged("x", "2"), staged("d/z", "2")] });
      await read(place.store(), (store) => {
        expect(textOf(store.find("hosts/a", "x"))).toBe("2");
        expect(store.find("hosts/a", "y")).toMatchObject({ ours: true });
        expect(textOf(store.find("hosts/a", "d/z"))).toBe("2");
        expect(store.find("hosts/b", "x")).toMatchObject({ ours: true });
        expect([...store.recorded("hosts/a")].sort()).toEqual(["d/z", "x", "y"]);
      });
    });

    test("a file changed by hand is not ours, a foreign one neither, and both survive", async () => {
      await write(place.store(), { "hosts/a": [staged("x", "1"), staged("y", "1")] });
      place.edit("hosts/a", "x", "edited");
      place.edit("hosts/a", "notes/mine", "foreign");
      await read(place.store(), (store) => {
        expect(store.find("hosts/a", "x")).toMatchObject({ ours: false });
        expect(store.find("hosts/a", "notes/mine")).toMatchObject({ ours: false });
        expect(store.find("hosts/a", "y")).toMatchObject({ ours: true });
      });
      await write(place.store(), { "hosts/a": [staged("y", "2")] });
      await read(place.store(), (store) => {
        expect(textOf(store.find("hosts/a", "x"))).toBe("edited");
        expect(textOf(store.find("hosts/a", "notes/mine"))).toBe("foreign");
        expect(store.find("hosts/a", "x")).toMatchObject({ ours: false });
        expect(textOf(store.find("hosts/a", "y"))).toBe("2");
      });
    });

    test("removed files go with the commit; the last one leaves no unit", async () => {
      await write(place.store(), {
        "hosts/a": [staged("d/x", "1"), staged("y", "1")],
        "users/u": [staged("d/x", "1")],
      });
      const store = place.store();
      await store.open({ readOnly: false });
      store.remove("hosts/a", "d/x");
      store.remove("users/u", "d/x");
      store.remove("hosts/none", "x");
      expect(store.find("hosts/a", "d/x")).toBeDefined();
      await store.commit();
      await store.close();
      await read(place.store(), (after) => {
        expect(after.find("hosts/a", "d/x")).toBeUndefined();
        expect(after.find("hosts/a", "y")).toMatchObject({ ours: true });
        expect(after.recorded("hosts/a")).toEqual(["y"]);
        expect(after.has("users/u")).toBe(false);
        expect(after.recorded("users/u")).toEqual([]);
        expect(after.recordedUnits()).not.toContain("users/u");
      });
    });

    test("a file removed and written in one transaction is written", async () => {
      await write(place.store(), { "hosts/a": [staged("x", "1")] });
      const store = place.store();
      await store.open({ readOnly: false });
      store.remove("hosts/a", "x");
      store.stage("hosts/a", staged("x", "2"));
      await store.commit();
      await store.close();
      await read(place.store(), (after) => expect(textOf(after.find("hosts/a", "x"))).toBe("2"));
    });

    test.each(["abandon", "close"] as const)("%s drops what is staged", async (end) => {
      await write(place.store(), { "hosts/a": [staged("x", "1")] });
      const store = place.store();
      await store.open({ readOnly: false });
      store.stage("hosts/a", staged("x", "2"));
      store.stage("hosts/b", staged("x", "2"));
      await store[end]();
      if (end === "abandon") await store.close();
      await read(place.store(), (after) => {
        expect(textOf(after.find("hosts/a", "x"))).toBe("1");
        expect(after.has("hosts/b")).toBe(false);
      });
    });

    test("an empty transaction changes nothing", async () => {
      await write(place.store(), { "hosts/a": [staged("x", "1")] });
      await write(place.store(), {});
      await read(place.store(), (after) => expect(after.find("hosts/a", "x")).toMatchObject({ ours: true }));
    });

    test("misuse is a bug, not a result", async () => {
      const store = place.store();
      expect(() => store.find("hosts/a", "x")).toThrow("not open");
      await store.open({ readOnly: true });
      expect(() => store.stage("hosts/a", staged("x", "1"))).toThrow("reading only");
      await store.close();
      await store.open({ readOnly: false });
      await expect(store.open({ readOnly: false })).rejects.toThrow("open already");
      store.stage("hosts/a", staged("x", "1"));
      expect(() => store.stage("hosts/a", staged("x", "2"))).toThrow("staged twice");
      expect(() => store.stage("hosts/a", staged("y", "2"))).toThrow("over");
      await expect(store.commit()).rejects.toThrow("over");
      await store.close();
      await store.close();
      await read(place.store(), (after) => expect(after.has("hosts/a")).toBe(false));
    });

    test.each(["../x", "/etc/x", "a//b", "a/./b", "a/..", "", "a\nb", "a\0b"])(
      "the path %j is refused",
      async (path) => {
        const store = place.store();
        await store.open({ readOnly: false });
        expect(() => store.find("hosts/a", path)).toThrow(KubepkiError);
        expect(() => store.find(path, "x")).toThrow(KubepkiError);
        expect(() => store.stage("hosts/a", staged(path, "1"))).toThrow(KubepkiError);
        await store.close();
      },
    );
  });
}
