// Keys that tokens are checked with, tokens that do not exist yet, and who somebody is.
import { generateKeyPairSync } from "node:crypto";
import { describe, expect, test } from "vitest";
import { authenticate, type Believes, judgeChain, judgeToken } from "../../../src/index.ts";
import { readPemContents } from "../../../src/inventory/contents/pem-contents.ts";
import { judgeMinted, type MintedToken } from "../../../src/trust/minted-token.ts";
import { tokenKeysOf } from "../../../src/trust/token-keys.ts";
import { anchors, authority, pair } from "../../e2e/observed/mint.ts";

const keysIn = (text: string): number => tokenKeysOf(readPemContents(text)?.contents ?? []).length;
const ec = generateKeyPairSync("ec", { namedCurve: "P-256" });
const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
const edwards = generateKeyPairSync("ed25519");
const pem = (key: typeof ec.privateKey, type: string): string =>
  key.export({ format: "pem", type: type as "pkcs8" }).toString();

test("keys that the API server takes from a file, as the real one does (predicted-observed)", () => {
  expect(keysIn(pem(rsa.privateKey, "pkcs1"))).toBe(1);
  expect(keysIn(pem(rsa.privateKey, "pkcs8"))).toBe(1);
  expect(keysIn(pem(ec.privateKey, "sec1"))).toBe(1);
  expect(keysIn(pem(ec.privateKey, "pkcs8"))).toBe(0);
  expect(keysIn(pem(edwards.publicKey, "spki"))).toBe(0);
  expect(keysIn(pem(ec.publicKey, "spki") + pem(rsa.publicKey, "spki"))).toBe(2);
  expect(keysIn("")).toBe(0);
});

describe("a token that will be signed", () => {
  const key = Uint8Array.of(1);
  const token: MintedToken = {
    key,
    issuer: "https://a",
    audiences: ["https://a"],
    place: { file: "sa.key" },
    namespace: "default",
    name: "robot",
  };
  const rules = { keys: [key], issuers: ["https://a"], audiences: ["https://a"] };

  test("is somebody where key, issuer and audience are known", () => {
    expect(judgeMinted(token, rules)).toEqual({
      accepted: true,
      user: "system:serviceaccount:default:robot",
      groups: ["system:serviceaccounts", "system:serviceaccounts:default"],
    });
  });

  test("fails for each of them, the issuer first, with the API server's words", () => {
    const errors = (more: Partial<typeof rules>): unknown => {
      const verdict = judgeMinted(token, { ...rules, ...more });
      return verdict.accepted ? [] : [verdict.reason, ...verdict.errors];
    };
    const bad = "invalid bearer token";
    expect(errors({ issuers: ["https://b"], keys: [] })).toEqual(["issuer", bad]);
    expect(errors({ keys: [Uint8Array.of(2)], audiences: [] })).toEqual([
      "signature",
      bad,
      "go-jose/go-jose: error in cryptographic primitive",
    ]);
    expect(errors({ audiences: ["x"] })).toEqual([
      "audience",
      bad,
      'token audiences ["https://a"] is invalid for the target audiences ["x"]',
    ]);
  });

  test("a text that is none is refused without more", () => {
    expect(judgeToken("nonsense", rules, new Date())).toMatchObject({ accepted: false, reason: "malformed" });
  });
});

describe("front proxies", async () => {
  const [ca, proxyCa] = await Promise.all([authority("ca"), authority("front-proxy-ca")]);
  const proxy = await pair(proxyCa, { commonName: "front-proxy-client" });
  const alice = await pair(ca, { commonName: "alice", groups: ["dev"] });
  const headers = { user: "bob", groups: ["ops"] };
  const frontProxy = { anchors: anchors(proxyCa), names: ["front-proxy-client"] };
  const believes: Believes = { anonymous: true, clients: anchors(ca), frontProxy };
  const who = (chain: typeof proxy.chain, more: Partial<Believes> = {}) =>
    authenticate({ chain, headers }, { ...believes, ...more }, new Date(), judgeChain);

  test("speak for users; others are themselves, whatever they say in headers", () => {
    expect(who(proxy.chain)).toMatchObject({ by: "front-proxy", user: "bob", groups: ["ops", "system:authenticated"] });
    expect(who(alice.chain)).toMatchObject({ by: "certificate", user: "alice" });
  });

  test("of another name are nobody, and the log says whose", () => {
    const other = who(proxy.chain, { frontProxy: { ...frontProxy, names: ["else"] } });
    expect(other).toMatchObject({ known: false, reason: "front-proxy-name" });
    expect(other.known ? "" : other.log).toContain(
      "x509: subject with cn=front-proxy-client is not in the allowed list",
    );
  });

  test("find nobody in a header where no header is named", () => {
    expect(who(proxy.chain, { frontProxy: { ...frontProxy, headless: true } })).toMatchObject({ known: false });
  });
});
