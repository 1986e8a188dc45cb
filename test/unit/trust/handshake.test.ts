// TLS by itself: the client decides first, a server that demands a certificate after it; each with its words.
import { expect, test } from "vitest";
import { judgeChain, judgeHandshake } from "../../../src/index.ts";
import { anchors, authority, hours, pair } from "../../e2e/observed/mint.ts";

const [ca, other] = await Promise.all([authority("ca"), authority("ca")]);
const server = (await pair(ca, { dns: ["s"], usages: ["serverAuth"] })).chain;
const client = (await pair(ca, { commonName: "c" })).chain;
const now = new Date();

const meet = (
  mine: Partial<Parameters<typeof judgeHandshake>[0]>,
  its: Partial<Parameters<typeof judgeHandshake>[1]>,
) =>
  judgeHandshake(
    { anchors: anchors(ca), name: "s", chain: client, ...mine },
    { chain: server, demand: "demanded", anchors: anchors(ca), ...its },
    now,
    judgeChain,
  );

test("both believe each other", () => {
  expect(meet({}, {})).toMatchObject({ holds: true, client: { verified: true }, server: { accepts: true } });
});

test("a client that refuses ends it: the server never decides", () => {
  const { holds, client: first, server: second } = meet({ name: "t" }, {});
  expect([holds, first.reason, second]).toEqual([false, "hostname", undefined]);
  expect(first.prints).toBe("tls: failed to verify certificate: x509: certificate is valid for s, not t");
  expect(first.other).toBe("remote error: tls: bad certificate");
});

test("a server that demands: none shown, another authority, expired", async () => {
  const none = judgeHandshake(
    { anchors: anchors(ca), name: "s" },
    { chain: server, demand: "demanded", anchors: anchors(ca) },
    now,
    judgeChain,
  );
  expect(none.server).toMatchObject({
    reason: "none-shown",
    prints: "tls: client didn't provide a certificate",
    other: "remote error: tls: certificate required",
  });
  expect(meet({ anchors: anchors(ca, other) }, { anchors: anchors(other) }).server).toMatchObject({
    reason: "unknown-authority",
    other: "remote error: tls: unknown certificate authority",
  });
  const old = (await pair(ca, { commonName: "c", notAfter: hours(-1) })).chain;
  expect(meet({ chain: old }, {}).server).toMatchObject({
    reason: "expired",
    other: "remote error: tls: expired certificate",
  });
});

test("a client that believes everybody verifies nothing; a server that only asks leaves it for later", async () => {
  expect(meet({ anchors: undefined, name: "t" }, {})).toMatchObject({ holds: true, client: { verified: false } });
  const stranger = (await pair(other, { commonName: "c" })).chain;
  expect(meet({ chain: stranger }, { demand: "asked-for" }).holds).toBe(true);
});
