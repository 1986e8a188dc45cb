// Whether a key is the certificate's beside it, and how questions that are equal are judged once.
import { expect, it } from "vitest";
import { catalog, connectionsOf, readActual } from "../../../src/index.ts";
import { certificateNumbers, judgeChain, rememberingJudge } from "../../../src/trust/chain.ts";
import { belongsTogether } from "../../../src/trust/shown.ts";
import { parseCertificate } from "../../../src/x509/certificate.ts";
import { writtenTree } from "../inventory/written.ts";

const { entries } = await writtenTree("hosts: [{ name: cp, roles: [control-plane], addresses: 10.0.0.1 }]\n");
const connections = connectionsOf(await readActual(entries), catalog);
const etcd = connections.find(({ id }) => id === "E10");
const [client, server] = [etcd?.client.pair, etcd?.server.pair];
if (client === undefined || server === undefined || etcd?.client.trusts.kind !== "anchors") throw new Error("no E10");
const { anchors } = etcd.client.trusts;

it("a pair is one when the key's public half is the certificate's; without a key it is open", () => {
  expect(belongsTogether(client)).toBe(true);
  expect(belongsTogether({ ...client, key: server.key })).toBe(false);
  expect(belongsTogether({ ...client, key: undefined })).toBeUndefined();
});

it("the same bytes have the same number, wherever they were read", () => {
  const numberOf = certificateNumbers();
  const { leaf } = client.chain;
  expect(numberOf(parseCertificate(leaf.raw))).toBe(numberOf(leaf));
  expect(numberOf(server.chain.leaf)).not.toBe(numberOf(leaf));
});

it("equal questions are judged once; another name, time or usage is another question", () => {
  let judged = 0;
  const judge = rememberingJudge((question) => {
    judged++;
    return judgeChain(question);
  });
  const question = {
    shown: server.chain,
    anchors,
    usage: "serverAuth",
    name: "10.0.0.1",
    at: new Date("2026-11-26"),
  } as const;
  expect([judge(question), judge({ ...question })]).toEqual([{ accepted: true }, { accepted: true }]);
  expect(judged).toBe(1);
  expect(judge({ ...question, name: "10.0.0.9" })).toMatchObject({ accepted: false, reason: "hostname" });
  expect(judge({ ...question, at: new Date("2100-01-01") })).toMatchObject({ accepted: false, reason: "expired" });
  expect(judge({ ...question, anchors: { ...anchors, certificates: [] } })).toMatchObject({
    accepted: false,
    reason: "unknown-authority",
  });
  expect(judged).toBe(4);
});
