// A fleet: the first hundred connections of a kind meet, the others are told by their keys; what is broken always meets.
import { describe, expect, it } from "vitest";
import { prover } from "../../../../src/app/verify/prove.ts";
import type { Proof, ProofRequest } from "../../../../src/ports.ts";
import type { Prediction } from "../../../../src/trust/predict.ts";
import type { Certificate } from "../../../../src/x509/certificate.ts";
import { CURVES, ecFromScalar } from "../../../../src/x509/key-encoding.ts";

const [P256] = CURVES;
const keyOf = (number: number) => {
  if (P256 === undefined) throw new Error("no curve");
  return ecFromScalar(P256, Uint8Array.of(1, number >> 8, number & 0xff));
};

/** The API server and a kubelet: neither asks for more here than the prover looks at. */
function prediction(number: number, step: Prediction["step"] = "none"): Prediction {
  const raw = Uint8Array.of(number >> 8, number & 0xff);
  const pair = {
    chain: { leaf: { raw } as unknown as Certificate, behind: [], place: { file: `${number}.crt` } },
    key: keyOf(number),
    keyPlace: undefined,
  };
  const connection = {
    id: "E3",
    title: "to a kubelet",
    name: "node",
    client: { component: "kube-apiserver", title: "kube-apiserver", trusts: { kind: "itself" }, addresses: [] },
    server: { component: "kubelet", host: `node-${number}`, pair, demand: "ignored" },
  } as const;
  return { connection, outcome: step === "pair" ? "fails" : "works", step, reason: "", places: [] };
}

const told = async (predictions: readonly Prediction[]) => {
  const met: ProofRequest[] = [];
  const prove = prover({
    prove: async (request): Promise<Proof> => {
      met.push(request);
      if (request.name !== "node") throw new Error("another name");
      const der = Buffer.from(request.server.certificate.replace(/-----[^\n]+\n/g, ""), "base64");
      return { server: der, protocol: "TLSv1.3" };
    },
  });
  const proofs = [];
  for (const one of predictions) proofs.push(await prove(one));
  return { met: met.length, proofs };
};

describe("proving a fleet", () => {
  it("a hundred of a kind meet, the rest are told by their keys", async () => {
    const { met, proofs } = await told(Array.from({ length: 130 }, (_, i) => prediction(i)));
    expect(met).toBe(100);
    expect(proofs.filter(({ proof }) => proof.proven && proof.by === "handshake")).toHaveLength(100);
    expect(proofs.filter(({ proof }) => proof.proven && proof.by === "keys")).toHaveLength(30);
  });

  it("the same two meet once", async () => {
    const { met } = await told([prediction(1), prediction(1), prediction(2)]);
    expect(met).toBe(2);
  });

  it("a pair that is none meets, however many met before", async () => {
    const { met } = await told([
      ...Array.from({ length: 100 }, (_, i) => prediction(i)),
      ...Array.from({ length: 3 }, (_, i) => prediction(200 + i, "pair")),
    ]);
    expect(met).toBe(103);
  });

  it("who has no key is not proven", async () => {
    const one = prediction(1);
    const { server } = one.connection;
    if (server.pair === undefined) throw new Error("no pair");
    const keyless = {
      ...one,
      connection: { ...one.connection, server: { ...server, pair: { ...server.pair, key: undefined } } },
    };
    const { met, proofs } = await told([keyless]);
    expect(met).toBe(0);
    expect(proofs.map(({ proof }) => proof)).toEqual([{ proven: false, why: "no key beside 1.crt" }]);
  });
});
