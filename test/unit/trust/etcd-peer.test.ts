// etcd's rule for members: the certificate goes with the address that the connection comes from.
import { expect, test } from "vitest";
import { judgePeer } from "../../../src/index.ts";
import { authority, pair } from "../../e2e/observed/mint.ts";

const ca = await authority("etcd-ca");
const shown = async (dns: string[], addresses: string[]) =>
  (await pair(ca, { commonName: "member", dns, addresses })).certificate;
const resolve = (name: string): string[] => (name === "m1.example.com" ? ["10.0.0.1"] : []);

test("an address that is listed, in any spelling; a name that leads to it", async () => {
  const both = await shown(["m1.example.com"], ["10.0.0.9", "2001:db8::1"]);
  for (const address of ["10.0.0.9", "::ffff:10.0.0.9", "2001:db8:0:0::1", "10.0.0.1"])
    expect(judgePeer({ certificate: both, address, resolve })).toEqual({ accepts: true });
  expect(judgePeer({ certificate: both, address: "10.0.0.7", resolve })).toEqual({
    accepts: false,
    reason: "peer-address",
    prints: 'tls: "10.0.0.7" does not match any of DNSNames ["m1.example.com"]',
  });
});

test("addresses alone: the words are others", async () => {
  const certificate = await shown([], ["10.0.0.9"]);
  expect(judgePeer({ certificate, address: "10.0.0.7", resolve })).toMatchObject({
    prints: "x509: certificate is valid for 10.0.0.9, not 10.0.0.7",
  });
});

test("no names at all: nothing is asked; nor with --peer-skip-client-san-verification", async () => {
  const address = "10.0.0.7";
  expect(judgePeer({ certificate: await shown([], []), address, resolve }).accepts).toBe(true);
  const certificate = await shown([], ["10.0.0.9"]);
  expect(judgePeer({ certificate, address, resolve }, { skipsNames: true }).accepts).toBe(true);
});

test("--peer-cert-allowed-cn comes first", async () => {
  const certificate = await shown([], []);
  const ask = (allowedName: string) => judgePeer({ certificate, address: "10.0.0.7", resolve }, { allowedName });
  expect(ask("member").accepts).toBe(true);
  expect(ask("other")).toEqual({
    accepts: false,
    reason: "peer-name",
    prints: "client certificate authentication failed",
  });
});
