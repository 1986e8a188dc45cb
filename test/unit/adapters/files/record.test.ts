import * as fs from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { digestOf } from "../../../../src/adapters/files/digest.ts";
import {
  encodeRecord,
  type FileRecord,
  nextRecord,
  parseRecord,
  readRecord,
  recordedDigest,
} from "../../../../src/adapters/files/record.ts";
import { scratch } from "../../../contract/files/scratch.ts";

const digest = (text: string): string => digestOf(Buffer.from(text));
const unit = (files: Record<string, string>): { paths: string[]; digests: string } => ({
  paths: Object.keys(files),
  digests: Object.values(files).map(digest).join(""),
});
const encoded = (record: FileRecord): Buffer => Buffer.from(encodeRecord(record));

describe("the record", () => {
  test("keeps what it is given, also names outside ASCII", () => {
    const name = fc.stringMatching(/^[a-zé/ .-]{1,12}$/);
    const files = fc.dictionary(name, fc.string(), { noNullPrototype: true });
    fc.assert(
      fc.property(fc.dictionary(name, files, { noNullPrototype: true }), (units) => {
        const record: FileRecord = new Map(
          Object.entries(units).flatMap(([id, of]) => (Object.keys(of).length > 0 ? [[id, unit(of)]] : [])),
        );
        expect(parseRecord(encoded(record))).toEqual(record);
      }),
    );
  });

  test("answers by unit and path", () => {
    const record: FileRecord = new Map([["hosts/a", unit({ x: "1", "d/y": "2" })]]);
    expect(recordedDigest(record, "hosts/a", "d/y")).toBe(digest("2"));
    expect(recordedDigest(record, "hosts/a", "z")).toBeUndefined();
    expect(recordedDigest(record, "hosts/b", "x")).toBeUndefined();
  });

  test("any changed, missing or added byte makes it worth nothing", () => {
    const whole = encoded(new Map([["hosts/a", unit({ x: "1", y: "2" })]]));
    for (let at = 0; at < whole.length; at++) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] as number) ^ 1;
      expect(parseRecord(changed), `byte ${at}`).toBeUndefined();
      expect(parseRecord(whole.subarray(0, at)), `cut at ${at}`).toBeUndefined();
    }
    expect(parseRecord(Buffer.concat([whole, Buffer.from("\n")]))).toBeUndefined();
  });

  test("after a transaction: new ones over old ones, removed ones gone, empty units gone", () => {
    const record: FileRecord = new Map([
      ["a", unit({ x: "1", y: "1" })],
      ["b", unit({ x: "1" })],
      ["c", unit({ x: "1" })],
    ]);
    const written: FileRecord = new Map([
      ["a", unit({ y: "2", z: "2" })],
      ["d", unit({ x: "2" })],
    ]);
    const removed = new Map([
      ["a", new Set(["x"])],
      ["b", new Set(["x"])],
      ["e", new Set(["x"])],
    ]);
    expect(nextRecord(record, written, removed)).toEqual(
      new Map([
        ["a", unit({ y: "2", z: "2" })],
        ["c", unit({ x: "1" })],
        ["d", unit({ x: "2" })],
      ]),
    );
    expect(record.size).toBe(3);
  });

  test("35,000 files are two megabytes at most", () => {
    const record: FileRecord = new Map();
    const paths = ["ca.crt", "a.crt", "a.key", "b.crt", "b.key", "c.conf", "d.yaml"].map(
      (name) => `etc/kubernetes/${name}`,
    );
    for (let host = 0; host < 5000; host++)
      record.set(`hosts/worker-${host}`, { paths: [...paths], digests: digest("x").repeat(7) });
    const bytes = encoded(record);
    expect(bytes.length).toBeLessThan(2 * 1024 * 1024);
    expect(parseRecord(bytes)?.size).toBe(5000);
  });

  describe("on the disk", () => {
    let place: ReturnType<typeof scratch>;
    beforeEach(() => {
      place = scratch();
    });
    afterEach(() => place.clear());

    test("a missing or damaged one is empty", () => {
      expect(readRecord(join(place.folder, "none"))).toEqual(new Map());
      fs.writeFileSync(join(place.folder, "record"), "garbage");
      expect(readRecord(join(place.folder, "record"))).toEqual(new Map());
    });
  });
});
