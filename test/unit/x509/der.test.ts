import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DerBuilder } from "../../../src/x509/der-builder.ts";
import {
  DerError,
  DerReader,
  integerContents,
  oidText,
  optionalBoolean,
  readTime,
  smallCount,
  wholeBytes,
} from "../../../src/x509/der-reader.ts";
import * as der from "../../../src/x509/der-writer.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const reader = (text: string): DerReader => new DerReader(Buffer.from(text.replaceAll(" ", ""), "hex"));

describe("what is not the one DER form is refused", () => {
  const CASES: readonly (readonly [what: string, bytes: string, read: (r: DerReader) => unknown, message: RegExp])[] = [
    ["no bytes", "", (r) => r.contents(0x04, "it"), /it is cut off at byte 0/],
    ["a tag alone", "04", (r) => r.contents(0x04, "it"), /cut off/],
    ["contents cut off", "04 02 00", (r) => r.contents(0x04, "it"), /cut off/],
    ["a length cut off", "04 82 01", (r) => r.contents(0x04, "it"), /cut off/],
    ["another tag", "05 00", (r) => r.contents(0x04, "it"), /tag 0x5, not 0x4/],
    ["an indefinite length", "30 80 00 00", (r) => r.enter(0x30, "it"), /indefinite/],
    ["a long form for a short length", "04 81 01 00", (r) => r.contents(0x04, "it"), /not minimal/],
    ["a length of 127 in long form", `04 81 7f ${"00".repeat(127)}`, (r) => r.contents(0x04, "it"), /not minimal/],
    ["a length with leading zero", `04 82 00 80 ${"00".repeat(128)}`, (r) => r.contents(0x04, "it"), /not minimal/],
    ["a length of five bytes", "04 85 01 00 00 00 00", (r) => r.contents(0x04, "it"), /too long/],
    ["a length beyond 2^31", "04 84 ff ff ff ff", (r) => r.contents(0x04, "it"), /cut off/],
    ["a multi-byte tag", "1f 01 00", (r) => r.whole("it"), /multi-byte tag/],
    ["an integer without bytes", "02 00", (r) => integerContents(r, "it"), /empty/],
    ["an integer with needless zero", "02 02 00 7f", (r) => integerContents(r, "it"), /not minimal/],
    ["an integer with needless sign", "02 02 ff 80", (r) => integerContents(r, "it"), /not minimal/],
    ["a negative count", "02 01 80", (r) => smallCount(r, "it"), /out of range/],
    ["a huge count", "02 05 01 00 00 00 00", (r) => smallCount(r, "it"), /out of range/],
    ["a boolean of 1", "01 01 01", (r) => optionalBoolean(r, "it"), /not a DER boolean/],
    ["a boolean of two bytes", "01 02 ff ff", (r) => optionalBoolean(r, "it"), /not a DER boolean/],
    ["a boolean without bytes", "01 00", (r) => optionalBoolean(r, "it"), /not a DER boolean/],
    ["a bit string with unused bits", "03 02 01 02", (r) => wholeBytes(r, "it"), /whole bytes/],
    ["a bit string without bytes", "03 00", (r) => wholeBytes(r, "it"), /whole bytes/],
    ["an empty object identifier", "06 00", (r) => oidText(r.contents(0x06, "it")), /empty/],
    ["an arc with needless zero", "06 02 80 01", (r) => oidText(r.contents(0x06, "it")), /not minimal/],
    ["an arc cut off", "06 02 2a 86", (r) => oidText(r.contents(0x06, "it")), /cut off/],
    ["an arc of 2^63", "06 0a 2a ff ff ff ff ff ff ff ff 7f", (r) => oidText(r.contents(0x06, "it")), /too large/],
  ];
  test.each(CASES)("%s", (_, bytes, read, message) => {
    expect(() => read(reader(bytes))).toThrow(DerError);
    expect(() => read(reader(bytes))).toThrow(message);
  });

  test("trailing data, by who asks for it", () => {
    const one = reader("05 00 00");
    one.contents(0x05, "null");
    expect(() => one.finish("the null")).toThrow("trailing data after the null at byte 2");
  });

  test("a value may not reach beyond the one it stands in", () => {
    const outer = reader("30 02 04 04 00 00 00 00");
    expect(() => outer.enter(0x30, "outer").contents(0x04, "inner")).toThrow("inner is cut off");
  });
});

describe("times", () => {
  const utc = (text: string): DerReader => new DerReader(der.tlv(der.TAG.utcTime, Buffer.from(text)));
  const generalized = (text: string): DerReader => new DerReader(der.tlv(der.TAG.generalizedTime, Buffer.from(text)));

  test.each([
    ["1950-01-01T00:00:00Z", "17", "500101000000Z"],
    ["1999-12-31T23:59:59Z", "17", "991231235959Z"],
    ["2049-12-31T23:59:59Z", "17", "491231235959Z"],
    ["2050-01-01T00:00:00Z", "18", "20500101000000Z"],
    ["1949-12-31T23:59:59Z", "18", "19491231235959Z"],
    ["9999-12-31T23:59:59Z", "18", "99991231235959Z"],
  ])("%s is UTCTime or GeneralizedTime as RFC 5280 says", (at, tag, text) => {
    const written = der.time(new Date(at));
    expect(hex(written.subarray(0, 1))).toBe(tag);
    expect(Buffer.from(written.subarray(2)).toString()).toBe(text);
    expect(readTime(new DerReader(written), "time")).toEqual(new Date(at));
  });

  test("any second of the years 1 to 9999 comes back", () => {
    const last = Date.UTC(9999, 11, 31, 23, 59, 59) / 1000;
    fc.assert(
      fc.property(fc.integer({ min: -62_135_596_800, max: last }), (seconds) => {
        const at = new Date(seconds * 1000);
        expect(readTime(new DerReader(der.time(at)), "time")).toEqual(at);
      }),
    );
  });

  test.each([
    utc("991231235960Z"),
    utc("9912312359Z"),
    utc("991231235959+0100"),
    utc("990230000000Z"),
    utc("991301000000Z"),
    utc("990100000000Z"),
    utc("990101240000Z"),
    utc("99010124000 Z"),
    generalized("20500101000000.5Z"),
    generalized("205001010000Z"),
    generalized("21000229000000Z"),
    new DerReader(der.tlv(der.TAG.utf8String, Buffer.from("991231235959Z"))),
  ])("no time of RFC 5280 (%#)", (r) => {
    expect(() => readTime(r, "notAfter")).toThrow(DerError);
  });
});

describe("what the writer writes the reader reads", () => {
  const bytes = (maxLength = 300) => fc.uint8Array({ maxLength });

  test("octet strings of every length form", () => {
    for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536, 70_000]) {
      const contents = new Uint8Array(length).fill(7);
      const read = new DerReader(der.octetString(contents));
      expect(hex(read.contents(0x04, "it"))).toBe(hex(contents));
      read.finish("it");
    }
  });

  test("integers are minimal and unsigned", () => {
    fc.assert(
      fc.property(bytes(40), (value) => {
        const contents = integerContents(new DerReader(der.unsignedInteger(Uint8Array.of(0, ...value))), "it");
        const number = BigInt(`0x0${hex(value)}`);
        expect(BigInt(`0x${hex(contents)}`)).toBe(number);
        expect(contents[0]! < 0x80).toBe(true);
      }),
    );
    expect(() => der.smallInteger(-1)).toThrow(RangeError);
    expect(() => der.smallInteger(0x10000)).toThrow(RangeError);
    fc.assert(
      fc.property(fc.nat(0xffff), (value) => {
        expect(smallCount(new DerReader(der.smallInteger(value)), "it")).toBe(value);
      }),
    );
  });

  test("object identifiers", () => {
    const arc = fc.nat({ max: Number.MAX_SAFE_INTEGER - 80 });
    const first = fc.oneof(fc.tuple(fc.nat(1), fc.nat(39)), fc.tuple(fc.constant(2), arc));
    fc.assert(
      fc.property(first, fc.array(arc, { maxLength: 8 }), (start, rest) => {
        const text = [...start, ...rest].join(".");
        expect(oidText(new DerReader(der.oid(text)).contents(0x06, "it"))).toBe(text);
      }),
    );
  });

  test("nested values, with nothing left over", () => {
    fc.assert(
      fc.property(fc.array(bytes(), { maxLength: 20 }), (parts) => {
        const outer = new DerReader(der.sequence(...parts.map((part) => der.octetString(part))));
        const inner = outer.enter(0x30, "outer");
        for (const part of parts) expect(hex(inner.contents(0x04, "part"))).toBe(hex(part));
        inner.finish("outer");
        outer.finish("all");
      }),
    );
  });

  test("named bits end in no zero bit, sets stand in order", () => {
    expect(hex(der.namedBits([]))).toBe("030100");
    expect(hex(der.namedBits([0]))).toBe("03020780");
    expect(hex(der.namedBits([5, 6]))).toBe("03020106");
    expect(hex(der.namedBits([0, 8]))).toBe("0303078080");
    const [a, b, c] = ["", "a", "0"].map((text) => der.octetString(Buffer.from(text)));
    expect(hex(der.setOf(b!, c!, a!))).toBe(hex(der.tlv(0x31, a!, c!, b!)));
  });
});

test("the builder, backwards, writes what the writer writes", () => {
  type Tree = { readonly tag: number; readonly parts: readonly Tree[] } | { readonly text: string } | Uint8Array;
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 5 },
      fc.uint8Array({ maxLength: 200 }),
      fc.record({ text: fc.string({ unit: "grapheme", maxLength: 40 }) }),
      fc.record({ tag: fc.constantFrom(0x30, 0x31, 0x04, 0xa0, 0x82), parts: fc.array(tie("tree"), { maxLength: 5 }) }),
    ),
  }));
  const plain = (node: Tree): Uint8Array => {
    if (node instanceof Uint8Array) return node;
    return "text" in node ? der.directoryString(node.text) : der.tlv(node.tag, ...node.parts.map(plain));
  };
  const builder = new DerBuilder();
  const build = (node: Tree): void => {
    if (node instanceof Uint8Array) builder.bytes(node);
    else if ("text" in node) builder.directoryString(node.text);
    else {
      const { mark } = builder;
      for (const part of [...node.parts].reverse()) build(part);
      builder.wrap(node.tag, mark);
    }
  };
  const check = (node: Tree): void => {
    builder.reset();
    build(node);
    expect(hex(builder.finish())).toBe(hex(plain(node)));
  };
  fc.assert(fc.property(tree, check));
  // Beyond the first buffer, and at the borders of the length forms.
  for (const length of [126, 127, 128, 255, 256, 4090, 65_535, 65_536, 100_000]) {
    check({ tag: 0x30, parts: [new Uint8Array(length).fill(1), { text: "a" }] });
    check({ tag: 0x04, parts: [new Uint8Array(length).fill(1)] });
  }
});
