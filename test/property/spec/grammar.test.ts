/** Grammars against models: the platform's own parsers, and whole-number arithmetic. */
import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { contains, formatSubnet, hostBits, nthAddress, overlap, parseSubnet } from "../../../src/spec/cidr.ts";
import { isDnsName } from "../../../src/spec/grammar/dns-name.ts";
import { formatDuration, parseDuration } from "../../../src/spec/grammar/duration.ts";
import { expandPattern } from "../../../src/spec/grammar/range-pattern.ts";
import { formatAddress, parseAddress } from "../../../src/x509/ip-address.ts";

const bytes = fc.oneof(
  fc.uint8Array({ minLength: 4, maxLength: 4 }),
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  // Many zero words, where the short form has its corners.
  fc
    .array(fc.constantFrom([0, 0], [0, 1], [0xab, 0]), { minLength: 8, maxLength: 8 })
    .map((words) => Uint8Array.from(words.flat())),
);
const number = (of: Uint8Array): bigint => of.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
const family = (of: Uint8Array) => (of.length === 4 ? "ipv4" : "ipv6");

test("an address written is read as the same bytes, in the platform's own text", () => {
  fc.assert(
    fc.property(bytes, (address) => {
      const text = formatAddress(address);
      expect(parseAddress(text)).toEqual(address);
      // The platform writes mapped addresses in hexadecimal; Go and we do not.
      if (!text.startsWith("::ffff:")) {
        const { hostname } = new URL(`http://${text.includes(":") ? `[${text}]` : text}`);
        expect(hostname.replace(/[[\]]/g, "")).toBe(text);
      }
    }),
    { numRuns: 500 },
  );
});

test("what is no address to the platform is none here, and the other way round", () => {
  const near = fc.stringMatching(/^[0-9a-f]{0,5}([.:]{1,2}[0-9a-f]{0,5}){1,8}$/);
  fc.assert(
    fc.property(near, (text) => {
      expect(parseAddress(text) !== undefined).toBe(isIP(text) !== 0);
    }),
    {
      numRuns: 2000,
      examples: [["010.96.0.1"], ["1::2::3"], ["::"], ["1:2:3:4:5:6:7::"], ["1:2:3:4:5:6:7:8::"], ["::1.2.3.4"]],
    },
  );
});

const subnet = bytes.chain((address) =>
  fc.record({ address: fc.constant(address), length: fc.nat(address.length * 8) }),
);

test("a subnet's base, size and members are those of whole-number arithmetic", () => {
  fc.assert(
    fc.property(subnet, bytes, ({ address, length }, other) => {
      const text = `${formatAddress(address)}/${length}`;
      const parsed = parseSubnet(text);
      if (parsed === undefined) throw new Error(text);
      const shift = BigInt(address.length * 8 - length);
      expect(number(parsed.base)).toBe((number(address) >> shift) << shift);
      expect(parsed.masked).toBe(number(parsed.base) !== number(address));
      expect(BigInt(hostBits(parsed))).toBe(shift);
      const inside = address.length === other.length && number(other) >> shift === number(address) >> shift;
      expect(contains(parsed, other)).toBe(inside);
      expect(parseSubnet(formatSubnet(parsed))).toEqual({ ...parsed, masked: false });
    }),
  );
});

test("subnets overlap exactly when one contains the other's base", () => {
  const small = fc.record({ last: fc.nat(255), length: fc.integer({ min: 24, max: 32 }) });
  fc.assert(
    fc.property(small, small, (a, b) => {
      const [one, two] = [a, b].map(({ last, length }) => parseSubnet(`10.0.0.${last}/${length}`));
      if (one === undefined || two === undefined) throw new Error("no subnet");
      const members = (of: typeof one): Set<number> =>
        new Set(Array.from({ length: 256 }, (_, i) => i).filter((i) => contains(of, Uint8Array.of(10, 0, 0, i))));
      expect(overlap(one, two)).toBe([...members(one)].some((i) => members(two).has(i)));
    }),
  );
});

test("the n-th address is base plus n, and lies inside", () => {
  fc.assert(
    fc.property(subnet, fc.nat(), ({ address, length }, n) => {
      const text = `${formatAddress(address)}/${length}`;
      const found = nthAddress(text, n);
      const parsed = parseSubnet(text);
      const size = 1n << BigInt(address.length * 8 - length);
      if (BigInt(n) >= size) expect(found).toBeUndefined();
      else {
        const at = parseAddress(found ?? "");
        expect(number(at ?? new Uint8Array())).toBe(number(parsed?.base ?? new Uint8Array()) + BigInt(n));
        const list = new BlockList();
        list.addSubnet(formatAddress(parsed?.base ?? address), length, family(address));
        expect(list.check(found ?? "", family(address))).toBe(true);
      }
    }),
  );
});

test("a duration written is read as the same seconds", () => {
  fc.assert(
    fc.property(fc.nat(), (seconds) => {
      expect(parseDuration(formatDuration(seconds), "days")).toBe(seconds);
    }),
  );
});

test("a duration is the sum of its parts", () => {
  const units = { y: 31536000, w: 604800, d: 86400, h: 3600, m: 60, s: 1 };
  const part = fc.tuple(fc.nat(1000), fc.constantFrom(...(Object.keys(units) as (keyof typeof units)[])));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const text = parts.map(([amount, unit]) => `${amount}${unit}`).join("");
      const sum = parts.reduce((total, [amount, unit]) => total + amount * units[unit], 0);
      expect(parseDuration(text, "days")).toBe(sum > 9_223_372_036 ? undefined : sum);
      const isGo = parts.every(([, unit]) => unit === "h" || unit === "m" || unit === "s");
      expect(parseDuration(text, "go") !== undefined).toBe(isGo);
    }),
  );
});

test("a range counts from its first to its last number and keeps the width", () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.nat(200), fc.integer({ min: 1, max: 6 }), (from, more, width) => {
      const first = String(from).padStart(width, "0");
      const expansion = expandPattern(`n-[${first}-${from + more}].x`, 10000);
      if ("fault" in expansion) throw new Error(expansion.fault);
      expect(expansion.texts).toHaveLength(more + 1);
      for (const [i, text] of expansion.texts.entries()) {
        const digits = /^n-(\d+)\.x$/.exec(text)?.[1] ?? "";
        expect(Number(digits)).toBe(from + i);
        expect(digits.length).toBe(Math.max(String(from + i).length, first.startsWith("0") ? first.length : 1));
      }
    }),
  );
});

test("a DNS name is one exactly when each of its labels is one", () => {
  const some = fc.stringMatching(/^[a-zA-Z0-9_.-]{0,12}$/);
  fc.assert(
    fc.property(some, (text) => {
      const model = text
        .split(".")
        .every((part) => part !== "" && !/[^a-z0-9-]/.test(part) && !part.startsWith("-") && !part.endsWith("-"));
      expect(isDnsName(text)).toBe(model);
    }),
    { numRuns: 1000 },
  );
});
